"""odweb, the first generation of Inspur's portals (platforms.md F2): a JSON list with HTML pages and file lists beside it.

A portal's `url` is host and root, such as `http://data.yinchuan.gov.cn/odweb`. `options: {dialect: wuxi}` asks for pages
by number (`page`, `pageSize`) as Wuxi's build wants it, whose root is `/data`; `default` asks by row offset.

Asked for each listing page: `POST /catalog/catalog.do?method=GetCatalog`, 100 entries. For each record: the page
`GET /catalog/catalogDetail.htm?cata_id=`, for its table of data items and what the list leaves out (in Wuxi phone and
e-mail); `POST /catalog/CatalogDetail.do?method=getDownLoadPageInfo`, its files, unless the list says that there are none;
`POST /catalog/catalogDetail.do?method=GetApi`, its APIs, where the list counts any. A list that a build does not know is
asked for under its other name (`FILES`, `APIS`).

Codes: conf_update_cycle, conf_catalog_format, conf_use_type and, where it is no text, open_type (1 无条件, 3 授权); another
one is `bad-value`. Times stand as text, or else in `conf_…` as milliseconds; a missing one stays missing. A file's
address is the download, or the landing page and an application where the record is not open unconditionally. The
format of a zip is told by the end of its name (`…_csv`). total_storage without unit is taken for bytes.

What a failure ends in: a listing page that stays broken, walled or behind a sign-in ends the crawl (exit 4), so does a
listing that ends clearly before its total or repeats itself; a page, file list or API list that stays broken, or a page
behind a sign-in, skips that record (exit 3). File and API lists that the portal refuses, lacks or hides behind a sign-in
(codes 0001 to 0009) leave the record without them, and `incomplete-record` says why.

Not read: rows of data, facets, the check of `CheckDownloadAuth` before a download. Ignored by name: points, grades and
comments, which change daily, and what the portal keeps for itself (`IGNORED`, `IGNORED_…`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from selectolax.lexbor import LexborHTMLParser

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import Row, array, dicts, excerpt, total, words
from harvesters.helpers.formats import format_name, suffix
from harvesters.helpers.html import label, pairs, raw, text
from harvesters.helpers.items import item_rows
from harvesters.helpers.labels import LABELS, take
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean, clean_lines, scalar, split
from harvesters.record import Access, Api, Contact, Counters, File, Item, Record, Volume

PAGE = 100
MOST_PAGES = 100
"""Pages of files of one record."""
SELECT_DETAIL = {
    "default": "div.info-list, div.detail-table, span.detail-title",
    "wuxi": "div.info-list, div.detail-table, span.detail-title, div.data-name, div.baseInfo, table",
}
OPEN_TYPES = {"1": "无条件开放", "3": "有条件开放"}
UPDATE_CYCLES = {
    "1": "自定义",
    "2": "每天",
    "3": "每周",
    "4": "每月",
    "5": "每季度",
    "6": "每半年",
    "7": "每年",
    "8": "实时",
}
FORMATS = {"1": "xls", "2": "xml", "3": "json", "4": "csv"}
USE_TYPES = {"1": "数据集", "2": "文件集", "3": "API", "4": "地图", "7": "MQ"}
REFUSALS = {
    "0001": "over the limit",
    "0002": "not authorised",
    "0003": "expired",
    "0004": "missing",
    "0008": "not signed in",
    "0009": "not applied for",
}
FILES = (
    "CatalogDetail.do?method=getDownLoadPageInfo",
    "catalogDetail.do?method=GetDownLoadInfo&conf_type=2&file_type=1,3",
)
APIS = ("catalogDetail.do?method=GetApi", "CatalogDetail.do?method=GetApi")
"""Addresses of the lists beside a record; the second where a build does not know the first."""
WITHOUT = ("login", "refused", "missing")
"""Faults of a list of files or APIs with which the record is kept."""
CATALOGUE_TIMES, RESOURCE_TIMES = "目录发布/更新时间", "资源发布/更新时间"
"""Wuxi: times of the catalogue entry, the first of which is its issue, and of the data, the last its change."""
KNOWN = {CATALOGUE_TIMES, *(name for names in LABELS.values() for name in names)}
IGNORED = ("conf_status", "conf_type", "create_time", "cata_type", "grade", "region_code", "org_code", "resource_type")
IGNORED_COUNTS = ("use_data_count", "use_grade", "use_points", "use_scores", "use_comments", "use_favs", "use_visit")
IGNORED_FILE = ("fileType",)
IGNORED_API = ("version_name", "cata_id")
_TIME = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T ]+\d{1,2}:\d{1,2}(?::\d{1,2})?)?", re.ASCII)


class Odweb(Platform):
    """One portal of the family."""

    options = {"dialect": ("default", "wuxi")}  # noqa: RUF012  a constant of the class

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing from the page `start` on, each with all that the list says."""
        offsets = self.option("dialect") == "default"
        return Paging(self, self._ask, _read, ref="cata_id", size=PAGE, offsets=offsets).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from the listing, its page, and the lists of its files and APIs."""
        row, where = dict(ref.row), ref.id
        path = f"/catalog/catalogDetail.htm?cata_id={quote(where, safe='')}"
        page = self.fetch.html(path, expect=SELECT_DETAIL[self.option("dialect")])
        values, url = _labelled(page), self.fetch.url(path)
        title = scalar(row.pop("cata_title", None)) or text(page.css_first("span.detail-title")) or take(values, "title")
        if title is None:
            raise SkipRecord("the record has no title")
        counts = _object(row.pop("catalogStatistic", None))
        uses, formats = self._codes("conf_use_type", USE_TYPES, row, where), self._listed_formats(row, where)
        open_type = self.coded("open_type", row.pop("open_type", None), OPEN_TYPES, where)
        open_type = open_type or self.value("open_type", take(values, "open_type") or take(values, "open_condition"))
        volume = self._volume(row, counts, values, where)
        files = self._files(where, url, open_type) if _has_files(volume, uses, formats) else ()
        apis = self._apis(where, url) if volume.apis or USE_TYPES["3"] in uses else ()
        record = Record(
            id=where,
            url=url,
            title=title,
            description=clean_lines(row.pop("description", None)) or clean_lines(take(values, "description")),
            publisher=self.value("publisher", row.pop("org_name", None)) or self.value("publisher", take(values, "publisher")),
            theme=self._named("theme", row.pop("cataLogGroups", None)) or self.values("theme", take(values, "theme")),
            industry=self._named("industry", row.pop("cataLogIndustrys", None))
            or self.values("industry", take(values, "industry")),
            open_type=open_type,
            update_cycle=self.coded("update_cycle", row.pop("conf_update_cycle", None), UPDATE_CYCLES, where)
            or self.value("update_cycle", take(values, "update_cycle")),
            **self._dates(row, values, where),
            tags=self.values("tags", words(row.pop("cata_tags", None))) or self.values("tags", take(values, "tags")),
            formats=_formats(formats, files, apis) or (("file",) if volume.files or USE_TYPES["2"] in uses else ()),
            items=self._items(page, row.pop("cata_items", None), where),
            files=files,
            apis=apis,
            contact=Contact(phone=clean(take(values, "phone")), email=clean(take(values, "email"))),
            volume=volume,
            region=self.portal.region,
            counters=self._counters(row, counts, where),
            extra=self._extra(values, uses, where),
        )
        self.audit(row, where, ignore=IGNORED)
        self.audit(counts, where, ignore=IGNORED_COUNTS)
        return record

    def _ask(self, number: int, offset: int, check: Check) -> Any:
        form: dict[str, Any]
        if self.option("dialect") == "wuxi":
            form = {"page": number, "pageSize": PAGE, "_order": "cc.data_update_time desc"}
        else:
            # By time of change upwards: what changes while we read is met again at the end, not missed.
            form = {"draw": number, "start": offset, "length": PAGE, "pageLength": PAGE, "_order": "1:a"}
        return self.fetch.json("/catalog/catalog.do?method=GetCatalog", form=form, check=check)

    def _codes(self, field: str, labels: Mapping[str, str], row: Row, where: str) -> tuple[str, ...]:
        """The labels of codes that stand in one text (`1,2,3,`)."""
        codes = split(scalar(row.pop(field, None)))
        return tuple(found for code in codes if (found := self.coded(field, code, labels, where)))

    def _listed_formats(self, row: Row, where: str) -> tuple[str, ...]:
        coded = self._codes("conf_catalog_format", FORMATS, row, where)
        named = (format_name(one) for one in self.values("formats", words(row.pop("suffixes", None))))
        return tuple(dict.fromkeys([*coded, *(one for one in named if one)]))

    def _named(self, field: str, groups: Any) -> tuple[str, ...]:
        """Names of groups, some of which are several in one text (`旅游、服务业，文化、体育`)."""
        rows = dicts(groups) or ()
        return self.values(field, [part for one in rows for part in split(scalar(one.get("group_name")))])

    def _dates(self, row: Row, values: dict[str, str], where: str) -> dict[str, str | None]:
        catalogue, resource = (_TIME.findall(values.pop(name, "")) for name in (CATALOGUE_TIMES, RESOURCE_TIMES))
        issued = [row.pop("released_time", None), row.pop("conf_released_time", None), take(values, "issued"), *catalogue[:1]]
        modified = [row.pop("update_time", None), row.pop("conf_update_time", None), take(values, "modified"), *resource[-1:]]
        return {
            "issued": next((day for one in issued if (day := self.date("issued", one, where))), None),
            "modified": next((day for one in modified if (day := self.date("modified", one, where))), None),
        }

    def _volume(self, row: Row, counts: Row, values: dict[str, str], where: str) -> Volume:
        shown = self.amount("数据量", clean(take(values, "rows")), where)
        rows = self.count("data_count", counts.pop("data_count", None), where)
        size = self.size("total_storage", row.pop("total_storage", None), where)
        return Volume(
            rows=shown.rows if rows is None else rows,
            files=self.count("file_count", counts.pop("file_count", None), where),
            apis=self.count("api_count", counts.pop("api_count", None), where),
            bytes=shown.bytes if size is None else size,
        )

    def _counters(self, row: Row, counts: Row, where: str) -> Counters:
        views = self.count("conf_view_num", row.pop("conf_view_num", None), where)
        return Counters(
            views=self.count("use_visit", counts.pop("use_visit", None), where) if views is None else views,
            downloads=self.count("use_file_count", counts.pop("use_file_count", None), where),
            calls=self.count("use_api_count", counts.pop("use_api_count", None), where),
        )

    def _items(self, page: LexborHTMLParser, listed: Any, where: str) -> tuple[Item, ...]:
        """Data items from the table of the page, else the names that the list gives."""
        items = [
            item for row in item_rows(page, "div.detail-table table, table.detail-table") if (item := self._item(row, where))
        ]
        return tuple(items or [Item(name=name, label=None if name.isascii() else name) for name in words(listed)])

    def _item(self, cells: dict[str, str | None], where: str) -> Item | None:
        chinese, kind = cells.get("label"), cells.get("type")
        name = cells.get("name") or chinese
        if name is None:
            return None
        length = self.count("length", cells.get("length"), where)
        shown = chinese or (None if name.isascii() else name)
        return Item(name=name, label=shown, type=kind, length=length, description=cells.get("description"))

    def _files(self, source_id: str, url: str, open_type: str | None) -> tuple[File, ...]:
        access: Access = "apply" if open_type not in (None, "无条件开放") else "open"
        files: list[File] = []
        for row in self._resources(FILES, source_id, "files"):
            file_id, name = scalar(row.pop("fileId", None)), scalar(row.pop("fileName", None))
            download = f"/catalog/CatalogDetailDownload.do?method=getFileDownloadAddr&fileId={quote(file_id or '', safe='')}"
            opened = access == "open" and file_id is not None
            file = File(
                id=file_id,
                name=name,
                url=self.fetch.url(download) if opened else url,
                format=format_name(scalar(row.pop("fileFormat", None))) or suffix(name),
                size=self.size("formattedFileSize", row.pop("formattedFileSize", None), source_id),
                modified=self.date("updateTime", row.pop("updateTime", None), source_id),
                access=access if opened or access == "apply" else "post",
            )
            files.append(file)
            self.audit(row, source_id, ignore=IGNORED_FILE)
        return tuple(files)

    def _apis(self, source_id: str, url: str) -> tuple[Api, ...]:
        apis = []
        for row in self._resources(APIS, source_id, "apis"):
            api = Api(
                id=scalar(row.pop("open_service_id", None)),
                name=scalar(row.pop("service_name", None)),
                url=urljoin(url, scalar(row.pop("service_uri", None)) or url),
                description=scalar(row.pop("service_desc", None)),
            )
            apis.append(api)
            self.audit(row, source_id, ignore=IGNORED_API)
        return tuple(apis)

    def _resources(self, methods: tuple[str, str], source_id: str, part: str) -> list[Row]:
        """All rows of a list beside a record; none, with an issue, where the portal does not give it."""
        first, second = methods
        try:
            try:
                return self._rows(first, source_id)
            except FetchError as error:
                if error.kind != "missing":
                    raise
                return self._rows(second, source_id)
        except FetchError as error:
            if error.kind not in WITHOUT:
                raise
            self.issues.warn("incomplete-record", source_id, part=part, **error.data)
            return []

    def _rows(self, method: str, source_id: str) -> list[Row]:
        path = f"/catalog/{method}&cata_id={quote(source_id, safe='')}"
        rows: list[Row] = []
        for number in range(1, MOST_PAGES + 1):
            form = {"draw": number, "start": len(rows), "length": PAGE, "cata_id": source_id}
            answer = self.fetch.json(path, form=form, check=_resource_failure)
            found = _resource_rows(answer) or []
            rows += [dict(one) for one in found]
            stated = total(answer.get("recordsTotal")) if isinstance(answer, dict) else None
            if not found or len(rows) >= (stated or 0):
                return rows
        raise SkipRecord(f"{path} has no end")

    def _extra(self, values: dict[str, str], uses: tuple[str, ...], where: str) -> dict[str, Any]:
        """Labelled values without a field, and what kinds of resources the record is made of."""
        free = {name: clean(value) for name, value in values.items() if name not in KNOWN}
        return self.leftover(free, where) | ({"conf_use_type": list(uses)} if uses else {})


def _read(answer: Any) -> Page:
    """The page of an answer `{recordsTotal, recordsFiltered, data}`."""
    if not isinstance(answer, dict):
        raise FetchError("in-band", f"the portal answers no list of records: {excerpt(answer)}")
    return Page(array(answer, "data"), total=total(answer.get("recordsTotal")))


def _resource_rows(answer: Any) -> list[Row] | None:
    return dicts(answer.get("data") if isinstance(answer, dict) else answer)


def _resource_failure(answer: Any) -> str | None:
    code = str(answer.get("code")) if isinstance(answer, dict) else None
    if code in REFUSALS:
        raise FetchError("refused", f"the portal answers {code}, {REFUSALS[code]}")
    known = not isinstance(answer, dict) or "data" in answer
    return (
        None if known and _resource_rows(answer) is not None else f"the portal answers no list of resources: {excerpt(answer)}"
    )


def _object(value: Any) -> Row:
    return dict(value) if isinstance(value, dict) else {}


def _has_files(volume: Volume, uses: tuple[str, ...], formats: tuple[str, ...]) -> bool:
    """Whether there may be files: not where the list counts none and names neither a kind nor a format of them."""
    return volume.files != 0 or bool(formats) or USE_TYPES["2"] in uses


def _formats(listed: tuple[str, ...], files: tuple[File, ...], apis: tuple[Api, ...]) -> tuple[str, ...]:
    found = [_packed(file) or file.format or "file" for file in files]
    return tuple(dict.fromkeys([*listed, *found, *(["api"] if apis else [])]))


def _packed(file: File) -> str | None:
    """The format inside a zip, which the end of its name tells: `名录_csv`, `名录.csv.zip`."""
    if file.format != "zip" or not file.name:
        return None
    ending = re.search(r"[_.]([A-Za-z]{2,7})(?:\.zip)?$", file.name, re.ASCII)
    return ending[1].lower() if ending and ending[1].lower() != "zip" else None


def _labelled(page: LexborHTMLParser) -> dict[str, str]:
    """Raw values of a page by label: of its lists, and of tables whose cells are a label with a colon and its value."""
    values: dict[str, str] = {}
    for line in page.css("div.info-list li"):
        name, body = label(raw(line.css_first(".info-header"))), line.css_first(".info-body")
        if name and body is not None:
            holder = body if body.attributes.get("tags") else body.css_first("[tags]") or line
            values[name] = holder.attributes.get("tags") or raw(body) or ""
    for line in page.css("tr"):
        cells = line.css("td, th")
        if any((raw(cell) or "").strip().endswith(("：", ":")) for cell in cells[::2]):
            values |= {name: value for name, value in pairs(cells) if name not in values}
    return {name: value for name, value in values.items() if clean(value)}
