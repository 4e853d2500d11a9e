"""Chongqing's portal (platforms.md §3): one GraphQL query that lists whole records.

A portal's `url` is the host, such as `https://data.cq.gov.cn`; there are no options. The page that a person opens is
`/rop/assets/detail?resId={id}`.

Asked: `POST /rop-frontier/graphql`, query `resourcesCatalogueList`, 100 records from a row offset on; nothing for each
record. Codes are words: openAttr UNCONDITIONAL or CONDITIONAL, renewCycle EVERY_YEAR and so on; another word is
`bad-value`. The tags INDUSTRY and TOPIC are the record's industries and themes; other tags stay tags.

What a failure ends in: a listing page that stays broken, walled, behind a sign-in or answers `errors` ends the crawl
(exit 4), so does a listing that ends clearly before its total or repeats itself. A record without title is skipped
(exit 3).

Not read, since the list does not name them: files, APIs and data items, of which it gives the numbers only; a date of
issue. Ignored by name: `shareType`, which says how departments share it among themselves, `score`, a rating that changes
daily, and GraphQL's `__typename`.
"""

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

import orjson

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import array, excerpt, format_names, section, total, words
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Counters, Record, Volume

PAGE = 100
QUERY = """query ($input: ResourceProductPageInput) {
  result: resourcesCatalogueList(input: $input) {
    total offset limit
    data {
      id resourceName resourceDesc organizationName classificationName updateDate shareType openAttr renewCycle
      downloadCnt visitCnt score fileTypes tags interfaceNum fileNum datasetNum
    }
  }
}"""
OPEN_TYPES = {"UNCONDITIONAL": "无条件开放", "CONDITIONAL": "有条件开放"}
UPDATE_CYCLES = {
    "REAL_TIME": "实时",
    "EVERY_DAY": "每日",
    "EVERY_WEEK": "每周",
    "EVERY_MONTH": "每月",
    "EVERY_QUARTER": "每季度",
    "HALF_YEAR": "每半年",
    "EVERY_YEAR": "每年",
    "IRREGULAR": "不定期",
    "OTHER": "其他",
}
EXTRA = ("classificationName", "datasetNum")
"""Fields without a place in a record that it keeps in `extra`."""
IGNORED = ("shareType", "score", "__typename")


class Chongqing(Platform):
    """The one portal of its kind."""

    whole: ClassVar[bool] = True

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing from the page `start` on, each with its whole record."""
        return Paging(self, self._ask, _read, ref="id", size=PAGE, offsets=True).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, of which the listing has said everything."""
        row, where = dict(ref.row), ref.id
        title = scalar(row.pop("resourceName", None))
        if title is None:
            raise SkipRecord("the record has no title")
        tags = _tags(row.pop("tags", None))
        apis = self.count("interfaceNum", row.pop("interfaceNum", None), where)
        record = Record(
            id=ref.id,
            url=self.fetch.url(f"/rop/assets/detail?resId={quote(ref.id, safe='')}"),
            title=title,
            description=clean_lines(row.pop("resourceDesc", None)),
            publisher=self.value("publisher", row.pop("organizationName", None)),
            theme=self.values("theme", words(tags.pop("TOPIC", None))),
            industry=self.values("industry", words(tags.pop("INDUSTRY", None))),
            open_type=self.coded("open_type", row.pop("openAttr", None), OPEN_TYPES, where),
            update_cycle=self.coded("update_cycle", row.pop("renewCycle", None), UPDATE_CYCLES, where),
            modified=self.date("modified", row.pop("updateDate", None), where),
            tags=self.values("tags", [one for value in tags.values() for one in words(value)]),
            formats=self._formats(row.pop("fileTypes", None), apis),
            volume=Volume(files=self.count("fileNum", row.pop("fileNum", None), where), apis=apis),
            region=self.portal.region,
            counters=Counters(
                views=self.count("visitCnt", row.pop("visitCnt", None), where),
                downloads=self.count("downloadCnt", row.pop("downloadCnt", None), where),
            ),
            extra={name: value for name in EXTRA if (value := row.pop(name, None)) is not None},
        )
        self.audit(row, where, ignore=IGNORED)
        return record

    def _ask(self, _number: int, offset: int, check: Check) -> Any:
        wanted = {"offset": offset, "limit": PAGE, "keyword": "", "openAttr": None, "tags": {}}
        body = {"operationName": None, "variables": {"input": wanted}, "query": QUERY}
        return self.fetch.json("/rop-frontier/graphql", body=body, check=check)

    def _formats(self, types: Any, apis: int | None) -> tuple[str, ...]:
        return format_names([*self.values("formats", words(types)), *(["api"] if apis else [])])


def _read(answer: Any) -> Page:
    """The page of an answer `{data: {result: {total, offset, limit, data}}}`."""
    if isinstance(answer, dict) and (errors := answer.get("errors")):
        raise FetchError("in-band", f"the portal answers errors: {excerpt(errors)}")
    result = section(section(answer, "data"), "result")
    return Page(array(result, "data"), total=total(result.get("total")))


def _tags(value: Any) -> dict[str, Any]:
    """Tags by their kind, of an object or of one in a text; tags without a kind are kept under the kind `tag`."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return {}
    return dict(value) if isinstance(value, dict) else {"tag": value}
