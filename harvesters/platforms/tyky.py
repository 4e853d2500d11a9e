"""tyky, the `dataSet` portals of 深圳太极数智 (platforms.md F3), in two dialects.

A portal's `url` is its host, such as `https://opendata.sz.gov.cn`. Options: `dialect: shenzhen` (also 福州, 资阳) or
`guangdong`, the province's `backOpen` service; `listing: form` or `json`, how a page of a shenzhen listing is asked for
(福州 takes JSON).

Asked by shenzhen for each listing page: `POST /data/dataSet/findPage`, whose answer holds a JSON document as text and
whose total is the sum of a city's and its counties' counts. For each record: `POST /data/catalog/selectDataCatalogByResId`,
its data items `POST /data/dataSet/getPreviewDataItem`, its files `POST /data/dataSet/getFileList`. By guangdong, below
`/backOpen/open/data/data/openCatalog`: `findPageBySearch` up to the stated number of pages, for each record
`selectDataCatalogByResId`. An id keeps its slash in all bodies; in addresses it is an underscore (shenzhen) or quoted.

What a failure ends in: a listing page that stays broken (its inner document too), empty before the stated end, walled
or behind a sign-in ends the crawl (exit 4), so does a listing that repeats itself; the detail of a record failing, or
showing another record, skips that record (exit 3). Data items and files are parts that portals refuse: without them
the record is kept and `incomplete-record` says why.

A file with a `fileUrl` is got from `/downloadFiles/open-file/…`; one that has only a `fileId` needs a sign-in, so that
its address is the landing page. Codes of `updateCycle` are the family's own. Not read: the API catalogues, whose
entries have ids of their own that nothing ties to a record. Ignored by name: `sourceTableName` (names the preview's
table), `sourceType` (what was asked for). Kept in `extra`: `address`.
"""

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Check, read_json
from harvesters.helpers.fields import (
    FORMAT_SEPARATORS,
    array,
    excerpt,
    format_names,
    holds,
    objects,
    overlay,
    section,
    take_first,
    words,
)
from harvesters.helpers.formats import suffix
from harvesters.helpers.items import named_items
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Contact, Counters, File, Item, Record, Volume

LIST = "/data/dataSet/findPage"
BACK_OPEN = "/backOpen/open/data/data/openCatalog"
FILTERS = {"officeCode": "", "subjectType": "", "sourceType": "1", "keyword": "", "openType": "", "sourceSuffix": ""}
"""Parameters of a guangdong listing page beside its number and size: all data sets (`sourceType` 1)."""
SIZE = 100

OPEN_TYPES = {"普遍开放": "无条件开放"}
UPDATE_CYCLES = {
    "1": "实时",
    "2": "按日",
    "3": "按周",
    "4": "按月",
    "5": "按季",
    "6": "半年",
    "7": "按年",
    "8": "不更新",
    "99": "其它",
}
IGNORED = ("sourceTableName", "sourceType")


