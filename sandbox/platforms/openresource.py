"""openResource/rest: one address, JSON or XML by Accept; pages count from 0.

`isOpen` 0 is without conditions and 1 with conditions; codes and counts come as text or as numbers. Neither items nor
files are shown, and of APIs only their number.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sandbox import calls, records
from sandbox.dress import cycle, joined
from sandbox.markup import openresource as markup
from sandbox.markup import plain
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

CYCLES = {
    "1": "其他",
    "2": "每日",
    "3": "每周",
    "4": "每月",
    "5": "每季度",
    "6": "每半年",
    "7": "每年",
    "8": "实时",
}
OPEN_CODES = {"无条件开放": "0", "有条件开放": "1"}
CONDITION = "经数据提供部门审核同意后开放"


class OpenResource(Simulator):
    """An openResource portal."""

    name = "openresource"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        match path.strip("/").split("/"):
            case [""]:
                return html(plain.page(self.site.profile, "首页"))
            case ["prod-api", "openResource", "rest", "page"]:
                return self._called(request, self._list)
            case ["prod-api", "openResource", "rest", "findView"]:
                return self._called(request, self._view)
            case ["prod-api", "openService", "rest", "page"]:
                return self._called(request, self._services)
        return html(plain.page(self.site.profile, "页面不存在"), 404)

    @staticmethod
    def _called(request: Request, what: Callable[[Request], dict[str, Any]]) -> Reply:
        """The answer in the form that the client accepts: XML unless it names JSON."""
        if request.method != "GET":
            return calls.wrong_method()
        answer = what(request)
        if "application/json" in request.headers.get("accept", ""):
            return json(answer)
        return Reply(markup.message(answer).encode(), media_type=markup.MEDIA_TYPE)

    def _content(
        self, request: Request, show: Callable[[Entry], dict[str, Any]], keep: Callable[[Entry], bool] | None
    ) -> dict[str, Any]:
        number, size = request.number("page", 0) + 1, request.number("size", 10)
        entries, total, size = calls.window(self.site, number, size, keep)
        return {"data": {"totalPages": calls.pages(total, size), "content": [show(entry) for entry in entries]}}

    def _list(self, request: Request) -> dict[str, Any]:
        word, code = request.query.get("resourceName", ""), request.query.get("isOpen", "")

        def keep(entry: Entry) -> bool:
            return word in entry.title and code in {"", OPEN_CODES.get(entry.open_condition or "")}

        return self._content(request, self._row, keep if word or code else None)

    def _services(self, request: Request) -> dict[str, Any]:
        return self._content(request, self._service, lambda entry: bool(entry.apis))

    def _view(self, request: Request) -> dict[str, Any]:
        ident = request.query.get("id", "")
        entry = self.site.catalogue.find(ident)
        if entry is None:
            return {"code": 500, "msg": "资源不存在" if ident else "id不能为空", "data": None}
        return {"data": self._row(entry)}

    @staticmethod
    def _instance(entry: Entry) -> str:
        return blake2b(entry.id.encode(), digest_size=16).hexdigest()

    @staticmethod
    def _service(entry: Entry) -> dict[str, Any]:
        service = entry.apis[0]
        return {"id": service.id, "serviceName": service.name, "organName": entry.publisher}

    def _row(self, entry: Entry) -> dict[str, Any]:
        downloads = calls.mixed(calls.used(entry, 0.2), entry, "downCount")
        return {
            "id": entry.id,
            "instanceId": self._instance(entry),
            "resourceName": entry.title,
            "resourceRes": entry.description,
            "organName": entry.publisher,
            "topicClassify": joined(entry.themes),
            "industryType": joined(entry.industries),
            "dataRelam": joined(entry.themes),
            "publishTime": entry.issued,
            "updateTime": entry.modified,
            "updateCycle": calls.mixed(cycle(CYCLES, entry), entry, "updateCycle"),
            "isOpen": calls.mixed(OPEN_CODES.get(entry.open_condition or ""), entry, "isOpen"),
            "openCondition": "" if entry.unconditional else CONDITION,
            "storageCount": calls.mixed(entry.rows, entry, "storageCount"),
            "resMountType": ",".join(calls.format_words(entry.formats)),
            "serviceInterfaceCount": calls.mixed(len(entry.apis), entry, "serviceInterfaceCount"),
            "browseCount": calls.mixed(entry.views, entry, "browseCount"),
            "downCount": downloads,
            "downloads": downloads,
            "keyWords": joined(entry.tags),
        }

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, _base: str) -> dict[str, Any]:
        """See `Simulator`. No page for people is known."""
        code = cycle(CYCLES, entry)
        return records.record(
            entry.id,
            None,
            entry.title,
            **records.told(entry),
            open_type=entry.open_condition if entry.open_condition in OPEN_CODES else None,
            open_condition=None if entry.unconditional else CONDITION,
            update_cycle=CYCLES[code] if code else None,
            issued=records.date(entry.issued),
            modified=records.date(entry.modified),
            formats=records.formats(calls.format_words(entry.formats)),
            volume={"rows": entry.rows, "apis": len(entry.apis)},
            region=self.site.profile.region,
            counters={"views": entry.views, "downloads": calls.used(entry, 0.2)},
        )
