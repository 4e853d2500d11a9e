"""athena, clean JSON (platforms.md F5): 绍兴, 台州 and 宜昌.

A portal's `url` is scheme and host, such as `https://data.sx.gov.cn`; there are no options.

Asked for each listing page: `POST /athena/catalog/page`, 100 entries. A page past the end, or the last one once more
after the stated total, ends the listing. For each record: `GET /athena/catalog/getDetails?dataId={iid}`.

What a failure ends in: a listing page that stays broken, walled or behind a sign-in ends the crawl (exit 4), so does a
listing that ends clearly before the total that it states, or repeats itself. Details that fail, hold no data or no
title skip that record (exit 3).

Codes: `updateFreq` by `CYCLES`; one client has seen 宜昌 count from 0 instead of 1, which is not resolved. Files: the
answer names their formats but no address.

Not read: the interfaces `/athena/interface/…`; a dataset names its own. Ignored: all of a listing's entry but its id,
since the details say it again; of the details what `IGNORED` names. Other fields are signalled.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from harvesters.base import Platform, Ref
from harvesters.errors import SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import FORMAT_SEPARATORS, array, format_names, holds, section, total, words
from harvesters.helpers.labels import contact, openness
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Api, Counters, Record, Volume

LISTING = "/athena/catalog/page"
DETAIL = "/athena/catalog/getDetails"
PAGE = "/kf/open/table/detail/"
API_PAGE = "/kf/open/interface/detail/"

CYCLES = {
    "1": "每日",
    "2": "每周",
    "3": "每月",
    "4": "每季度",
    "5": "每半年",
    "6": "每年",
    "7": "不定期",
    "8": "不更新",
    "9": "分钟级",
    "10": "小时级",
}
"""`updateFreq`, platforms.md §4.3."""
IGNORED = (
    "iid",  # asked for
    "openStatus",  # who may download, in a code of its own; openCond says it in words
    "modifyDate",  # of the entry, where dataUpdateDate is that of the data
    "deptId",
    "domainId",
    "orderField",
    "isDownload",
)

SIZE = 100
"""Entries asked for of a listing page."""
_CODE = re.compile(r"-?[\d.]+", re.ASCII)


class Athena(Platform):
    """One portal of the family."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on."""
        return Paging(self, self._ask, _read, ref="iid", size=SIZE, until_empty=True).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from its details."""
        row = dict(self.fetch.json(DETAIL, {"dataId": ref.id}, check=holds("data"))["data"])
        title = scalar(row.pop("title", None))
        if title is None:
            raise SkipRecord("the record has no title")
        download = self._download(row)
        open_type, condition = self._openness(row, download, ref.id)
        api = scalar(row.pop("interfaceId", None) or None)
        formats = self.values("formats", words(download.get("dataType"), FORMAT_SEPARATORS))
        theme, again = (self.values("theme", words(one)) for one in (row.pop("domainStr", None), download.get("themeName")))
        record = Record(
            id=ref.id,
            url=self.fetch.url(PAGE + quote(ref.id, safe="")),
            title=title,
            description=clean_lines(row.pop("content", None)),
            publisher=self.value("publisher", row.pop("deptName", None)),
            theme=theme or again,
            open_type=open_type,
            open_condition=condition,
            update_cycle=self._cycle(row.pop("updateFreq", None), ref.id),
            issued=self.date("createDate", row.pop("createDate", None), ref.id),
            modified=self.date("dataUpdateDate", row.pop("dataUpdateDate", None), ref.id),
            tags=self.values("tags", words(row.pop("keywords", None))),
            formats=format_names([*formats, *(["api"] if api else [])]),
            apis=(Api(id=api, url=self.fetch.url(API_PAGE + quote(api, safe=""))),) if api else (),
            contact=contact(scalar(row.pop("deptContact", None))),
            volume=Volume(
                rows=self.count("dataCount", row.pop("dataCount", None), ref.id),
                bytes=self.size("dataSize", row.pop("dataSize", None), ref.id),
            ),
            region=self.portal.region,
            counters=Counters(
                views=self.count("visitCount", row.pop("visitCount", None), ref.id),
                downloads=self.count("useCount", row.pop("useCount", None), ref.id),
                calls=self.count("invokes", row.pop("invokes", None), ref.id),
            ),
        )
        self.audit(row, ref.id, ignore=IGNORED)
        return record

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        body = {
            "pageNum": number,
            "pageSize": SIZE,
            "deptId": "",
            "domainId": "",
            "orderField": "2",
            "isDownload": "",
            "searchString": "",
        }
        return self.fetch.json(LISTING, body=body, check=check)

    def _download(self, row: dict[str, Any]) -> dict[str, Any]:
        """What the details say of the download: formats, and again theme and open attribute."""
        download = row.pop("downloadDataInfo", None)
        if not isinstance(download, dict):
            return {}
        self.audit(download, "downloadDataInfo", ignore=("dataType", "themeName", "openCondition"))
        return download

    def _openness(self, row: dict[str, Any], download: dict[str, Any], where: str) -> tuple[str | None, str | None]:
        """The open attribute is `openCond` or, alone, `openCondition`, which beside the other tells the condition."""
        said = self._word("openCondition", row.pop("openCondition", None), where)
        said = said or self._word("openCondition", download.get("openCondition"), where)
        return openness(self, self._word("openCond", row.pop("openCond", None), where), said)

    def _cycle(self, code: Any, where: str) -> str | None:
        """The label of an update cycle, as the table or the portal itself words it."""
        known = CYCLES.get(scalar(code) or "")
        return self.value("update_cycle", known or self._word("updateFreq", code, where))

    def _word(self, field: str, value: Any, where: str) -> str | None:
        """A value in words; a bare code without a table is an issue and `None`."""
        shown = scalar(value)
        if shown and _CODE.fullmatch(shown):
            self.issues.warn("bad-value", where, field=field, value=shown[:200])
            return None
        return shown


def _read(answer: Any) -> Page:
    """The page of an answer `{data: {total, rows}}`."""
    content = section(answer, "data")
    return Page(array(content, "rows"), total=total(content.get("total")))
