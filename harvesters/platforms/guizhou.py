"""Guizhou's portal, which serves the province and its regions from one host (platforms.md F7): JSON lists and details.

A portal's `url` is the host, such as `https://data.guizhou.gov.cn`; its `region` is the `divisionId` that is asked for:
`520000` the province, `520100` Guiyang and so on, `529900` Gui'an. There are no options. The page that a person opens
is `/open-data/{id}`, as public crawlers name it.

Asked for each listing page: `POST /api/search/data/getDataListByParams` with 100 entries a page, or its older name
`getDataDirectoryListByParams` where the portal does not know the newer one. For each record:
`POST /api/search/data/getDataDetailByDataId`, which adds industry, update cycle and volume.

Codes: openAttribute 1 is 有条件开放, anything else 无条件开放 (other products turn it round); frequency 0 to 9, another
one is `bad-value`.
dataCapacity is a size where it carries a unit of bytes, else a number of rows. Times are epoch milliseconds.

What a failure ends in: a listing page that stays broken, walled or behind a sign-in ends the crawl (exit 4), so does a
listing that ends clearly before its total or repeats itself; a detail that fails, says nothing or tells of another
record skips that record (exit 3).

Not read: files, APIs and data items, for which no address is known; the JSONP interface of before 2021. Nothing is
ignored by name.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import array, excerpt, format_names, holds, overlay, total, words
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Counters, Record

PAGE = 100
ROOT = "/api/search/data"
LISTS = ("getDataListByParams", "getDataDirectoryListByParams")
"""Names of the listing: since 2024, in 2023."""
PARAMS: dict[str, Any] = {
    "orderBy": 0,
    "topicId": [],
    "orgId": [],
    "scenarioId": "",
    "resourceType": "",
    "resourceFormats": [],
    "openAttribute": "",
    "searchText": [],
    "thematicId": "",
    "pageSize": PAGE,
}
CONDITIONAL, UNCONDITIONAL = "有条件开放", "无条件开放"
"""What openAttribute says: 1 is conditional, anything else, nothing included, is not."""
UPDATE_CYCLES = {
    "0": "每年",
    "1": "每季度",
    "2": "每月",
    "3": "每周",
    "4": "每天",
    "5": "实时",
    "6": "每半年",
    "7": "其他",
    "8": "不定期",
    "9": "归档不更新",
}


class Guizhou(Platform):
    """The portal of one region of the province."""

    _list = LISTS[0]

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on."""
        return Paging(self, self._ask, _read, ref="id", size=PAGE).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from the listing and its detail, which wins."""
        answer = self.fetch.json(f"{ROOT}/getDataDetailByDataId", body={"id": ref.id}, check=holds("data"))
        detail = answer["data"]
        if (shown := scalar(detail.pop("id", None))) not in (None, ref.id):
            raise SkipRecord(f"the portal answers another record, {shown}")
        row = overlay(ref.row, detail)
        where = ref.id
        title = scalar(row.pop("name", None))
        if title is None:
            raise SkipRecord("the record has no title")
        record = Record(
            id=ref.id,
            url=self.fetch.url(f"/open-data/{quote(ref.id, safe='')}"),
            title=title,
            description=clean_lines(row.pop("description", None)),
            publisher=self.value("publisher", row.pop("orgName", None)),
            theme=self.values("theme", words(row.pop("topicName", None))),
            industry=self.values("industry", words(row.pop("industryName", None))),
            open_type=self.value("open_type", CONDITIONAL if scalar(row.pop("openAttribute", None)) == "1" else UNCONDITIONAL),
            update_cycle=self.coded("update_cycle", row.pop("frequency", None), UPDATE_CYCLES, where),
            issued=self.date("issued", row.pop("createTime", None), where),
            modified=self.date("modified", row.pop("updateTime", None), where),
            formats=format_names(self.values("formats", words(row.pop("resourceFormats", None)))),
            volume=self.amount("dataCapacity", row.pop("dataCapacity", None), where),
            region=self.portal.region,
            counters=Counters(
                views=self.count("views", row.pop("views", None), where),
                calls=self.count("calls", row.pop("calls", None), where),
            ),
        )
        self.audit(row, where)
        return record

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        body = {**PARAMS, "divisionId": self.portal.region, "pageIndex": number}
        try:
            return self.fetch.json(f"{ROOT}/{self._list}", body=body, check=check)
        except FetchError as error:
            if error.kind != "missing" or self._list != LISTS[0]:
                raise
            self._list = LISTS[1]
            return self.fetch.json(f"{ROOT}/{self._list}", body=body, check=check)


def _read(answer: Any) -> Page:
    """The page of an answer `{total, data}`."""
    if not isinstance(answer, dict):
        raise FetchError("in-band", f"the portal answers no list of records: {excerpt(answer)}")
    return Page(array(answer, "data"), total=total(answer.get("total")))
