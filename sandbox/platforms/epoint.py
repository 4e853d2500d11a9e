"""Epoint (国泰新点): a form whose body is a percent-encoded JSON document; pages count from 0.

Totals are text. `city` "" is the portal's own catalogue; this portal has no other, so `all` finds nothing. The list alone
tells formats (`tag`) and the number of rows, the detail one address a format; those of conditional datasets are empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import orjson

from sandbox import calls, records
from sandbox.dress import joined
from sandbox.markup import plain
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

PAGE = "extranet/openportal/pages/resource/resource_detail.html"
FORM = "application/x-www-form-urlencoded"
URL_FORMATS = ("json", "xml", "csv", "xls", "xlsx", "rdf")
COOKIES = ("sid", "_CSRFCOOKIE", "EPTOKEN")


def params(request: Request) -> dict[str, Any] | None:
    """The `params` of a call, None where the body is not a percent-encoded JSON document with them."""
    if request.body.lstrip().startswith(b"{"):
        return None
    try:
        document = orjson.loads(unquote_plus(request.body.decode("ascii")))
        found = document["params"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, dict) else None


class Epoint(Simulator):
    """An Epoint portal."""

    name = "epoint"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`. A first visit gets the session's cookies."""
        reply = self._route(request, path.strip("/").split("/"))
        if "EPTOKEN" not in request.headers.get("cookie", ""):
            for name in COOKIES:
                reply = reply.with_header("Set-Cookie", f"{name}=0123456789abcdef; Path=/")
        return reply

    def _route(self, request: Request, parts: list[str]) -> Reply:
        match parts:
            case [""]:
                return html(plain.page(self.site.profile, "首页"))
            case ["extranet", "rest", "dataOpen", "getResourceList" | "getResourceDetail" as name]:
                return self._call(request, name)
            case ["extranet", "rest", "dataOpen", "file", number, _]:
                return self._download(number)
            case ["extranet", "openportal", "pages", "resource", "resource_detail.html"]:
                entry = self.site.catalogue.find(request.query.get("rowguid", ""))
                return html(plain.page(self.site.profile, entry.title if entry else "页面不存在"), 200 if entry else 404)
        return html(plain.page(self.site.profile, "页面不存在"), 404)

    def _call(self, request: Request, name: str) -> Reply:
        if request.method != "POST":
            return calls.wrong_method()
        if not request.headers.get("content-type", FORM).startswith(FORM):
            return json({"status": 415, "error": "Unsupported Media Type"}, 415)
        asked = params(request)
        if asked is None:
            return calls.refusal("参数解析失败")
        return self._list(asked) if name == "getResourceList" else self._detail(request, asked)

    def _list(self, asked: dict[str, Any]) -> Reply:
        if asked.get("city"):
            return json({"custom": {"total": "0", "resultList": []}})
        word = str(asked.get("resourcesName") or "")
        number, size = whole(asked.get("currentPage"), 0) + 1, whole(asked.get("pageSize"), 15)
        entries, total, _ = calls.window(self.site, number, size, (lambda entry: word in entry.title) if word else None)
        listed = [
            {
                "rowGuid": entry.id,
                "tag": [{"name": calls.FORMAT_TEXT.get(name, name.upper())} for name in entry.formats],
                "openresdataCount": calls.mixed(entry.rows, entry, "openresdataCount"),
            }
            for entry in entries
        ]
        return json({"custom": {"total": str(total), "resultList": listed}})

    def _files(self, entry: Entry) -> dict[str, Card]:
        """The files that a detail gives addresses of, by format."""
        return {card.format: card for card in entry.files if card.format in URL_FORMATS} if entry.unconditional else {}

    def _detail(self, request: Request, asked: dict[str, Any]) -> Reply:
        ident = str(asked.get("rowGuid") or "")
        entry = self.site.catalogue.find(ident)
        if entry is None:
            return calls.refusal("资源不存在" if ident else "rowGuid不能为空")
        host = request.headers.get("host")
        files, before = self._files(entry), f"http://{host}" if host else ""
        urls = {f"{name}Url": f"{before}{self.download(entry, files[name])}" if name in files else "" for name in URL_FORMATS}
        return json({"custom": self._fields(entry) | urls})

    @staticmethod
    def _fields(entry: Entry) -> dict[str, Any]:
        return {
            "resourcesName": entry.title,
            "resourceDetail": entry.description,
            "provideDepartName": entry.publisher,
            "resourceSubject": joined(entry.themes),
            "belongIndustry": joined(entry.industries),
            "resourceUsage": "",
            "openCondition": entry.open_condition,
            "updateFrequency": entry.update_cycle,
            "registDate": entry.issued,
            "updateDate": entry.modified,
            "editionNum": "1",
            "visitCnt": calls.mixed(entry.views, entry, "visitCnt"),
            "downloadCnt": calls.mixed(calls.used(entry, 0.2), entry, "downloadCnt"),
        }

    def _download(self, number: str) -> Reply:
        found = self.site.catalogue.card(number)
        if found is None or not found[0].unconditional:
            return html(plain.page(self.site.profile, "文件不存在"), 404)
        return self.site.attachment(*found)

    def download(self, entry: Entry, card: Card) -> str | None:
        """See `Simulator`."""
        return self._address(card, self.site.profile.root) if card in self._files(entry).values() else None

    @staticmethod
    def _address(card: Card, base: str) -> str:
        return f"{base}/extranet/rest/dataOpen/file/{card.number}/data.{card.format}"

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. Files come in the order of the fields that hold their addresses."""
        files = self._files(entry)
        return records.record(
            entry.id,
            f"{base}/{PAGE}?rowguid={entry.id}",
            entry.title,
            **records.told(entry) | {"tags": []},
            open_type=records.text(entry.open_condition),
            update_cycle=records.text(entry.update_cycle),
            issued=records.date(entry.issued),
            modified=records.date(entry.modified),
            formats=records.formats(entry.formats),
            files=[records.file(self._address(files[name], base), format=name) for name in URL_FORMATS if name in files],
            volume={"rows": entry.rows},
            region=self.site.profile.region,
            counters={"views": entry.views, "downloads": calls.used(entry, 0.2)},
        )
