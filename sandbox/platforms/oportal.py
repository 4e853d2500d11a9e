"""oportal (Inspur, second generation): pages for people, and JSON for files, APIs and a preview.

List, detail and API pages are HTML (`sandbox.markup.oportal`), ten entries a page; a page past the end is empty. Files
of conditional datasets are listed but refused with 200 and a text that says 无权限下载. `getData` needs a POST and its
labels are escaped.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from hashlib import blake2b
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sandbox import records
from sandbox.markup import oportal as markup
from sandbox.moments import milliseconds
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json
from sandbox.table import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry, Service
    from sandbox.reply import Request
    from sandbox.site import Site

PAGE = 10
COUNTED = 2000  # entries that the sidebar counts: enough for a page, cheap for a giant
FORMAT_CODES = {"1": "xls", "2": "xml", "3": "json", "4": "csv"}


def _organ(name: str) -> str:
    return blake2b(name.encode(), digest_size=6).hexdigest()


def _envelope(records: list[dict[str, Any]], total: int) -> Reply:
    return json({"code": 0, "msg": "success", "object": {"total": total, "records": records}})


class Oportal(Simulator):
    """An oportal portal."""

    name = "oportal"
    skins = tuple(markup.SKINS)
    front = "/catalog/index"
    root = "portal"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._organs: tuple[int, list[tuple[str, str, int]], list[str]] = (-1, [], [])
        self._services: tuple[int, list[tuple[Entry, Service]]] = (-1, [])

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        reply = self._route(request, path.strip("/").split("/"))
        if "OPENSESSION" in request.headers.get("cookie", ""):
            return reply
        session = blake2b(request.target.encode(), digest_size=16).hexdigest()
        return reply.with_header("Set-Cookie", f"OPENSESSION={session}; Path=/; HttpOnly")

    def _route(self, request: Request, parts: list[str]) -> Reply:
        named = {
            "getResourceWithFormat": self._files,
            "getApplyResource": self._apis,
            "download": self._download,
            "index": self._list,
        }
        match parts:
            case ["" | "index"]:
                reply = html(markup.page(self.site.profile, "首页", "<h1>欢迎访问</h1>"))
            case ["catalog", name] if name in named:
                reply = named[name](request)
            case ["catalog", ident]:
                reply = self._detail(ident)
            case ["catalog", ident, "getData"]:
                reply = self._data(request, ident)
            case ["api", "index"]:
                reply = self._service_list(request)
            case ["api", ident, "detail"]:
                reply = self._service(ident)
            case _:
                reply = self._missing()
        return reply

    def download(self, entry: Entry, card: Card) -> str:
        """See `Simulator`."""
        query = urlencode({"cataId": entry.id, "cataName": entry.title, "idInRc": card.number})
        return f"{self.site.profile.root}/catalog/download?{query}"

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. The number of bytes is that of the page: kilobytes with two decimals."""
        page = f"{base}/catalog/{entry.id}"
        size = self._size(entry)
        return records.record(
            entry.id,
            page,
            entry.title,
            **records.told(entry),
            open_type=records.text(entry.open_condition),
            update_cycle=records.text(entry.update_cycle),
            issued=records.date(entry.issued),
            modified=records.date(entry.modified),
            formats=records.formats(entry.formats),
            items=[records.item(item.name, item.heading) for item in entry.items],
            files=[self._file_record(entry, card, base) for card in entry.files],
            apis=[
                records.api(f"{base}/api/{one.id}/detail", id=one.id, name=one.name, description=one.description)
                for one in entry.apis
            ],
            contact={"phone": records.text(entry.phone), "email": records.text(entry.email)},
            volume={
                "rows": entry.rows,
                "files": len(entry.files) if entry.counted else None,
                "apis": len(entry.apis) if entry.counted else None,
                "bytes": round(round(size / 1024, 2) * 1024) if size else None,
            },
            region=self.site.profile.region,
            counters={"views": entry.views},
            extra={
                label: value
                for label, value in (("数据时间范围", records.text(entry.period)), ("地理空间范围", records.text(entry.area)))
                if value
            },
        )

    def _file_record(self, entry: Entry, card: Card, base: str) -> dict[str, Any]:
        own = self.download(entry, card).removeprefix(self.site.profile.root)
        return records.file(
            f"{base}{own}" if entry.unconditional else f"{base}/catalog/{entry.id}",
            id=card.id,
            name=card.name,
            format=card.format,
            size=self.site.size(entry, card),
            rows=entry.rows,
            modified=card.modified,
            access="open" if entry.unconditional else "apply",
        )

    def _missing(self) -> Reply:
        return html(markup.message(self.site.profile, "您访问的页面不存在"), 404)

    def _sidebar(self) -> tuple[list[tuple[str, str, int]], list[str]]:
        """Departments with their numbers, and themes, counted anew after a change of the catalogue."""
        catalogue = self.site.catalogue
        if self._organs[0] != catalogue.version:
            sample = list(islice(catalogue.listing(), COUNTED))
            counted = Counter(entry.publisher for entry in sample if entry.publisher)
            organs = [(_organ(name), name, count) for name, count in counted.most_common(60)]
            self._organs = (
                catalogue.version,
                organs,
                sorted({theme for entry in sample for theme in entry.themes or ()}),
            )
        return self._organs[1], self._organs[2]

    def _filter(self, request: Request) -> Callable[[Entry], bool] | None:
        """What the query asks for, None where it asks for all."""
        query = request.query
        tests: list[Callable[[Entry], bool]] = []
        if word := query.get("Q"):
            tests.append(lambda entry: word in entry.title or word in (entry.description or ""))
        if kind := query.get("openType"):
            tests.append(lambda entry: entry.unconditional == (kind == "1"))
        if code := query.get("fileFormat"):
            tests.append(lambda entry: FORMAT_CODES.get(code, "") in entry.formats)
        if tag := query.get("tagName"):
            tests.append(lambda entry: tag in (entry.tags or ()))
        if theme := query.get("subjectId") or query.get("domainId"):
            number, labels = theme.rpartition("-")[2], self._sidebar()[1]
            label = labels[int(number) - 1] if number in map(str, range(1, len(labels) + 1)) else None
            tests.append(lambda entry: label in (entry.themes or ()))
        if query.get("filterParam") == "org_code" and (organ := query.get("filterParamCode")):
            tests.append(lambda entry: _organ(entry.publisher or "") == organ)
        return (lambda entry: all(test(entry) for test in tests)) if tests else None

    def _list(self, request: Request) -> Reply:
        number = max(1, request.number("page", 1))
        entries, total = self.site.page((number - 1) * PAGE, PAGE, self._filter(request))
        return html(markup.catalogue(self.site.profile, entries, total, self._sidebar()[0]))

    def _size(self, entry: Entry) -> int:
        return sum(self.site.size(entry, card) for card in entry.files)

    def _detail(self, ident: str) -> Reply:
        entry = self.site.catalogue.find(ident)
        return html(markup.detail(self.site.profile, entry, self._size(entry))) if entry else self._missing()

    def _slice(self, request: Request) -> slice:
        size = min(max(1, request.number("pageSize", PAGE)), 100)
        start = (max(1, request.number("pageNum", 1)) - 1) * size
        return slice(start, start + size)

    def _files(self, request: Request) -> Reply:
        entry = self.site.catalogue.find(request.query.get("cataId", ""))
        wanted = request.query.get("fileFormat", "").lower()
        cards = [card for card in entry.files if wanted in ("", card.format)] if entry else []
        records = [
            {
                "fileId": card.id,
                "idInRc": card.number,
                "fileName": card.name,
                "fileDescription": "",
                "fileFormat": card.format,
                "fileSize": str(self.site.size(entry, card)),
                "dataCount": entry.rows,
                "updateTime": milliseconds(datetime.fromisoformat(card.modified)),
                "status": "1",
                "isApply": "0" if entry.unconditional else "1",
            }
            for card in cards[self._slice(request)]
            if entry
        ]
        return _envelope(records, len(cards))

    def _apis(self, request: Request) -> Reply:
        entry = self.site.catalogue.find(request.query.get("cataId", ""))
        apis = entry.apis if entry and request.query.get("searchType", "api") == "api" else ()
        records = [
            {
                "serviceId": service.id,
                "serviceName": service.name,
                "serviceDesc": service.description,
                "context": f"/gateway/api/1/{service.id[:8]}",
                "inputParam": "page,size",
                "outputParam": ",".join(item.name for item in entry.items),
                "updateTime": entry.modified,
                "status": "1",
            }
            for service in apis[self._slice(request)]
            if entry
        ]
        return _envelope(records, len(apis))

    def _data(self, request: Request, ident: str) -> Reply:
        """The preview: labels of the items for everyone, rows for unconditional datasets only."""
        if request.method != "POST":
            return html(markup.message(self.site.profile, "Request method 'GET' not supported"), 405)
        entry = self.site.catalogue.find(ident)
        if entry is None or not entry.items:
            return json({"draw": 1, "recordsTotal": 0, "recordsFiltered": 0, "data": [], "items": []})
        start, length = request.number("start", 0), min(request.number("length", PAGE), 100)
        table = self.site.catalogue.table(ident) if entry.unconditional else None
        rows = table.rows[start : start + length] if table else []
        names = [item.name for item in entry.items]
        data = [
            {name: show(cell) if not isinstance(cell, int | float) else cell for name, cell in zip(names, row, strict=True)}
            for row in rows
        ]
        items = [{"name_cn": escape(item.heading), "column_name_en": item.name} for item in entry.items]
        total = len(table.rows) if table else 0
        return json({"draw": 1, "recordsTotal": total, "recordsFiltered": total, "data": data, "items": items})

    def _download(self, request: Request) -> Reply:
        found = self.site.catalogue.card(request.query.get("idInRc", ""))
        if found is None or found[0].id != request.query.get("cataId"):
            return json({"code": 1, "msg": "文件不存在"})
        entry, card = found
        if not entry.unconditional:
            return json({"code": 1, "msg": "无权限下载，请登录后提出申请"})
        return self.site.attachment(entry, card)

    def _all_services(self) -> list[tuple[Entry, Service]]:
        catalogue = self.site.catalogue
        if self._services[0] != catalogue.version:
            self._services = (catalogue.version, [(entry, one) for entry in catalogue.listing() for one in entry.apis])
        return self._services[1]

    def _service_list(self, request: Request) -> Reply:
        services = self._all_services()
        start = (max(1, request.number("page", 1)) - 1) * PAGE
        entries = [entry for entry, _ in services[start : start + PAGE]]
        return html(markup.services(self.site.profile, entries, len(services)))

    def _service(self, ident: str) -> Reply:
        for entry, service in self._all_services():
            if service.id == ident:
                return html(markup.service(self.site.profile, entry, service.name, service.description, entry.items))
        return self._missing()
