"""jdop, the product of Zhejiang's older portals (platforms.md F4): a listing of HTML in JSON, and a page a record.

A portal's `url` is scheme and host, such as `https://data.wenzhou.gov.cn`; there are no options.

Asked for each listing page: `POST /jdop_front/channal/datapubliclist.do`, 100 entries (600 were once accepted). A page
past the end, or the last one once more after the stated total, ends the listing. For each record: the page
`GET /jdop_front/detail/data.do?iid=`.

What a failure ends in: a listing page that stays broken (outside or inside), walled or behind a sign-in ends the crawl
(exit 4), so does a listing that ends clearly before the total that it states, or repeats itself. A page that fails or
has no title, as that of a withdrawn record, skips that record (exit 3).

Not read: the rows of data behind `get_data.do`, which need a key; former states of a file (`&history=`); hidden rows of
the page (with a `style`), which repeat or prepare others. Ignored of the listing: the date of an entry, which does not
say whether it is that of publication or update; the page says both. Other labels are signalled and kept in `extra`.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvesters.base import Platform, Ref
from harvesters.errors import SkipRecord
from harvesters.fetch import Check, read_html
from harvesters.helpers.fields import FORMAT_SEPARATORS, format_names, words
from harvesters.helpers.formats import WORDS, format_name, suffix
from harvesters.helpers.html import first, pairs, text
from harvesters.helpers.labels import LABELS, contact, openness, take, volume
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean, clean_lines, scalar
from harvesters.record import Access, Api, File, Record
from harvesters.walls import recognise

LISTING = "/jdop_front/channal/datapubliclist.do"
DETAIL = "/jdop_front/detail/data.do"
FORM = {
    "type": "",
    "sceneId": "",
    "domainId": "0",
    "deptId": "",
    "regionId": "",
    "keyword": "",
    "content": "",
    "searchString": "",
    "orderDefault": "",
    "isDownload": "1",
    "dimensionId": "0",
}
"""What the page's own script sends for all datasets of the portal."""

SELECT_LIST = "span.onColor, div.search_result"
SELECT_DETAIL = "span.sjxqTit1, div.box1"
SELECT_ROW = "div.box1 tr:not([style])"
SELECT_FILE = 'tr:not([style]) td.sjxz1 + td a[href*="fileType="]'
FORMATS = ("资源格式", "数据格式", "文件格式")

SIZE = 100
"""Entries asked for of a listing page."""
_FORMAT = re.compile(r"[A-Za-z][A-Za-z0-9]{1,6}", re.ASCII)


