"""athena: plain JSON, ids as whole numbers, a detail that says its openness here or there.

A page lists ids only. `openCond` or `openCondition` holds the openness, for a share of the datasets only that of
`downloadDataInfo`. Interfaces have a list of their own. Neither items nor files are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import calls, records
from sandbox.dice import chance
from sandbox.dress import cycle, joined
from sandbox.markup import plain
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

CYCLES = {
    1: "每日",
    2: "每周",
    3: "每月",
    4: "每季度",
    5: "每半年",
    6: "每年",
    7: "不定期",
    8: "不更新",
    9: "分钟级",
    10: "小时级",
}
CODES = {str(code): label for code, label in CYCLES.items()}
SIZE = 10
INTERFACES = 500_000  # what the id of an interface is above that of its dataset


class Athena(Simulator):
    """An athena portal."""

    name = "athena"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        match path.strip("/").split("/"):
            case [""] | ["tz", "home"]:
                return html(plain.page(self.site.profile, "首页"))
            case ["athena", "catalog", "page"]:
                return self._list(request)
            case ["athena", "catalog", "getDetails"]:
                return self._detail(request)
            case ["athena", "interface", "getInterfaceDataByPage"]:
                return self._interfaces(request)
            case ["athena", "interface", "getApiData"]:
                return self._interface(request)
            case ["kf", "open", "table" | "interface" as kind, "detail", ident]:
                entry = self.site.catalogue.find(ident if kind == "table" else str(whole(ident, 0) - INTERFACES))
                return html(plain.page(self.site.profile, entry.title if entry else "页面不存在"), 200 if entry else 404)
        return html(plain.page(self.site.profile, "页面不存在"), 404)

    def _list(self, request: Request) -> Reply:
        if request.method != "POST":
            return calls.wrong_method()
        asked = request.data
        if asked is None:
            return calls.refusal("请求参数格式错误", status=400)
        word = str(asked.get("searchString") or "")
        number, size = whole(asked.get("pageNum"), 1), whole(asked.get("pageSize"), SIZE)
        entries, total, _ = calls.window(self.site, number, size, (lambda entry: word in entry.title) if word else None)
        return json({"data": {"total": total, "rows": [{"iid": whole(one.id, 0)} for one in entries]}})

    def _interface_id(self, entry: Entry) -> int:
        return whole(entry.id, 0) + INTERFACES

    def _interfaces(self, request: Request) -> Reply:
        if request.method != "POST":
            return calls.wrong_method()
        number, size = whole(request.form.get("pageNum"), 1), whole(request.form.get("pageSize"), SIZE)
        entries, total, _ = calls.window(self.site, number, size, lambda entry: bool(entry.apis))
        return json({"data": {"total": total, "list": [{"iid": self._interface_id(entry)} for entry in entries]}})

    def _interface(self, request: Request) -> Reply:
        """The interface of a dataset."""
        if request.method != "POST":
            return calls.wrong_method()
        entry = self.site.catalogue.find(request.form.get("baseDataId", ""))
        if entry is None or not entry.apis:
            return calls.refusal("接口不存在")
        service = entry.apis[0]
        return json({"data": {"iid": self._interface_id(entry), "title": service.name, "content": service.description}})

    def _detail(self, request: Request) -> Reply:
        if request.method != "GET":
            return calls.wrong_method()
        ident = request.query.get("dataId", "")
        entry = self.site.catalogue.find(ident)
        if entry is None:
            return calls.refusal("数据不存在" if ident else "dataId不能为空")
        return json({"data": self._fields(entry)})

    def _fields(self, entry: Entry) -> dict[str, Any]:
        code = cycle(CODES, entry)
        place = int(chance(entry.id, "openness") * 4)  # openCond, openCondition, both, or only further down
        return {
            "title": entry.title,
            "content": entry.description,
            "keywords": joined(entry.tags),
            "createDate": entry.issued,
            "dataUpdateDate": entry.modified,
            "domainStr": joined(entry.themes),
            "deptName": entry.publisher,
            **({"openCond": entry.open_condition} if place in {0, 2} else {}),
            **({"openCondition": entry.open_condition} if place in {1, 2} else {}),
            "dataCount": entry.rows,
            "dataSize": None,
            "deptContact": entry.phone,
            "updateFreq": int(code) if code else None,
            "visitCount": entry.views,
            "useCount": calls.used(entry, 0.2),
            "invokes": calls.used(entry, 0.1),
            "interfaceId": self._interface_id(entry) if entry.apis else None,
            "downloadDataInfo": {
                "dataType": ",".join(calls.format_words(entry.formats)),
                "themeName": joined(entry.themes),
                "openCondition": entry.open_condition,
            },
        }

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. Of an interface the detail tells no more than its id."""
        page = f"{base}/kf/open/table/detail/{entry.id}"
        interface = str(self._interface_id(entry))
        code = cycle(CODES, entry)
        return records.record(
            entry.id,
            page,
            entry.title,
            description=records.text(entry.description),
            publisher=records.text(entry.publisher),
            theme=records.texts(entry.themes),
            open_type=records.text(entry.open_condition),
            update_cycle=CODES[code] if code else None,
            issued=records.date(entry.issued),
            modified=records.date(entry.modified),
            tags=records.texts(entry.tags),
            formats=records.formats([*calls.format_words(entry.formats), *(["api"] if entry.apis else [])]),
            apis=[records.api(f"{base}/kf/open/interface/detail/{interface}", id=interface)] if entry.apis else [],
            contact={"phone": records.text(entry.phone)},
            volume={"rows": entry.rows},
            region=self.site.profile.region,
            counters={"views": entry.views, "downloads": calls.used(entry, 0.2), "calls": calls.used(entry, 0.1)},
        )
