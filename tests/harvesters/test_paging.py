"""Listings are read to their end, each page once, from any page on, or it is said why not."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.base import Ref
from harvesters.errors import FetchError, SourceChanged
from harvesters.helpers.fields import total
from harvesters.helpers.paging import Page, Paging
from tests.support.answering import Answering

SIZE = 10
Make = Callable[[int, int], Page]


class Asked:
    """A listing over a function from page number and entries before it to page; a short one is asked for twice."""

    def __init__(self, page: Make, *, size: int = SIZE, **ways: bool) -> None:
        self.numbers: list[int] = []
        self.platform = Answering("oportal", lambda _: None).platform

        def ask(number: int, before: int, check: Callable[[Any], Any]) -> Any:
            for last in (False, True):
                self.numbers.append(number)
                assert len(self.numbers) < 1000, "the loop does not end"
                try:
                    return check(page(number, before))
                except FetchError:
                    if last:
                        raise
            return None

        self._paging = Paging(self.platform, ask, lambda answer: answer, ref="id", size=size, **ways)

    def refs(self, start: int = 1) -> list[Ref]:
        return list(self._paging.refs(start))

    def ids(self, start: int = 1) -> list[str]:
        return [ref.id for ref in self.refs(start)]


def rows(first: int, number: int) -> list[dict[str, Any]]:
    return [{"id": one, "title": one} for one in range(first, first + number)]


def catalogue(entries: int, width: int, *, offsets: bool = False, wraps: bool = False, **stated: Any) -> Make:
    """Pages of a listing of so many entries, `width` on each, that states what `stated` makes of it; one that `wraps`
    gives its last page for all that come after it."""

    def page(number: int, before: int) -> Page:
        first = before if offsets else width * (number - 1)
        if wraps and first >= entries:
            first = (entries - 1) // width * width
        return Page(rows(first, max(0, min(width, entries - first))), **stated)

    return page


def says(what: str, entries: int, width: int) -> dict[str, int]:
    return {"pages": {"pages": -(-entries // width)}, "total": {"total": entries}}.get(what, {})


@given(st.integers(1, 60), st.integers(1, SIZE), st.integers(1, 8), st.sampled_from(["pages", "total", "nothing"]))
def test_every_entry_once_from_any_page_on(entries: int, width: int, start: int, what: str) -> None:
    """Whatever the portal states, and however few entries it gives a page, all entries from `start` on come once."""
    if width * (start - 1) >= entries:
        return
    asked = Asked(catalogue(entries, width, **says(what, entries, width)))
    found = asked.refs(start)
    assert [ref.id for ref in found] == [str(one) for one in range(width * (start - 1), entries)]
    assert [ref.page for ref in found] == [1 + int(ref.id) // width for ref in found]
    assert all("id" not in ref.row and ref.row["title"] == int(ref.id) for ref in found)
    if what == "pages":
        assert asked.numbers == list(range(start, 1 + -(-entries // width)))


@given(st.integers(0, 60), st.integers(1, SIZE), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_every_entry_comes_once(entries: int, width: int, offsets: bool, wraps: bool, counted: bool, until: bool) -> None:
    """The same by page number and by row offset, and where the server repeats its last page after the total."""
    stated = {"total": entries} if counted or not entries else {}
    page = catalogue(entries, width, offsets=offsets, wraps=wraps and counted and entries > 0, **stated)
    asked = Asked(page, offsets=offsets, until_empty=until)
    assert asked.ids() == [str(one) for one in range(entries)]
    assert asked.platform.total == (entries if stated else None)


@given(st.integers(1, 60), st.integers(1, SIZE), st.booleans(), st.booleans(), st.data())
def test_a_run_goes_on_at_any_page(entries: int, width: int, offsets: bool, wraps: bool, data: st.DataObject) -> None:
    """From the page of any entry on, that entry and all after it come again: nothing is lost between two runs."""
    asked = Asked(catalogue(entries, width, offsets=offsets, wraps=wraps, total=entries), offsets=offsets)
    refs = asked.refs()
    last = data.draw(st.sampled_from(refs))
    again = asked.ids(last.page)
    assert again[again.index(last.id) :] == [ref.id for ref in refs[refs.index(last) :]]


def test_the_last_page_is_not_asked_for_in_vain() -> None:
    """A page that is not full ends the listing once its total is reached, unless only an empty page does."""
    for until, numbers in ((False, [1, 2]), (True, [1, 2, 3])):
        asked = Asked(catalogue(15, SIZE, total=15), until_empty=until)
        assert (len(asked.refs()), asked.numbers) == (15, numbers)


def test_an_empty_page_before_the_end_is_asked_again() -> None:
    """One that is filled the second time is read; one that stays empty ends the listing with `short`."""
    turns = iter([Page(rows(0, 10), pages=3), Page([], pages=3), Page(rows(10, 10), pages=3), Page(rows(20, 1), pages=3)])
    assert len(Asked(lambda *_: next(turns)).refs()) == 21
    with pytest.raises(FetchError, match="empty at page 3 of 5") as caught:
        Asked(catalogue(20, 10, pages=5)).refs()
    assert caught.value.kind == "short"


def test_an_empty_page_that_forgets_the_total_is_no_end() -> None:
    """A failing search answers no entries and a total of 0; the total of the page before counts."""
    asked = Asked(lambda number, _: Page(rows(0, 10), total=30) if number == 1 else Page([], total=0))
    with pytest.raises(FetchError, match="empty at 10 of 30 entries"):
        asked.refs()
    assert asked.platform.total == 30


@pytest.mark.parametrize(("stated", "ends"), [(200, True), (220, True), (260, False)])
@pytest.mark.parametrize("offsets", [False, True])
def test_totals_that_count_a_little_too_much(stated: int, ends: bool, offsets: bool) -> None:
    """A listing that ends within a tenth of its stated total is complete, one that ends earlier is not."""
    asked = Asked(catalogue(200, 10, offsets=offsets, total=stated), offsets=offsets)
    if ends:
        assert len(asked.refs()) == 200
    else:
        with pytest.raises(FetchError, match="is empty at 200 of 260"):
            asked.refs()


@pytest.mark.parametrize("stated", [0, 5])
def test_totals_that_count_too_little(stated: int) -> None:
    """Full pages are read on beyond the total, and a total of 0 beside entries is none."""
    assert len(Asked(catalogue(20, 10, total=stated)).refs()) == 20
    assert len(Asked(catalogue(25, 5, total=0)).refs()) == 25


@pytest.mark.parametrize("stated", [{"pages": 9}, {"total": 90}, {}])
def test_a_listing_in_a_circle_ends(stated: dict[str, int]) -> None:
    """The same page for ever is no catalogue, whatever is stated."""
    with pytest.raises(SourceChanged, match="repeats a page"):
        Asked(lambda *_: Page(rows(0, 10), **stated)).refs()


@pytest.mark.parametrize("stated", [{"total": 0}, {"pages": 0}])
def test_an_empty_catalogue(stated: dict[str, int]) -> None:
    """One that states that it has nothing is read."""
    assert Asked(lambda *_: Page([], **stated)).refs() == []


def test_nothing_at_all() -> None:
    """A listing that shows and states nothing has changed."""
    with pytest.raises(SourceChanged, match="neither an entry nor a total"):
        Asked(lambda *_: Page([])).refs()


def test_entries_without_id() -> None:
    """An entry without id is counted; a page of nothing else means that the field has changed its name."""
    asked = Asked(lambda *_: Page([{"id": None}, "x", {"id": 5}], pages=1))
    assert asked.ids() == ["5"]
    assert asked.platform.broken == 2
    changed = Asked(lambda *_: Page([{"ID": 1}], pages=1))
    with pytest.raises(SourceChanged, match="no entry of listing page 1 has an id"):
        changed.refs()
    assert changed.platform.broken == 0


@pytest.mark.parametrize(
    ("value", "number"), [(810, 810), ("810", 810), ("7,090", 7090), (None, None), ("", None), ("多", None)]
)
def test_totals(value: Any, number: int | None) -> None:
    """Totals come as numbers and as text."""
    assert total(value) == number
