"""重庆: one GraphQL field, `resourcesCatalogueList`, paged by offset and limit without a bound.

The input is read from the variables or from the query's text. As GraphQL does, an answer holds only the fields that
the query names, and a query that cannot be answered is a 200 with `errors`. Files are not offered.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from sandbox import dress, moments, records
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

ROWS = 10
FIELD = "resourcesCatalogueList"
ALIAS = re.compile(rf"(\w+)\s*:\s*{FIELD}\b")
INLINE = re.compile(r"\b(offset|limit|openAttr|keyword)\s*:\s*(?:\"([^\"]*)\"|(\w+))")
WORD = re.compile(r"\w+")
OPEN = {"UNCONDITIONAL": "无条件开放", "CONDITIONAL": "有条件开放"}
CYCLES = {
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


def _errors(text: str) -> Reply:
    return json({"errors": [{"message": text, "extensions": {"classification": "ValidationError"}}], "data": None})


def _inputs(query: str, variables: object) -> dict[str, Any]:
    """What the variables say, nested or flat, over what the query's text says."""
    said: dict[str, Any] = {name: quoted or bare for name, quoted, bare in INLINE.findall(query) if not bare.startswith("$")}
    found = variables if isinstance(variables, dict) else {}
    nested = [value for value in found.values() if isinstance(value, dict)]
    for values in (found, *nested):
        said |= {name: value for name, value in values.items() if value is not None}
    return said


class Chongqing(Simulator):
    """The portal of 重庆."""

    name = "chongqing"
    front = "/"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        match path.strip("/"):
            case "rop-frontier/graphql":
                return self._graphql(request)
            case "rop/assets/detail":
                entry = self.site.catalogue.find(request.query.get("resId", ""))
                title = escape(entry.title) if entry else "目录不存在"
                return html(f"<html><body><div id='app' data-title='{title}'></div></body></html>", 200 if entry else 404)
            case "":
                return html("<html><body><div id='app'></div></body></html>")
        return html("<html><body><h1>404</h1></body></html>", 404)

    def _graphql(self, request: Request) -> Reply:
        if request.method != "POST":
            return json({"status": 405, "error": "Method Not Allowed"}, 405)
        asked = request.data
        if asked is None or not isinstance(asked.get("query"), str):
            return json({"status": 400, "error": "Bad Request"}, 400)
        query: str = asked["query"]
        if FIELD not in query:
            return _errors("Validation error of type FieldUndefined")
        inputs = _inputs(query, asked.get("variables"))
        limit, offset = whole(inputs.get("limit"), ROWS), whole(inputs.get("offset"), 0)
        entries, total = self.site.page(offset, limit, self._filter(inputs))
        words = set(WORD.findall(query))
        rows = [{name: value for name, value in self._row(entry).items() if name in words} for entry in entries]
        result = {"total": total, "offset": offset, "limit": limit, "data": rows}
        alias = ALIAS.search(query)
        return json({"data": {alias[1] if alias else "result": result}})

    def _filter(self, inputs: dict[str, Any]) -> Callable[[Entry], bool] | None:
        if attribute := inputs.get("openAttr"):
            return lambda entry: entry.unconditional == (attribute == "UNCONDITIONAL")
        if word := inputs.get("keyword"):
            return lambda entry: str(word) in entry.title
        return None

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": entry.id,
            "resourceName": entry.title,
            "resourceDesc": entry.description,
            "organizationName": entry.publisher,
            "classificationName": dress.joined(entry.themes),
            "updateDate": moments.written(entry.modified, f"{entry.id}m"),
            "shareType": "UNCONDITIONAL",
            "openAttr": "UNCONDITIONAL" if entry.unconditional else "CONDITIONAL",
            "renewCycle": dress.cycle(CYCLES, entry),
            "downloadCnt": dress.downloads(entry),
            "visitCnt": entry.views,
            "score": 0,
            "fileTypes": list(entry.formats),
            "tags": {"INDUSTRY": list(entry.industries or ()), "TOPIC": list(entry.themes or ())},
            "interfaceNum": len(entry.apis),
            "fileNum": len(entry.files),
            "datasetNum": 1,
        }

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`."""
        cycle = dress.cycle(CYCLES, entry)
        return records.record(
            entry.id,
            f"{base}/rop/assets/detail?resId={entry.id}",
            entry.title,
            **records.told(entry) | {"tags": []},
            open_type="无条件开放" if entry.unconditional else "有条件开放",
            update_cycle=CYCLES[cycle] if cycle else None,
            modified=records.stamp(entry.modified, f"{entry.id}m"),
            formats=records.formats(entry.formats),
            volume={"files": len(entry.files), "apis": len(entry.apis)},
            region=self.site.profile.region,
            counters={"views": entry.views, "downloads": dress.downloads(entry)},
        )