class Jdop(Platform):
    """One portal of the family."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on."""
        return Paging(self, self._ask, self._read, ref=self._ref, size=SIZE, until_empty=True).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from its page."""
        page = self.fetch.html(DETAIL, {"iid": ref.id}, expect=f"{SELECT_DETAIL}, title", check=_walled)
        title = first(page, "span.sjxqTit1")
        if title is None:
            raise SkipRecord("the page has no title")
        url = self.fetch.url(f"{DETAIL}?iid={quote(ref.id, safe='')}")
        values = _labelled(page)
        files = tuple(_file(link, url) for link in page.css(SELECT_FILE) if not _history(link))
        formats = self._formats(values, ref.row["formats"], files)
        condition = take(values, "open_condition")
        open_type, condition = openness(self, take(values, "open_type"), condition)
        phone = take(values, "phone")
        return Record(
            id=ref.id,
            url=url,
            title=title,
            description=clean_lines(take(values, "description")),
            publisher=self.value("publisher", take(values, "publisher")),
            theme=self.values("theme", take(values, "theme")),
            industry=self.values("industry", take(values, "industry")),
            open_type=open_type,
            open_condition=condition,
            update_cycle=self.value("update_cycle", take(values, "update_cycle")),
            issued=self.date("issued", take(values, "issued"), ref.id),
            modified=self.date("modified", take(values, "modified"), ref.id),
            tags=self.values("tags", take(values, "tags")),
            formats=formats,
            files=files,
            apis=self._apis(ref.id, formats),
            contact=contact(phone, take(values, "email")),
            volume=volume(self, values, ref.id, ["rows"]),
            region=self.portal.region,
            extra=self._extra(values, ref.id),
        )

    def _ask(self, number: int, before: int, check: Check) -> Any:
        def check_markup(answer: Any) -> str | None:
            markup = answer.get("data") if isinstance(answer, dict) else None
            if not isinstance(markup, str):
                return "the portal answers no listing"
            # What comes after the stated total need not look like a listing any more.
            reached = self.total is not None and before >= self.total
            return check(LexborHTMLParser(markup) if reached else read_html(markup, SELECT_LIST))

        return self.fetch.json(LISTING, form={"pageNumber": number, "pageSize": SIZE, **FORM}, check=check_markup)

    def _read(self, tree: LexborHTMLParser) -> Page:
        entries = [entry for node in tree.css("div.search_result") for entry in _entries(node)]
        return Page(entries, total=_total(tree))

    def _ref(self, entry: tuple[str | None, dict[str, Any]], number: int) -> Ref | str:
        iid, row = entry
        return row["title"] or "" if iid is None else Ref(iid, row, number)

    def _formats(self, values: dict[str, str], listed: list[str], files: tuple[File, ...]) -> tuple[str, ...]:
        shown = next((value for name in FORMATS if clean(value := values.pop(name, None))), None)
        named = self.values("formats", words(shown, FORMAT_SEPARATORS)) or self.values("formats", listed)
        return format_names([*named, *(file.format or "" for file in files)])

    def _apis(self, iid: str, formats: tuple[str, ...]) -> tuple[Api, ...]:
        """A record whose formats name an interface has it at an address made of its id."""
        if "api" not in formats:
            return ()
        address = f"/jdop_front/interfaces/cata_{quote(iid, safe='')}/get_data.do"
        return (Api(id=f"cata_{iid}", url=self.fetch.url(address)),)

    def _extra(self, values: dict[str, str], where: str) -> dict[str, Any]:
        known = {name for names in LABELS.values() for name in names}
        return self.leftover({name: clean(value) for name, value in values.items()}, where, known=known)


def _walled(page: LexborHTMLParser) -> str | None:
    """A page without record is that of a withdrawn one, unless it is known for something else."""
    if page.css_first(SELECT_DETAIL) is None:
        error = recognise(page.html or "", "record")
        if error.kind != "broken":
            raise error
    return None


def _total(tree: LexborHTMLParser) -> int | None:
    found = (re.search(r"\d[\d,]*", text(node) or "", re.ASCII) for node in tree.css("span.onColor"))
    return next((int(match[0].replace(",", "")) for match in found if match), None)


def _entries(node: LexborNode) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Id, title and formats of an entry, or of each where one element holds several."""
    rows: dict[str, dict[str, Any]] = {}
    links = node.css("a")
    for link in links:
        iid = _query(link, "iid")
        row = rows.setdefault(iid, {"title": None, "formats": []}) if iid else next(reversed(rows.values()), None)
        if row is None:
            continue
        shown = text(link)
        if shown and row["title"] is not None and (shown in WORDS or _FORMAT.fullmatch(shown)):
            row["formats"].append(shown)
        row["title"] = row["title"] or shown
    if links and not rows:
        yield None, {"title": text(node), "formats": []}
    yield from rows.items()


def _query(link: LexborNode, name: str) -> str | None:
    """A parameter of a link's address."""
    try:
        query = urlsplit(link.attributes.get("href") or "").query
    except ValueError:
        return None
    return scalar(parse_qs(query).get(name, [None])[0])


def _labelled(page: LexborHTMLParser) -> dict[str, str]:
    """Raw values of the page's table by label, without hidden rows and downloads."""
    values: dict[str, str] = {}
    for row in page.css(SELECT_ROW):
        for name, value in pairs(_cells(row)):
            name = "".join(name.split())
            if clean(value) or name not in values:
                values[name] = value
    return values


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    """Cells of a row without those of downloads: a label of the class `sjxz1`, and the links after it."""
    links = False
    for cell in row.css("td"):
        downloads = "sjxz1" in (cell.attributes.get("class") or "").split()
        if not downloads and not (links and cell.css_first("a")):
            yield cell
        links = downloads


def _history(link: LexborNode) -> bool:
    return _query(link, "history") is not None or "&history=" in (link.attributes.get("href") or "")


def _file(link: LexborNode, url: str) -> File:
    """A file behind a link of the page; one that only a script follows is had by a form."""
    shown, kind = text(link), _query(link, "fileType")
    bare = shown is None or shown in WORDS or _FORMAT.fullmatch(shown)
    found = _FORMAT.search(shown or "")
    address, access = _address(link, url)
    return File(
        name=None if bare else shown,
        url=address,
        format=format_name(kind) or suffix(shown) or (found[0].lower() if found else None),
        access=access,
    )


def _address(link: LexborNode, url: str) -> tuple[str, Access]:
    try:
        address = urljoin(url, (link.attributes.get("href") or "").strip())
        usable = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        usable = False
    return (address, "open") if usable else (url, "post")
