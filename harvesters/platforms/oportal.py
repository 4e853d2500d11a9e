"""oportal, the second generation of Inspur's portals (platforms.md F1): HTML pages with small JSON answers beside them.

A portal's `url` is host and root, such as `https://opendata.nx.gov.cn/portal`; there are no options.

Asked for each listing page: `GET /catalog/index?page=N`, 10 entries, no other size; a page past the end is an empty
200. For each record: the page `GET /catalog/{id}`, its files `GET /catalog/getResourceWithFormat`, its APIs
`GET /catalog/getApplyResource` where the page shows any, its data items `POST /catalog/{id}/getData`.

What a failure ends in: a listing page that stays broken, walled or behind a sign-in ends the crawl (exit 4), so does a
listing that ends clearly before the total that it states, or repeats itself; the page, files or APIs of one record
failing skips that record (exit 3). The data items are a preview that many portals refuse: without them the record is
kept and `incomplete-record` says why.

Not read: the API catalogue `/api/index`, whose APIs stand with their records. Ignored by name: the side bars
(departments, companies, regions and its pseudo code `qsydw`), `#rootPath` (the YAML says the root), of files and APIs
what has no place in a `Record`. Other labels are signalled and kept in `extra`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvesters.base import Platform, Ref
from harvesters.errors import SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import dicts, excerpt, format_names
from harvesters.helpers.formats import format_name, suffix
from harvesters.helpers.html import attribute, first, label, pairs, raw, spans, text
from harvesters.helpers.items import named_items
from harvesters.helpers.labels import LABELS, merge, openness, take, volume
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean, clean_lines, scalar
from harvesters.record import Access, Api, Contact, Counters, File, Item, Record

SELECT_LIST = "div.right-content-catalog, div.bottom-content, div.top-title"
SELECT_ENTRY = "div.right-content-catalog div.bottom-content > ul > li"
SELECT_DETAIL = "#cata_id, ul.d-title, li[name=basicinfo], #catalog"

EXTRA = ("数据时间范围", "地理空间范围")
"""Labels of newer pages that a record keeps in `extra`."""
PREVIEW = {"items", "data", "recordsTotal"}
"""What an answer with a preview of rows holds."""
IGNORED_FILE = ("fileDescription", "status")
IGNORED_API = ("context", "inputParam", "outputParam", "updateTime", "status")
PAGE = 10
"""Entries of a listing page."""
MOST_PAGES = 100
"""Pages of files or APIs of one record."""
_VISITS = re.compile(r"(?:访问量|访问次数|访问|浏览量|浏览次数|浏览)?[：:]?\s*(\d[\d,]*)\s*次", re.ASCII)


class Oportal(Platform):
    """One portal of the family."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on, up to the first empty one."""
        return Paging(self, self._ask, _read, ref=self._ref, size=PAGE, until_empty=True).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of a catalogue entry, from its page and the answers beside it."""
        path = f"/catalog/{quote(ref.id, safe='')}"
        page = self.fetch.html(path, expect=SELECT_DETAIL)
        if (shown := attribute(page, "#cata_id", "value")) not in (None, ref.id):
            raise SkipRecord(f"the page shows another record, {shown}")
        title = first(page, "ul.d-title h4") or attribute(page, "#cata_name", "value") or ref.row["title"]
        if title is None:
            raise SkipRecord("the record has no title")
        values = merge(_labelled(page), ref.row["values"])
        url = self.fetch.url(path)
        files = self._files(ref.id, title, url, page)
        apis = self._apis(ref.id, page, values)
        open_type, condition = self._openness(values, attribute(page, "#catalog", "opentype"))
        return Record(
            id=ref.id,
            url=url,
            title=title,
            description=clean_lines(take(values, "description")) or ref.row["description"],
            publisher=self.value("publisher", take(values, "publisher")),
            theme=self.values("theme", take(values, "theme")),
            industry=self.values("industry", take(values, "industry")),
            open_type=open_type,
            open_condition=condition,
            update_cycle=self.value("update_cycle", take(values, "update_cycle")),
            issued=self.date("issued", take(values, "issued"), ref.id),
            modified=self.date("modified", take(values, "modified"), ref.id),
            tags=self.values("tags", take(values, "tags")),
            formats=self._formats(ref.row["formats"], page, files, apis),
            items=self.part("items", ref.id, lambda: self._items(ref.id, path)),
            files=files,
            apis=apis,
            contact=Contact(phone=clean(take(values, "phone")), email=clean(take(values, "email"))),
            volume=volume(self, values, ref.id, ["rows", "files", "apis"]),
            region=self.portal.region,
            counters=Counters(views=self.count("views", ref.row["views"] or take(values, "views"), ref.id)),
            extra=self._extra(values, ref.id),
        )

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        return self.fetch.html("/catalog/index", {"page": number}, expect=SELECT_LIST, check=check)

    def _ref(self, entry: LexborNode, number: int) -> Ref | str:
        link = entry.css_first("div.cata-title a")
        address = urlsplit((link.attributes.get("href") or "") if link else "").path.rstrip("/")
        source_id = attribute(entry, "input[name=catalogidinput]", "value") or clean(address.rpartition("/")[2])
        if source_id is None:
            return text(link) or ""
        row = {
            "title": text(link),
            "description": _after_label(text(entry.css_first(".describe"))),
            "values": spans(entry.css_first("div.cata-information")),
            "formats": [word for node in entry.css("div.file-type li") for word in _format_words(node)],
            "views": _visits(entry),
        }
        return Ref(source_id, row, number)

    def _openness(self, values: dict[str, str], shown: str | None) -> tuple[str | None, str | None]:
        """Open attribute and condition; where the labels say neither, the page's own attribute counts."""
        condition, attribute = take(values, "open_condition"), take(values, "open_type")
        return openness(self, attribute, condition or (None if attribute else shown))

    def _files(self, source_id: str, title: str, url: str, page: LexborHTMLParser) -> tuple[File, ...]:
        rows = self._resources("/catalog/getResourceWithFormat", {"cataId": source_id, "fileFormat": ""})
        files = {file.id: file for row in rows if (file := self._file(row, source_id, title, url))}
        for box in page.css("li[name=file-download] table tr[fileformat] input[type=checkbox][file-id]"):
            # The page itself downloads what is ticked by a form: all that is known of a file the answer leaves out.
            file_id = clean(box.attributes.get("file-id"))
            if file_id and file_id not in files:
                name = clean(box.attributes.get("file-name"))
                files[file_id] = File(id=file_id, name=name, url=url, format=suffix(name), access="post")
        return tuple(files.values())

    def _file(self, row: dict[str, Any], source_id: str, title: str, url: str) -> File:
        file_id, resource_id = scalar(row.pop("fileId", None)), scalar(row.pop("idInRc", None))
        name = scalar(row.pop("fileName", None))
        named = format_name(scalar(row.pop("fileFormat", None)))
        access: Access = "apply" if _yes(row.pop("isApply", None)) else "open" if resource_id else "post"
        address = urlencode({"cataId": source_id, "cataName": title, "idInRc": resource_id})
        file = File(
            id=file_id or resource_id,
            name=name,
            url=self.fetch.url(f"/catalog/download?{address}") if access == "open" else url,
            format=named or suffix(name),
            size=self.size("fileSize", row.pop("fileSize", None), source_id),
            rows=self.count("dataCount", row.pop("dataCount", None), source_id),
            modified=self.date("updateTime", row.pop("updateTime", None), source_id),
            access=access,
        )
        self.audit(row, source_id, ignore=IGNORED_FILE)
        return file

    def _apis(self, source_id: str, page: LexborHTMLParser, values: Mapping[str, str]) -> tuple[Api, ...]:
        counted = any((clean(values.get(name)) or "0").strip("0个") for name in LABELS["apis"])
        if page.css_first("li[name=api-service]") is None and not counted:
            return ()
        apis = []
        for row in self._resources("/catalog/getApplyResource", {"searchType": "api", "cataId": source_id}):
            api_id = scalar(row.pop("serviceId", None))
            if api_id is None:
                raise SkipRecord("an API of the record has no id")
            api = Api(
                id=api_id,
                name=scalar(row.pop("serviceName", None)),
                url=self.fetch.url(f"/api/{quote(api_id, safe='')}/detail"),
                description=scalar(row.pop("serviceDesc", None)),
            )
            apis.append(api)
            self.audit(row, source_id, ignore=IGNORED_API)
        return tuple(apis)

    def _resources(self, path: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        """All rows of a paged JSON answer `{code, object: {total, records}}`."""
        rows: list[dict[str, Any]] = []
        for number in range(1, MOST_PAGES + 1):
            answer = self.fetch.json(path, {**params, "pageNum": number, "pageSize": 100}, check=_resource_failure)
            content = answer.get("object") or {}
            rows += content.get("records") or []
            if len(rows) < 100 * number or len(rows) >= (self.count("total", content.get("total"), path) or 0):
                return rows
        raise SkipRecord(f"{path} has no end")

    def _items(self, source_id: str, path: str) -> tuple[Item, ...]:
        """Data items from the preview of rows."""
        form = {"draw": 1, "start": 0, "length": 10, "param": ""}
        answer = self.fetch.json(f"{path}/getData", form=form, check=_items_failure)
        return named_items(self, answer.get("items") or (), source_id, name="column_name_en", label="name_cn")

    def _formats(
        self, listed: list[str], page: LexborHTMLParser, files: tuple[File, ...], apis: tuple[Api, ...]
    ) -> tuple[str, ...]:
        shown = [node.attributes.get("fileformat") for node in page.css("li[name=file-download] tr[fileformat]")]
        words = [*listed, *(word or "" for word in shown), *(file.format or "file" for file in files)]
        formats = [one for word in words for one in self.values("formats", word)] + (["api"] if apis else [])
        return format_names(formats)

    def _extra(self, values: dict[str, str], where: str) -> dict[str, Any]:
        """What is left of the labelled values: known labels of a field that another one filled, and unknown ones."""
        known = {*EXTRA, *(name for names in LABELS.values() for name in names)}
        return self.leftover({name: clean(value) for name, value in values.items()}, where, known=known)


def _read(tree: LexborHTMLParser) -> Page:
    stated = re.search(r"\d[\d,]*", first(tree, "div.top-title > span") or "", re.ASCII)
    entries = [node for node in tree.css(SELECT_ENTRY) if node.css_first("div.cata-title, input[name=catalogidinput]")]
    return Page(entries, total=int(stated[0].replace(",", "")) if stated else None)


def _labelled(page: LexborHTMLParser) -> dict[str, str]:
    """Raw values of a record's page by label: those under the title, then those of the table."""
    values: dict[str, str] = {}
    for line in page.css("ul.list-inline li"):
        value = line.css_first("span.text-primary")
        name = label((raw(line) or "").replace(raw(value) or "", "", 1)) if value else None
        if name and value:
            values[name] = raw(value) or ""
    for row in page.css("li[name=basicinfo] table tr"):
        cells = row.css("td, th")
        if len(cells) > 1:
            values |= {name: value for name, value in pairs(cells) if value.strip() or name not in values}
    return values


def _after_label(words: str | None) -> str | None:
    """`描述：text` without its label."""
    before, colon, after = (words or "").partition("：")
    return clean(after if colon and len(before) <= 6 else words)


def _visits(entry: LexborNode) -> str | None:
    """The visit count of an entry, the one text in it such as `1,234次`."""
    found = (_VISITS.fullmatch(text(node) or "") for node in entry.css("*"))
    return next((match[1] for match in found if match), None)


def _format_words(node: LexborNode) -> list[str]:
    return [word for word in (text(node) or node.attributes.get("class") or "").split() if word]


def _yes(value: Any) -> bool:
    """Whether `isApply` says yes, in any of the ways that JSON of this vendor says it."""
    return str(value).strip().lower() in ("1", "true", "y", "yes", "是")


def _resource_failure(answer: Any) -> str | None:
    if not isinstance(answer, dict) or str(answer.get("code")) != "0":
        return f"the portal answers code {answer.get('code') if isinstance(answer, dict) else answer!r:.100}"
    content = answer.get("object") or {}
    if not isinstance(content, dict) or dicts(content.get("records")) is None:
        return "the portal answers no list of resources"
    return None


def _items_failure(answer: Any) -> str | None:
    if not isinstance(answer, dict) or dicts(answer.get("items")) is None or not PREVIEW & set(answer):
        return f"the portal answers no list of data items: {excerpt(answer)}"
    return None
