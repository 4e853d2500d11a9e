"""Listings of numbered pages or row offsets, read to their end: when to go on, when to ask again, when to stop.

The end is the last page that the listing states, a page that is not full once the stated total of entries is reached,
or the first empty page; some servers repeat their last page after the total. A page that is empty before is asked for
again and then ends the crawl (`short`), unless nearly everything was read: the totals of some portals count entries
that their listings do not show.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from harvesters.base import Pages, Platform, Ref
from harvesters.errors import FetchError, SourceChanged
from harvesters.fetch import Check
from harvesters.helpers.text import scalar

FULL = 0.9
"""Share of what the listing states from which an empty page is taken for its end."""


MakeRef = Callable[[Any, int], Ref | str]
"""Makes the entry of a row on a page, or says what can be seen of one that has no id."""


class Page(NamedTuple):
    """What one answer of a listing says."""

    rows: list[Any]
    pages: int | None = None
    """Pages of the whole listing, where it says so."""
    total: int | None = None
    """Entries of the whole listing, where it says those."""


def keyed(key: str) -> MakeRef:
    """How the entry of a JSON row is made: the record's id is its field `key`, all else goes along."""

    def ref(row: Any, number: int) -> Ref | str:
        source_id = scalar(row.pop(key, None)) if isinstance(row, dict) else None
        # Of one without id nothing is shown: its other fields may be about people.
        return "" if source_id is None else Ref(source_id, row, number)

    return ref


class Paging:
    """One listing.

    `ask` gets the number of a page from 1, the entries before it, and a check for the fetch, which makes the request;
    `read` takes apart what the check is given, or raises `FetchError`. `ref` makes the entry of a row, or is the field
    that holds its id. `size` is how many entries of a page are asked for; with `offsets` pages are asked for by the
    entries before them, so that a server which gives fewer skips none. With `until_empty` only an empty page is the
    end, or the last one once more: the stated total may count less than the listing shows.
    """

    def __init__(
        self,
        platform: Platform,
        ask: Callable[[int, int, Check], Any],
        read: Callable[[Any], Page],
        *,
        ref: str | MakeRef,
        size: int,
        offsets: bool = False,
        until_empty: bool = False,
    ) -> None:
        self._platform = platform
        self._ask = ask
        self._read = read
        self._ref = keyed(ref) if isinstance(ref, str) else ref
        self._size = size
        self._offsets = offsets
        self._until_empty = until_empty
        self._pages: int | None = None
        """Pages of the whole listing by what it has stated so far."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """All entries from the page `start` on; raises `FetchError` or `SourceChanged`."""
        pages, number, before = Pages(), start, self._size * (start - 1)
        while (page := self._page(number, before)).rows:
            if pages.rows == 0 and start > 1:
                before = self._placed(page, number, before)
            refs = self._refs(page, number)
            try:
                pages.add([ref.id for ref in refs], rows=len(page.rows))
            except SourceChanged:
                if self._reached(before):
                    return
                raise
            yield from refs
            before += len(page.rows)
            if self._ends(page, number, before):
                return
            number = before // self._size + 1 if self._offsets else number + 1
        if before == 0 and self._pages is None and self._platform.total is None:
            raise SourceChanged("the listing shows neither an entry nor a total")

    def _refs(self, page: Page, number: int) -> list[Ref]:
        made = [self._ref(row, number) for row in page.rows]
        refs = [one for one in made if isinstance(one, Ref)]
        if not refs:
            raise SourceChanged(f"no entry of listing page {number} has an id")
        for one in made:
            if isinstance(one, str):
                self._platform.entry_without_id(f"page {number}: {one}" if one else f"page {number}")
        return refs

    def _page(self, number: int, before: int) -> Page:
        """One page, which is empty at the end of the listing only."""
        page = Page([])

        def check(answer: Any) -> None:
            nonlocal page
            page = self._read(answer)
            self._note(page)
            if not page.rows and not self._past(number, before):
                stated = f"page {number} of {self._pages}" if self._pages else f"{before} of {self._platform.total} entries"
                raise FetchError("short", f"the listing is empty at {stated}")

        try:
            self._ask(number, before, check)
        except FetchError as error:
            if error.kind != "short" or not self._nearly_all(number, before):
                raise
        return page

    def _note(self, page: Page) -> None:
        """Remember what the listing states; an empty page that forgets it, or a 0 beside entries, states nothing."""
        platform = self._platform
        if page.pages is not None and (page.pages if page.rows else page.pages > (self._pages or -1)):
            self._pages = page.pages
        if page.total is not None and (page.total if page.rows else page.total > (platform.total or -1)):
            platform.total = page.total

    def _past(self, number: int, before: int) -> bool:
        """Whether a page lies behind all that the listing states."""
        return number > (self._pages or 0) and before >= (self._platform.total or 0)

    def _nearly_all(self, number: int, before: int) -> bool:
        """Whether what was read is nearly all that the listing states."""
        if self._pages:
            return number - 1 >= FULL * self._pages
        return before >= FULL * (self._platform.total or 0)

    def _reached(self, seen: int) -> bool:
        return bool(self._platform.total) and seen >= (self._platform.total or 0)

    def _ends(self, page: Page, number: int, seen: int) -> bool:
        if self._pages:
            return number >= self._pages
        return not self._until_empty and self._reached(seen) and len(page.rows) < self._size

    def _placed(self, page: Page, number: int, before: int) -> int:
        """Entries before the first page of a run that goes on: how many has a full page here?"""
        if self._offsets or self._pages or not self._platform.total or len(page.rows) >= self._size:
            return before
        return len(self._page(1, 0).rows) * (number - 1)
