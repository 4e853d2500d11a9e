"""北京's platform (platforms.md §3): a listing in JSON, static pages for the records.

The portal's `url` is scheme and host, `https://data.beijing.gov.cn`; there are no options.

Asked for each listing page: `POST /cms/web/search`, 100 entries, up to the last page that the answer counts. For each
record: its page `GET /zyml/{…}/{department}/{id}.htm`, lines of label and value.

What a failure ends in: a listing page that stays broken, walled or behind a sign-in ends the crawl (exit 4), so does a
listing that is empty clearly before its last page, or repeats itself. A page that fails, is malformed (no lines) or has
no title skips that record (exit 3).

Files are had after a sign-in only: they stand with the record's page as their address. The interface of a record is
called with a personal key, so its address is the record's page too. Ignored: all of a listing's entry but its address,
since the page says it again. Where a page says both 摘要 and 资源摘要, the second is kept in `extra`, as are labels that
are not known; those are signalled.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import FORMAT_SEPARATORS, array, format_names, section, total, words
from harvesters.helpers.formats import WORDS, format_name, suffix
from harvesters.helpers.html import first, text
from harvesters.helpers.labels import LABELS, contact, openness, take, volume
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean, clean_lines, scalar
from harvesters.record import Api, Counters, File, Record
from harvesters.walls import recognise

LISTING = "/cms/web/search"
SELECT_LINES = "#zydtCont1 .sjdetails_cardmain_frame"
SELECT_FILE = '[href*="downloadResource/"], [onclick*="downloadResource/"]'

OWN: dict[str, tuple[str, ...]] = {
    "publisher": ("资源所有权单位",),
    "theme": ("资源分类",),
    "issued": ("资源出版日期",),
    "tags": ("关键字说明",),
}
"""Labels of this platform, before those that all share."""
NAMES = {field: (*OWN.get(field, ()), *names) for field, names in LABELS.items()}
NAMES["formats"] = ("资源格式", "数据格式", "文件格式", "格式")
EXTRA = ("资源类型", "资源语种")
KNOWN = frozenset((*EXTRA, *(name for names in NAMES.values() for name in names)))

SIZE = 100
"""Entries asked for of a listing page; 500 were once accepted."""
_LINE = re.compile(r"([^\s：:，。；,;、（）()]{2,12})(?:[（(][^（()）]{1,6}[)）])?\s*[：:]\s*(.*)")
"""`资源记录数（条）：5`."""
_ENDS = re.compile(r"</(?:dd|dt|td|th|h[1-6]|section)\s*>", re.IGNORECASE)
"""Elements after which a new line begins, beside those that `clean_lines` knows."""
_FILE = re.compile(r"downloadResource/([\w-]+)", re.ASCII)
_API = re.compile(r"/cms/web/api/[^/\s\"'<>]+/([\w-]+)|dataDoc\.jsp\?contentID=([\w-]+)", re.ASCII)
_FORMAT = re.compile(r"[A-Za-z][A-Za-z0-9]{1,6}", re.ASCII)


class Beijing(Platform):
    """The one portal of this platform."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on, up to the last one."""
        return Paging(self, self._ask, _read, ref=self._ref, size=SIZE).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from its page."""
        page = self.fetch.html(ref.row["path"], expect="#zydtCont1, title", check=_walled)
        values = _lines(page)
        title = _take(values, "title") or (first(page, "h1", "h2", "h3") if values else None)
        if title is None:
            raise SkipRecord("the page is malformed: it has no lines of label and value, or no title")
        url = self.fetch.url(ref.row["path"])
        files = _files(page, url)
        apis = _apis(page, url)
        condition = _take(values, "open_condition")
        open_type, condition = openness(self, _take(values, "open_type"), condition)
        return Record(
            id=ref.id,
            url=url,
            title=clean(title) or title,
            description=_take(values, "description"),
            publisher=self.value("publisher", _take(values, "publisher")),
            theme=self.values("theme", _take(values, "theme")),
            industry=self.values("industry", _take(values, "industry")),
            open_type=open_type,
            open_condition=condition,
            update_cycle=self.value("update_cycle", _take(values, "update_cycle")),
            issued=self.date("issued", _take(values, "issued"), ref.id),
            modified=self.date("modified", _take(values, "modified"), ref.id),
            tags=self.values("tags", _take(values, "tags")),
            formats=self._formats(_take(values, "formats"), files, apis),
            files=files,
            apis=apis,
            contact=contact(_take(values, "phone"), _take(values, "email")),
            volume=volume(self, values, ref.id, ["rows", "files", "apis"], NAMES),
            region=self.portal.region,
            counters=Counters(
                views=self.count("views", _take(values, "views"), ref.id),
                downloads=self.count("downloads", _take(values, "downloads"), ref.id),
                calls=self.count("calls", _take(values, "calls"), ref.id),
            ),
            extra=self.leftover({name: clean(value) for name, value in values.items()}, ref.id, known=KNOWN),
        )

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        form = {"orderFiled": "publishDate", "orderMethod": "desc", "pageSize": SIZE, "curPage": number}
        return self.fetch.json(LISTING, form=form, check=check)

    def _ref(self, entry: Any, number: int) -> Ref | str:
        """The record's id is the name of its page: the CONTENT_ID of the interface."""
        address = scalar(entry.get("url")) if isinstance(entry, dict) else None
        try:
            path = "/" + urlsplit(address or "").path.lstrip("/")
        except ValueError:
            path = "/"
        if path.startswith(root := urlsplit(self.portal.url).path + "/"):
            path = "/" + path.removeprefix(root)
        source_id = clean(unquote(re.sub(r"\.s?html?$", "", path.rpartition("/")[2])))
        if source_id is None:
            return str(address)
        return Ref(source_id, {"path": quote(unquote(path))}, number)

    def _formats(self, shown: str | None, files: tuple[File, ...], apis: tuple[Api, ...]) -> tuple[str, ...]:
        named = self.values("formats", words(shown, FORMAT_SEPARATORS))
        return format_names([*named, *(file.format or "" for file in files), *(["api"] if apis else [])])


