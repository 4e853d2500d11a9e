"""贵州: one host for the province and its divisions, JSON in and out, times in milliseconds.

`divisionId` is a GB/T 2260 code: absent, empty or the portal's own it means the whole catalogue, another one the
entries about that division. Without a JSON body the answer is a 400, for a GET a 405. The notes name neither files nor
a landing page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import dress, moments, records
from sandbox.dice import chance
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

PATH = "api/search/data"
ROWS, MOST = 12, 1000
CONDITIONAL, UNCONDITIONAL = 1, 0
UNSAID = 0.1  # share of the unconditional entries without the code
CYCLES = {
    0: "每年",
    1: "每季度",
    2: "每月",
    3: "每周",
    4: "每天",
    5: "实时",
    6: "每半年",
    7: "其他",
    8: "不定期",
    9: "归档不更新",
}


def capacity(entry: Entry) -> str | None:
    """How much there is, as a size."""
    return None if entry.rows is None else dress.kilobytes(entry.rows * 96)


class Guizhou(Simulator):
    """The provincial portal of 贵州."""

    name = "guizhou"
    front = "/"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        answers: dict[str, Callable[[dict[str, Any]], Reply]] = {
            f"{PATH}/getDataDirectoryListByParams": self._list,
            f"{PATH}/getDataListByParams": self._list,
            f"{PATH}/getDataDetailByDataId": self._detail,
        }
        found = answers.get(path.strip("/"))
        if found is None:
            known = path.strip("/") == ""
            return html(f"<html><body><h1>{'数据开放' if known else '404'}</h1></body></html>", 200 if known else 404)
        if request.method != "POST":
            return json({"status": 405, "error": "Method Not Allowed", "path": request.path}, 405)
        asked = request.data
        if asked is None:
            return json({"status": 400, "error": "Bad Request", "path": request.path}, 400)
        return found(asked)

    def _list(self, asked: dict[str, Any]) -> Reply:
        size = min(max(1, whole(asked.get("pageSize"), ROWS)), MOST)
        number = max(1, whole(asked.get("pageIndex"), 1))
        entries, total = self.site.page((number - 1) * size, size, self._filter(asked))
        return json({"total": total, "data": [self._row(entry) for entry in entries]})

    def _filter(self, asked: dict[str, Any]) -> Callable[[Entry], bool] | None:
        tests: list[Callable[[Entry], bool]] = []
        division = str(asked.get("divisionId") or self.site.profile.region)
        if division != self.site.profile.region:
            tests.append(lambda entry: entry.about is not None and entry.about.place == division)
        if words := asked.get("searchText"):
            tests.append(lambda entry: all(str(word) in entry.title for word in words))
        if (attribute := asked.get("openAttribute")) not in (None, ""):
            tests.append(lambda entry: entry.unconditional == (str(attribute) != str(CONDITIONAL)))
        return (lambda entry: all(test(entry) for test in tests)) if tests else None

    def _attribute(self, entry: Entry) -> int | None:
        """1 for conditions; anything else, nothing included, is unconditional."""
        if not entry.unconditional:
            return CONDITIONAL
        return None if chance("attribute", entry.id) < UNSAID else UNCONDITIONAL

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": entry.id,
            "name": entry.title,
            "topicName": dress.joined(entry.themes),
            "description": entry.description,
            "orgName": entry.publisher,
            "createTime": moments.epoch(entry.issued, entry.id),
            "updateTime": moments.epoch(entry.modified, f"{entry.id}m"),
            "openAttribute": self._attribute(entry),
            "resourceFormats": list(entry.formats),
            "views": entry.views,
            "calls": dress.calls(entry),
        }

    def _detail(self, asked: dict[str, Any]) -> Reply:
        entry = self.site.catalogue.find(str(asked.get("id") or ""))
        if entry is None:
            return json({"msg": "数据不存在", "data": None})
        more = {
            "industryName": dress.joined(entry.industries),
            "frequency": dress.cycle(CYCLES, entry),
            "dataCapacity": capacity(entry),
        }
        return json({"data": self._row(entry) | more})

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, _base: str) -> dict[str, Any]:
        """See `Simulator`."""
        cycle = dress.cycle(CYCLES, entry)
        return records.record(
            entry.id,
            None,
            entry.title,
            **records.told(entry) | {"tags": []},
            open_type="无条件开放" if entry.unconditional else "有条件开放",
            update_cycle=None if cycle is None else CYCLES[cycle],
            issued=records.stamp(entry.issued, entry.id),
            modified=records.stamp(entry.modified, f"{entry.id}m"),
            formats=records.formats(entry.formats),
            volume={"bytes": None if entry.rows is None else dress.said_bytes(entry.rows * 96)},
            region=self.site.profile.region,
            counters={"views": entry.views, "calls": dress.calls(entry)},
        )
