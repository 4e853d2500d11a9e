"""Fujian's portal, which serves the province and its regions from one host (platforms.md F8): RuoYi-style JSON.

A portal's `url` is the host, such as `https://data.fujian.gov.cn`. Its `region` says what is asked for: a province
(`350000`) everything, any other region its own records by the 12-digit code (`350128` is `350128000000`). There are no
options. No address of a page of a record is known; the landing page is `…/catalog/getCataInfo?cataId={id}`, the one
public address that shows it.

Asked for each listing page: `GET …/catalog/list`, all kinds (`type=-1`) and all open types, 100 entries a page. For
each record: `…/catalog/getCataInfo`, which adds industry, contact, tags, dates and update cycle; `…/catalog/getCataItem`,
its data items. Every answer carries a `code`, which is 200 or the answer is a failure.

Codes: openType 1 is 无条件开放, 0 依申请开放; the update cycle is text. A file is known by its format alone: its
address is the landing page, after a sign-in, or an application where openType is 0. The region is the record's own 12-digit
code, of a field or the beginning of its id (`350100000000/000123`), else the portal's.

What a failure ends in: a listing page that stays broken, walled, behind a sign-in or of another code ends the crawl
(exit 4), so does a listing that ends clearly before its total or repeats itself; a detail that fails or is of another
code skips that record (exit 3). The data items are a preview: without them the record is kept and `incomplete-record`
says why.

Not read: the API list `…/resourceService/list`, which does not say to which record an API belongs; rows of data.
Ignored by name: the id once more, and the code of the department, which has a name (`IGNORED`).
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import Row, array, dicts, excerpt, overlay, section, total, words
from harvesters.helpers.formats import format_name
from harvesters.helpers.items import named_items
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Access, Contact, Counters, File, Item, Record

PAGE = 100
ROOT = "/datadevelop/prod-api/open-portal/catalog"
OK = "200"
REFUSALS = ("401", "403")
"""Codes that ask for a sign-in: asking again does not help."""
OPEN_TYPES = {"1": "无条件开放", "0": "依申请开放"}
"""1 is unconditional, 0 on application: the other way round than Guizhou."""
ACCESS: dict[str | None, Access] = {"依申请开放": "apply", "有条件开放": "apply"}
"""How a file is had, where it is not by a sign-in."""
IGNORED = ("cataId", "deptCode")


class Fujian(Platform):
    """The portal of the province or of one of its regions."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on."""
        return Paging(self, self._ask, _read, ref="catalogID", size=PAGE).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from the listing, its detail, which wins, and its data items."""
        detail = self.fetch.json(f"{ROOT}/getCataInfo", {"cataId": ref.id}, check=_detail_failure)["data"]
        if (shown := scalar(detail.pop("catalogID", None))) not in (None, ref.id):
            raise SkipRecord(f"the portal answers another record, {shown}")
        row = overlay(ref.row, detail)
        where = ref.id
        title = scalar(row.pop("catalogName", None))
        if title is None:
            raise SkipRecord("the record has no title")
        url = self.fetch.url(f"{ROOT}/getCataInfo?{urlencode({'cataId': ref.id})}")
        open_type = self.coded("open_type", row.pop("openType", None), OPEN_TYPES, where)
        files = self._files(row.pop("files", None), url, ACCESS.get(open_type, "login"), where)
        listed = self.date("updateTime", row.pop("updateTime", None), where)
        record = Record(
            id=ref.id,
            url=url,
            title=title,
            description=clean_lines(row.pop("catalogDes", None)),
            publisher=self.value("publisher", row.pop("orgName", None)),
            theme=self.values("theme", words(row.pop("themeName", None))),
            industry=self.values("industry", words(row.pop("industryName", None))),
            open_type=open_type,
            update_cycle=self.coded("update_cycle", row.pop("updateCycle", None), {}, where),
            issued=self.date("issued", row.pop("releasedTime", None), where),
            modified=self.date("modified", row.pop("dataUpdateTime", None), where) or listed,
            tags=self.values("tags", words(row.pop("tags", None))),
            formats=tuple(dict.fromkeys(file.format for file in files if file.format)),
            items=self.part("items", ref.id, lambda: self._items(ref.id)),
            files=files,
            contact=Contact(phone=scalar(row.pop("organPhone", None)), email=scalar(row.pop("organEmail", None))),
            volume=self.amount("dataVol", row.pop("dataVol", None), where),
            region=self._region(row, ref.id),
            counters=Counters(
                views=self.count("visits", row.pop("visits", None), where),
                downloads=self.count("downloads", row.pop("downloads", None), where),
            ),
        )
        self.audit(row, where, ignore=IGNORED)
        return record

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        province = self.portal.region.endswith("0000")
        asked = {
            "pageNum": number,
            "pageSize": PAGE,
            "key": "",
            "openType": "",
            "type": "-1",
            "currentTab": "all" if province else "city",
            "cityCode": "" if province else f"{self.portal.region}000000",
            "deptCode": "",
            "format": "",
            "orderByColumn": "",
            "isAsc": "",
        }
        return self.fetch.json(f"{ROOT}/list", asked, check=check)

    def _files(self, rows: Any, url: str, access: Access, where: str) -> tuple[File, ...]:
        files = []
        for row in dicts(rows) or ():
            row = dict(row)
            named = format_name(self.value("formats", row.pop("fileFormat", None)))
            files.append(File(url=url, format=named, access=access))
            self.audit(row, where)
        return tuple(files)

    def _items(self, source_id: str) -> tuple[Item, ...]:
        answer = self.fetch.json(f"{ROOT}/getCataItem", {"cataId": source_id}, check=_items_failure)
        return named_items(self, _rows(answer) or (), source_id, name="nameEn", label="nameCn")

    def _region(self, row: Row, source_id: str) -> str:
        """The region by its 12-digit code, of a field or the beginning of the id; else the portal's."""
        told = [scalar(row.pop("regionCode", None)), scalar(row.pop("cityCode", None)), source_id.partition("/")[0]]
        return next((code[:6] for code in told if code and re.fullmatch(r"[0-9]{12}", code)), self.portal.region)


def _failure(answer: Any) -> str | None:
    code = str(answer.get("code")) if isinstance(answer, dict) else None
    if code in REFUSALS:
        raise FetchError("refused", f"the portal answers {excerpt(answer)}")
    if code != OK:
        return f"the portal answers {excerpt(answer)}"
    return None


def _read(answer: Any) -> Page:
    """The page of an answer `{code, msg, data: {total, rows}}`."""
    if reason := _failure(answer):
        raise FetchError("in-band", reason)
    data = section(answer, "data")
    return Page(array(data, "rows"), total=total(data.get("total")))


def _detail_failure(answer: Any) -> str | None:
    return _failure(answer) or (None if isinstance(answer.get("data"), dict) else "the portal answers no detail")


def _items_failure(answer: Any) -> str | None:
    if isinstance(answer, dict) and (reason := _failure(answer)):
        return reason
    return "the portal answers no list of data items" if _rows(answer) is None else None


def _rows(answer: Any) -> list[Row] | None:
    """Rows of an answer `{code, data}`, or of a bare list."""
    return dicts(answer.get("data") if isinstance(answer, dict) else answer)