def _read(answer: Any) -> Page:
    """The page of an answer `{page: {countPage}, object: {docs}}`."""
    stated = total(section(answer, "page").get("countPage"))
    if stated is None:
        raise FetchError("in-band", "the portal answers no listing")
    return Page(array(section(answer, "object"), "docs"), pages=stated)


def _walled(page: LexborHTMLParser) -> str | None:
    """A page without lines is malformed, unless it is known for something else."""
    if page.css_first("#zydtCont1") is None:
        error = recognise(page.html or "", "#zydtCont1")
        if error.kind != "broken":
            raise error
    return None


def _lines(page: LexborHTMLParser) -> dict[str, str]:
    """Values by label of the lines `键：值`; a line without label goes on with the value before it."""
    values: dict[str, str] = {}
    name: str | None = None
    for node in page.css(SELECT_LINES):
        for line in (clean_lines(_ENDS.sub("<br>", node.html or "")) or "").splitlines():
            label, value = _pair(line)
            if label and not values.get(label):
                name, values[label] = label, value
            elif name:
                values[name] = f"{values[name]}\n{line}".strip()
    return values


def _pair(line: str) -> tuple[str | None, str]:
    """Label and value of a line, also of one that parts a known label from its value by a space only."""
    match = _LINE.fullmatch(line)
    if match and "//" not in match[2][:2]:
        return match[1], match[2]
    before, _, after = line.partition(" ")
    return (before, after) if before in KNOWN else (None, line)


def _take(values: dict[str, str], field: str) -> str | None:
    """Pop the value of a field by the first of its labels that has one."""
    return clean_lines(take(values, field, NAMES))


def _files(page: LexborHTMLParser, url: str) -> tuple[File, ...]:
    files: dict[str, File] = {}
    for node in page.css(SELECT_FILE):
        shown = f"{node.attributes.get('href')} {node.attributes.get('onclick')}"
        if (match := _FILE.search(shown)) and match[1] not in files:
            files[match[1]] = _file(match[1], node, url)
    return tuple(files.values())


def _file(file_id: str, node: LexborNode, url: str) -> File:
    shown = text(node)
    bare = shown is None or shown in WORDS or _FORMAT.fullmatch(shown)
    kind = suffix(shown) or (format_name(shown) if bare else None)
    return File(id=file_id, name=None if bare else shown, url=url, format=kind, access="login")


def _apis(page: LexborHTMLParser, url: str) -> tuple[Api, ...]:
    found = _API.finditer(page.html or "")
    return tuple(Api(id=one, url=url) for one in dict.fromkeys(match[1] or match[2] for match in found))