class Tyky(Platform):
    """One portal of the family."""

    options: ClassVar = {"dialect": ("shenzhen", "guangdong"), "listing": ("form", "json")}

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on, up to the end that the listing states."""
        ask, read = (self._ask_guangdong, self._read_guangdong) if self._guangdong else (self._ask, self._read)
        return Paging(self, ask, read, ref="resId", size=SIZE).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from its own answer over what the listing says."""
        where = ref.id
        row = overlay(ref.row, self._detail(where))
        if scalar(row.pop("resId", where)) != where:
            raise SkipRecord("the answer shows another record")
        title = scalar(row.pop("resTitle", None))
        if title is None:
            raise SkipRecord("the record has no title")
        url = self._landing(where)
        files = () if self._guangdong else self.part("files", where, lambda: self._files(where, url))
        formats = self.values("formats", words(row.pop("sourceSuffix", None), FORMAT_SEPARATORS))
        record = Record(
            id=where,
            url=url,
            title=title,
            description=clean_lines(row.pop("resAbstract", None)),
            publisher=self.value("publisher", scalar(row.pop("officeName", None))),
            theme=self.values("theme", words(row.pop("subjectName", None))),
            industry=self.values("industry", words(row.pop("tradeName", None))),
            open_type=self.coded("open_type", take_first(row, "openLevelName", "openMode"), OPEN_TYPES, where),
            update_cycle=self.coded("update_cycle", row.pop("updateCycle", None), UPDATE_CYCLES, where),
            issued=self.date("publishDate", take_first(row, "publishDate", "pubDate"), where),
            modified=self.date("dataUpdateTime", take_first(row, "dataUpdateTime", "lastModifyTime"), where),
            tags=self.values("tags", words(row.pop("keyword", None))),
            formats=format_names([*formats, *(file.format or "file" for file in files)]),
            items=() if self._guangdong else self.part("items", where, lambda: self._items(where)),
            files=files,
            contact=Contact(phone=scalar(row.pop("phone", None)), email=scalar(row.pop("email", None))),
            volume=self._volume(row, where),
            region=self.portal.region,
            counters=self._counters(row, where),
            extra={"address": address} if (address := scalar(row.pop("address", None))) else {},
        )
        self.audit(row, where, ignore=IGNORED)
        return record

    @property
    def _guangdong(self) -> bool:
        return self.option("dialect") == "guangdong"

    def _landing(self, source_id: str) -> str:
        if self._guangdong:
            return self.fetch.url(f"/opdata/index?chooseValue=collectForm&id={quote(source_id, safe='')}")
        return self.fetch.url(f"/data/dataSet/toDataDetails/{_underscored(source_id)}")

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        asked = {"pageNo": number, "pageSize": SIZE, "sortType": "DESC"}
        if self.option("listing") == "json":
            return self.fetch.json(LIST, body=asked, check=check)
        return self.fetch.json(LIST, form=asked, check=check)

    def _read(self, answer: Any) -> Page:
        inner = answer.get("dataList") if isinstance(answer, dict) else None
        content = section({"dataList": read_json(inner)} if isinstance(inner, str) else answer, "dataList")
        return Page(array(content, "list"), total=self._total(content.get("otherData")))

    def _ask_guangdong(self, number: int, _before: int, check: Check) -> Any:
        body = {"pageSize": SIZE, "pageNo": number, **FILTERS}
        return self.fetch.json(f"{BACK_OPEN}/findPageBySearch", body=body, check=check)

    def _read_guangdong(self, answer: Any) -> Page:
        data = section(answer, "data")
        page = section(data, "page")
        return Page(array(page, "list"), pages=self.count("pages", page.get("pages"), BACK_OPEN))

    def _total(self, counts: Any) -> int | None:
        """The sum of the counters of a city and of its counties, as far as they are stated."""
        given = counts if isinstance(counts, dict) else {}
        found = [self.count(name, given.get(name), "total") for name in ("cityCount", "countyCount")]
        return None if found == [None, None] else sum(one or 0 for one in found)

    def _detail(self, source_id: str) -> dict[str, Any]:
        if self._guangdong:
            path, body = f"{BACK_OPEN}/selectDataCatalogByResId", {"resId": source_id}
            return section(self.fetch.json(path, body=body, check=holds("data")), "data")
        form = {"resId": source_id}
        answer: dict[str, Any] = self.fetch.json("/data/catalog/selectDataCatalogByResId", form=form, check=_record)
        return answer

    def _items(self, source_id: str) -> tuple[Item, ...]:
        rows = self.fetch.json("/data/dataSet/getPreviewDataItem", form={"resId": source_id}, check=_array)
        return named_items(self, rows, source_id, name="field_name", label="field_cn_name")

    def _files(self, source_id: str, landing: str) -> tuple[File, ...]:
        form = {"resId": source_id, "sourceSuffix": "", "beginDate": "", "endDate": ""}
        rows = self.fetch.json("/data/dataSet/getFileList", form=form, check=_array)
        return tuple(self._file(row, source_id, landing) for row in rows)

    def _file(self, row: dict[str, Any], source_id: str, landing: str) -> File:
        file_id, name, path = (scalar(row.pop(field, None)) for field in ("fileId", "fileName", "fileUrl"))
        self.audit(row, source_id)
        folder = self.fetch.url(f"/downloadFiles/open-file/{_underscored(source_id)}")
        address = (path if "://" in path else f"{folder}/{quote(unquote(path).lstrip('/'))}") if path else None
        return File(
            id=file_id,
            name=name,
            url=address or landing,
            format=suffix(name) or suffix(path),
            access="open" if address else "login",
        )

    def _volume(self, row: dict[str, Any], where: str) -> Volume:
        return Volume(
            rows=self.count("recordTotal", row.pop("recordTotal", None), where),
            files=self.count("fileCount", row.pop("fileCount", None), where),
            bytes=self.size("fileSize", row.pop("fileSize", None), where),
        )

    def _counters(self, row: dict[str, Any], where: str) -> Counters:
        return Counters(
            views=self.count("visits", row.pop("visits", None), where),
            downloads=self.count("downloads", row.pop("downloads", None), where),
            calls=self.count("invokedCount", row.pop("invokedCount", None), where),
        )


def _underscored(source_id: str) -> str:
    return quote(source_id.replace("/", "_"), safe="")


def _record(answer: Any) -> None:
    """Refuse what is no record: these answers have no envelope that could say that they failed."""
    if not isinstance(answer, dict) or not {"resId", "resTitle"} & set(answer):
        raise FetchError("in-band", f"the portal answers no record: {excerpt(answer)}")


def _array(answer: Any) -> None:
    objects(answer)
