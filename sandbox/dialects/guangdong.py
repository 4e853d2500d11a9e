"""The dialect `guangdong` (`backOpen`, 2021 on): plain JSON in and out, details under `data`, moments to the second.

Pages are the only total; neither items nor files are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox import calls, records
from sandbox.dialects.tyky import SPREAD_OPEN, city_count, cycle, cycle_label
from sandbox.dress import joined
from sandbox.markup import plain
from sandbox.moments import written
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request
    from sandbox.site import Site


class Guangdong:
    """`backOpen`: JSON in and out, details under `data`, moments to the second."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def answer(self, request: Request, parts: list[str]) -> Reply:
        """See `Simulator`."""
        match parts:
            case ["backOpen", *_, "openCatalog", "findPageBySearch"]:
                return self._post(request, self._list)
            case ["backOpen", *_, "openCatalog", "selectDataCatalogByResId"]:
                return self._post(request, self._detail)
            case ["backOpen", *_, "dataManageApi", "api", "findPageBySearch"]:
                return self._post(request, self._apis)
            case ["backOpen", *_, "dataManageApi", "api", "selectDataApiByResId"]:
                return self._post(request, self._api)
            case ["opdata", "index"]:
                return self._page(request)
        return html(plain.page(self.site.profile, "页面不存在"), 404)

    def _post(self, request: Request, what: Callable[[dict[str, Any]], Reply]) -> Reply:
        if request.method != "POST":
            return calls.wrong_method()
        asked = request.data
        return calls.refusal("请求参数格式错误", status=400) if asked is None else what(asked)

    def _window(self, asked: dict[str, Any], keep: Callable[[Entry], bool] | None) -> tuple[list[Entry], int, int]:
        number, size = whole(asked.get("pageNo"), 1), whole(asked.get("pageSize"), 8)
        entries, total, size = calls.window(self.site, number, size, keep)
        return entries, city_count(total), calls.pages(total, size)

    def _list(self, asked: dict[str, Any]) -> Reply:
        word = str(asked.get("keyword") or "")
        entries, city, pages = self._window(asked, (lambda entry: word in entry.title) if word else None)
        return json({"data": {"cityCount": city, "page": {"pages": pages, "list": [self._row(one) for one in entries]}}})

    def _apis(self, asked: dict[str, Any]) -> Reply:
        entries, city, pages = self._window(asked, lambda entry: bool(entry.apis))
        listed = [{"resId": one.id, "resTitle": one.apis[0].name, "officeName": one.publisher} for one in entries]
        return json({"data": {"cityCount": city, "page": {"pages": pages, "list": listed}}})

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "resId": entry.id,
            "resTitle": entry.title,
            "resAbstract": entry.description,
            "subjectName": joined(entry.themes),
            "officeName": entry.publisher,
            "pubDate": written(entry.issued, f"{entry.id}issued"),
            "dataUpdateTime": written(entry.modified, entry.id),
            "sourceType": "1",
            "sourceSuffix": ",".join(calls.format_words(entry.formats)),
            "visits": calls.mixed(entry.views, entry, "visits"),
            "downloads": calls.mixed(calls.used(entry, 0.2), entry, "downloads"),
            "invokedCount": calls.mixed(calls.used(entry, 0.1), entry, "invokedCount"),
            "updateCycle": cycle(entry),
        }

    def _detail(self, asked: dict[str, Any]) -> Reply:
        ident = str(asked.get("resId") or "")
        entry = self.site.catalogue.find(ident)
        if entry is None:
            return calls.refusal("数据目录不存在" if ident else "resId不能为空")
        row = self._row(entry)
        more = {
            "openMode": SPREAD_OPEN if entry.unconditional else entry.open_condition,
            "recordTotal": calls.mixed(entry.rows, entry, "recordTotal"),
            "email": entry.email,
            "publishDate": row["pubDate"],
            "lastModifyTime": row["dataUpdateTime"],
        }
        return json({"data": row | more})

    def _api(self, asked: dict[str, Any]) -> Reply:
        entry = self.site.catalogue.find(str(asked.get("resId") or ""))
        if entry is None or not entry.apis:
            return calls.refusal("接口不存在")
        service = entry.apis[0]
        return json({"data": {"resId": entry.id, "resTitle": service.name, "resAbstract": service.description}})

    def _page(self, request: Request) -> Reply:
        entry = self.site.catalogue.find(request.query.get("id", ""))
        return html(plain.page(self.site.profile, entry.title if entry else "开放广东"))

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. This dialect shows neither items nor files."""
        return records.record(
            entry.id,
            f"{base}/opdata/index?chooseValue=collectForm&id={quote(entry.id, safe='')}",
            entry.title,
            description=records.text(entry.description),
            publisher=records.text(entry.publisher),
            theme=records.texts(entry.themes),
            open_type=records.text(entry.open_condition),
            update_cycle=cycle_label(entry),
            issued=records.stamp(entry.issued, f"{entry.id}issued"),
            modified=records.stamp(entry.modified, entry.id),
            formats=records.formats(calls.format_words(entry.formats)),
            contact={"email": records.text(entry.email)},
            volume={"rows": entry.rows},
            region=self.site.profile.region,
            counters={"views": entry.views, "downloads": calls.used(entry, 0.2), "calls": calls.used(entry, 0.1)},
        )
