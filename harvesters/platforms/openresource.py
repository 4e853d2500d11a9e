"""openresource, the `openResource/rest` portals (platforms.md F10): one JSON listing that carries whole records.

A portal's `url` is its host, such as `https://data.example.gov.cn`; there are no options.

Asked: `GET /prod-api/openResource/rest/page?…&page=N&size=100`, the page counted from 0, and nothing for a record.
Without `Accept: application/json` the same address answers XML.

What a failure ends in: a listing page that stays broken, empty before the last page that the listing states, walled or
behind a sign-in ends the crawl (exit 4), so does one that repeats itself; an entry without title is skipped (exit 3).

`isOpen` is 0 无条件, 1 有条件. A record's `url` is `findView?id=`: no page of the user interface is evidenced. Not read:
that answer (nothing is known that it adds) and the API catalogue `openService/rest/page` (nothing ties an API to a
record; `serviceInterfaceCount` counts them). Ignored by name: `instanceId` (a second key), `downloads` beside
`downCount` (the same count).
"""

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

from harvesters.base import Platform, Ref
from harvesters.errors import SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import FORMAT_SEPARATORS, array, format_names, section, take_first, words
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Counters, Record, Volume

ROOT = "/prod-api/openResource/rest"
FILTERS = dict.fromkeys(
    (
        "resourceName",
        "topicClassify",
        "dataRelam",
        "organName",
        "industryType",
        "isOpen",
        "updateTimeSort",
        "applyCountSort",
        "browseCountSort",
        "scoreCountSort",
        "downCountSort",
    ),
    "",
)
"""Parameters of a listing page beside its number and size; empty ones choose everything."""
SIZE = 100

OPEN_TYPES = {"0": "无条件开放", "1": "有条件开放"}
UPDATE_CYCLES = {
    "1": "其他",
    "2": "每日",
    "3": "每周",
    "4": "每月",
    "5": "每季度",
    "6": "每半年",
    "7": "每年",
    "8": "实时",
}
IGNORED = ("instanceId",)


class OpenResource(Platform):
    """One portal of the family."""

    whole: ClassVar[bool] = True

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing pages from `start` on, up to the last one that the listing states."""
        return Paging(self, self._ask, self._read, ref="id", size=SIZE).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record that the listing gave."""
        row, where = dict(ref.row), ref.id
        row.pop("id", None)
        title = scalar(row.pop("resourceName", None))
        if title is None:
            raise SkipRecord("the record has no title")
        topics, realms = (self.values("theme", words(row.pop(name, None))) for name in ("topicClassify", "dataRelam"))
        downloads = take_first(row, "downCount", "downloads")
        record = Record(
            id=where,
            url=self.fetch.url(f"{ROOT}/findView?id={quote(where, safe='')}"),
            title=title,
            description=clean_lines(row.pop("resourceRes", None)),
            publisher=self.value("publisher", scalar(row.pop("organName", None))),
            theme=topics or realms,
            industry=self.values("industry", words(row.pop("industryType", None))),
            open_type=self.coded("open_type", row.pop("isOpen", None), OPEN_TYPES, where),
            open_condition=self.value("open_condition", scalar(row.pop("openCondition", None))),
            update_cycle=self.coded("update_cycle", row.pop("updateCycle", None), UPDATE_CYCLES, where),
            issued=self.date("publishTime", row.pop("publishTime", None), where),
            modified=self.date("updateTime", row.pop("updateTime", None), where),
            tags=self.values("tags", words(row.pop("keyWords", None))),
            formats=format_names(self.values("formats", words(row.pop("resMountType", None), FORMAT_SEPARATORS))),
            volume=Volume(
                rows=self.count("storageCount", row.pop("storageCount", None), where),
                apis=self.count("serviceInterfaceCount", row.pop("serviceInterfaceCount", None), where),
            ),
            region=self.portal.region,
            counters=Counters(
                views=self.count("browseCount", row.pop("browseCount", None), where),
                downloads=self.count("downCount", downloads, where),
            ),
            extra={"dataRelam": list(realms)} if topics and realms and realms != topics else {},
        )
        self.audit(row, where, ignore=IGNORED)
        return record

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        return self.fetch.json(f"{ROOT}/page", {**FILTERS, "page": number - 1, "size": SIZE}, check=check)

    def _read(self, answer: Any) -> Page:
        data = section(answer, "data")
        return Page(array(data, "content"), pages=self.count("totalPages", data.get("totalPages"), ROOT))
