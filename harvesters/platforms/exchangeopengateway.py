"""exchangeopengateway, portals whose keys are pinyin initials (platforms.md F6): a JSON listing, a JSON answer a record.

A portal's `url` is what stands before `/exchangeopengateway`, such as `https://www.dysdsj.cn`; there are no options.

Asked for each listing page: `POST …/v1.0/mh/sjml/getMlxxList`, tables and files (`zylx` 01 02), up to `totalPage` or,
where the portal states none, the first empty page. For each record `GET …/v1.0/mlxx/getSjmlxq`. A slash of an id is sent
as `%2F`. All requests carry an `appCode` of 32 hex digits: the cookie `_appId` where the portal has set one, as its
pages' script does, else one made here; any was seen to work.

What a failure ends in: a listing page that stays broken, empty before the stated end, walled or behind a sign-in ends
the crawl (exit 4), so does a listing that repeats itself; the detail of a record failing, or showing another record,
skips that record (exit 3).

`kflx` is 01 有条件, 02 无条件. Not listed: the catalogue of interfaces (`zylx` 03), whose data are those of the tables,
and applications (04), which are no data. Ignored by name: `sqsl` and `kfptSqsl` (how often the data were applied for: a
count that no `Record` holds), `zylx` (what was asked for). Kept in `extra`: `xxzymc`, the name of the resource, where it
differs from the catalogue entry's.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from harvesters.base import Platform, Ref
from harvesters.errors import SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import FORMAT_SEPARATORS, array, format_names, holds, overlay, section, take_first, words
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Contact, Counters, Record, Volume

ROOT = "/exchangeopengateway/v1.0"
LIST = f"{ROOT}/mh/sjml/getMlxxList"
FILTERS: dict[str, Any] = {
    "zylx": ["01", "02"],
    "ssbmId": ["00"],
    "mlmc": "",
    "gxsjPx": 2,
    "llslPx": "",
    "sqslPx": "",
    "pfPx": "",
    "xzslPx": "",
    "ssztlmId": ["00"],
    "ssjclmId": ["00"],
    "ssqtlmId": ["00"],
    "kflx": ["00"],
    "wjlx": ["00"],
}
"""Parameters of a listing page beside its number and size; these choose all tables and files."""
SIZE = 100

OPEN_TYPES = {"01": "有条件开放", "02": "无条件开放"}
UPDATE_CYCLES = {"01": "每日", "02": "每周", "03": "每月", "04": "季度", "05": "年", "06": "半年"}
IGNORED = ("sqsl", "kfptSqsl", "zylx")


class ExchangeOpenGateway(Platform):
    """One portal of the family."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Tables and files, up to the stated last or the first empty page."""
        return Paging(self, self._ask, self._read, ref="mlbh", size=SIZE).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, from its own answer over what the listing says."""
        where = ref.id
        row = overlay(ref.row, self._detail(where))
        if scalar(row.pop("mlbh", where)) != where:
            raise SkipRecord("the answer shows another record")
        name, entry = (scalar(row.pop(field, None)) for field in ("xxzymc", "mlmc"))
        title = entry or name
        if title is None:
            raise SkipRecord("the record has no title")
        phones, descriptions, publishers, issued, modified, formats, rows, views = (
            take_first(row, *fields)
            for fields in (
                ("zjhm", "sjhm"),
                ("zyzy", "mlms"),
                ("xxzytgf", "ssbmmc"),
                ("fbrq", "fbsj"),
                ("gxrq", "xgsj"),
                ("zygs", "wjlx"),
                ("sjl", "jghxxjls"),
                ("llsl", "kfptLlsl"),
            )
        )
        record = Record(
            id=where,
            url=self.fetch.url(f"/#/DataSet/{quote(where, safe='')}"),
            title=title,
            description=clean_lines(descriptions),
            publisher=self.value("publisher", scalar(publishers)),
            theme=self.values("theme", words(row.pop("ssztlmmc", None))),
            industry=self.values("industry", words(row.pop("ssqtlmmc", None))),
            open_type=self.coded("open_type", _code(row.pop("kflx", None)), OPEN_TYPES, where),
            open_condition=self.value("open_condition", scalar(row.pop("kftj", None))),
            update_cycle=self.coded("update_cycle", _code(row.pop("gxzq", None)), UPDATE_CYCLES, where),
            issued=self.date("fbrq", issued, where),
            modified=self.date("gxrq", modified, where),
            tags=self.values("tags", words(row.pop("mlbqmcList", None))),
            formats=format_names(self.values("formats", words(formats, FORMAT_SEPARATORS))),
            contact=Contact(phone=scalar(phones)),
            volume=Volume(rows=self.count("sjl", rows, where)),
            region=self.portal.region,
            counters=Counters(views=self.count("llsl", views, where)),
            extra={"xxzymc": name} if name not in (None, title) else {},
        )
        self.audit(row, where, ignore=IGNORED)
        return record

    def _detail(self, source_id: str) -> dict[str, Any]:
        code = self._app_code()
        path = f"{ROOT}/mlxx/getSjmlxq?mlbh={quote(source_id, safe='')}&appCode={code}"
        return section(self.fetch.json(path, headers=_headers(code), check=holds("data")), "data")

    def _ask(self, number: int, _before: int, check: Check) -> Any:
        body = {"pageNo": number, "pageSize": SIZE, **FILTERS}
        return self.fetch.json(LIST, body=body, headers=_headers(self._app_code()), check=check)

    def _read(self, answer: Any) -> Page:
        data = section(answer, "data")
        return Page(array(data, "rows"), pages=self.count("totalPage", data.get("totalPage"), LIST))

    def _app_code(self) -> str:
        """What the portal's pages would send; the same in every run, so that a run is one visitor."""
        given = self.fetch.cookie("_appId") or ""
        return given if re.fullmatch("[0-9a-fA-F]{32}", given) else hashlib.sha256(self.portal.url.encode()).hexdigest()[:32]


def _headers(code: str) -> dict[str, str]:
    return {"appCode": code, "token": "null"}


def _code(value: Any) -> str | None:
    """A code as the tables write it: 1 is `01`."""
    text = scalar(value)
    return text.zfill(2) if text and text.isdigit() else text
