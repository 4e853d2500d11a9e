"""epoint, the portals of Epoint 新点 (platforms.md F9): a listing of ids and a JSON answer for each record.

A portal's `url` is what stands before `/extranet`, such as `https://data.example.gov.cn:8118`; there are no options.

Asked for each listing page: `POST /extranet/rest/dataOpen/getResourceList` with a percent-encoded JSON document as
body under a form's content type, the page counted from 0, up to the total of entries that it states as text. For each
record: `getResourceDetail` in the same way.

What a failure ends in: a listing page that stays broken, empty before the stated total, walled or behind a sign-in
ends the crawl (exit 4), so does a listing that repeats itself; the detail of a record failing, or showing another
record, skips that record (exit 3).

`openCondition` and `updateFrequency` are texts; no code table is evidenced, so that a code is `bad-value`. Each format
with an address (`csvUrl` …) is a file. Not read: the catalogues of the province's cities (`city: all`), which have
portals of their own. Kept in `extra`: `resourceUsage`, `editionNum`.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson

from harvesters.base import Platform, Ref
from harvesters.errors import SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import FORMAT_SEPARATORS, absolute, array, format_names, holds, overlay, section, total, words
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Counters, File, Record, Volume

ROOT = "/extranet/rest/dataOpen"
LANDING = "/extranet/openportal/pages/resource/resource_detail.html?rowguid="
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
FILTERS = {
    "sortField": "",
    "sortOrder": "desc",
    "resourcesName": "",
    "resourceSubject": "",
    "resourceIndustry": "",
    "resourceScene": "",
    "registDepartGuid": "",
    "city": "",
    "resourcesType": "",
    "openType": "",
}
"""Parameters of a listing page beside its number and size; empty ones choose everything of the portal's own."""
SIZE = 100
FILES = ("json", "xml", "csv", "xls", "xlsx", "rdf")
"""Formats whose address stands under `<format>Url`."""
EXTRA = ("resourceUsage", "editionNum")


class Epoint(Platform):
    """One portal of the family."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on, up to the total that the listing states."""
        return Paging(self, self._ask, _read, ref="rowGuid", size=SIZE).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from its own answer over what the listing says."""
        where = ref.id
        answer = self._post("getResourceDetail", {"rowGuid": where, "type": "1"}, holds("custom"))
        row = overlay(ref.row, answer["custom"])
        if scalar(row.pop("rowGuid", where)) != where:
            raise SkipRecord("the answer shows another record")
        title = scalar(row.pop("resourcesName", None))
        if title is None:
            raise SkipRecord("the record has no title")
        files = self._files(row, where)
        listed = self.values("formats", words(row.pop("tag", None), FORMAT_SEPARATORS))
        record = Record(
            id=where,
            url=self.fetch.url(LANDING + quote(where, safe="")),
            title=title,
            description=clean_lines(row.pop("resourceDetail", None)),
            publisher=self.value("publisher", scalar(row.pop("provideDepartName", None))),
            theme=self.values("theme", words(row.pop("resourceSubject", None))),
            industry=self.values("industry", words(row.pop("belongIndustry", None))),
            open_type=self.coded("open_type", row.pop("openCondition", None), {}, where),
            update_cycle=self.coded("update_cycle", row.pop("updateFrequency", None), {}, where),
            issued=self.date("registDate", row.pop("registDate", None), where),
            modified=self.date("updateDate", row.pop("updateDate", None), where),
            formats=format_names([*listed, *(file.format or "" for file in files)]),
            files=files,
            volume=Volume(rows=self.count("openresdataCount", row.pop("openresdataCount", None), where)),
            region=self.portal.region,
            counters=Counters(
                views=self.count("visitCnt", row.pop("visitCnt", None), where),
                downloads=self.count("downloadCnt", row.pop("downloadCnt", None), where),
            ),
            extra={name: value for name in EXTRA if (value := scalar(row.pop(name, None)))},
        )
        self.audit(row, where)
        return record

    def _files(self, row: dict[str, Any], where: str) -> tuple[File, ...]:
        """A file for each format that has an address."""
        files = []
        for name in FILES:
            address = scalar(row.pop(f"{name}Url", None))
            url = absolute(self.portal.url, address) if address else None
            if url:
                files.append(File(url=url, format=name))
            elif address:
                self.issues.warn("bad-value", where, field=f"{name}Url", value=address[:200])
        return tuple(files)

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        return self._post("getResourceList", {"currentPage": number - 1, "pageSize": str(SIZE), **FILTERS}, check)

    def _post(self, name: str, params: dict[str, Any], check: Check) -> Any:
        document = orjson.dumps({"token": None, "usertype": None, "params": params}).decode()
        return self.fetch.json(f"{ROOT}/{name}", content=quote(document, safe="").encode(), headers=HEADERS, check=check)


def _read(answer: Any) -> Page:
    """The page of an answer `{custom: {total, resultList}}`."""
    custom = section(answer, "custom")
    return Page(array(custom, "resultList"), total=total(custom.get("total")))
