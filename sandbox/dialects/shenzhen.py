"""The dialect `shenzhen` (深圳, 福州, 广东 before 2021): JSON in strings, forms or JSON as calls.

A total is the sum of two counters. Ids have a slash in calls and an underscore in addresses; an underscore in a POST is a
502. Files are listed with the end of their open addresses; by number (`singleFileDownload`) only a sign-in gives them.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson

from sandbox import calls, records
from sandbox.dialects.tyky import SPREAD_OPEN, city_count, cycle, cycle_label, dash
from sandbox.dice import chance
from sandbox.dress import joined
from sandbox.markup import plain
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request
    from sandbox.site import Site

DEFAULT_SIZE = 6
MOST_ROWS, MOST_PREVIEW = 10_000, 50


def file_url(card: Card) -> str:
    """What a list calls the address of a file: its end."""
    return f"{card.number}.{card.format}"


def address(entry: Entry, card: Card, base: str) -> str:
    """The address of a file."""
    return f"{base}/downloadFiles/open-file/{dash(entry.id)}/{file_url(card)}"


class Shenzhen:
    """JSON in strings, forms or JSON as calls."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._posts: dict[tuple[str, ...], Callable[[dict[str, Any]], Reply]] = {
            ("data", "dataSet", "findPage"): self._list,
            ("data", "api", "findPageByParams"): self._apis,
        }
        self._entries: dict[tuple[str, ...], Callable[[Entry, dict[str, Any]], Reply]] = {
            ("data", "catalog", "selectDataCatalogByResId"): lambda entry, _: json(self._detail(entry)),
            ("data", "dataSet", "getPreviewDataItem"): lambda entry, _: json(self._items(entry)),
            ("data", "dataSet", "getFileList"): self._files,
            ("data", "dataSet", "singleFileDownload"): lambda *_: json(
                {"result": "false", "message": "请先登录并完成实名认证"}
            ),
        }

    def answer(self, request: Request, parts: list[str]) -> Reply:
        """See `Simulator`."""
        key = tuple(parts)
        if key in self._posts or key in self._entries:
            return self._post(request, key)
        match parts:
            case ["data", "dataSet", "toDataDetails", ident]:
                return self._page(ident)
            case ["data", "dataSet", "getPreviewData"]:
                return self._preview(request)
            case ["downloadFiles", "open-file", ident, name]:
                return self._file(ident, name)
            case ["api", ident, "1", "service.xhtml"]:
                return self._call(request, ident)
        return html(plain.page(self.site.profile, "页面不存在"), 404)

    def _post(self, request: Request, key: tuple[str, ...]) -> Reply:
        if request.method != "POST":
            return calls.wrong_method()
        asked = request.query | request.form | (request.data or {})
        if key in self._posts:
            return self._posts[key](asked)
        ident = str(asked.get("resId", ""))
        if "_" in ident:
            return html("<html><body><h1>502 Bad Gateway</h1></body></html>", 502)
        entry = self.site.catalogue.find(ident)
        if entry is None:
            return json({"result": "false", "message": "数据目录不存在" if ident else "resId不能为空"})
        return self._entries[key](entry, asked)

    def _window(self, asked: dict[str, Any], keep: Callable[[Entry], bool] | None) -> tuple[list[Entry], dict[str, Any]]:
        """The entries of a page, and what stands around them."""
        number, size = whole(asked.get("pageNo"), 1), whole(asked.get("pageSize"), DEFAULT_SIZE)
        entries, total, size = calls.window(self.site, number, size, keep)
        city = city_count(total)
        return entries, {"pageSize": size, "otherData": {"cityCount": city, "countyCount": total - city}}

    def _list(self, asked: dict[str, Any]) -> Reply:
        wanted = asked.get("deptCode")
        keep = (lambda entry: self._office(entry) == wanted) if wanted else None
        entries, around = self._window(asked, keep)
        listed = [{"resId": one.id, "resTitle": one.title, "dataUpdateTime": one.modified} for one in entries]
        return json({"dataList": orjson.dumps({"list": listed, **around}).decode()})

    def _apis(self, asked: dict[str, Any]) -> Reply:
        entries, around = self._window(asked, lambda entry: bool(entry.apis))
        listed = [
            {"resId": self._api_id(entry), "resTitle": entry.apis[0].name, "dataUpdateTime": entry.modified}
            for entry in entries
        ]
        return json({"apiList": orjson.dumps({"list": listed, **around}).decode()})

    @staticmethod
    def _office(entry: Entry) -> str:
        return blake2b((entry.publisher or "").encode(), digest_size=4).hexdigest()

    @staticmethod
    def _api_id(entry: Entry) -> str:
        """An API is a resource of its own, by another number of the same office."""
        office, _, number = entry.id.partition("/")
        return f"{office}/9{number[1:]}"

    def _says_mode(self, entry: Entry) -> bool:
        """Whether the openness stands in openMode (普遍开放) and not in openLevelName."""
        return entry.unconditional and chance(entry.id, "openMode") < 1 / 3

    @staticmethod
    def _table(entry: Entry) -> str:
        return f"T_{blake2b(entry.id.encode(), digest_size=4).hexdigest().upper()}"

    def _size(self, entry: Entry) -> int:
        return sum(self.site.size(entry, card) for card in entry.files)

    def _detail(self, entry: Entry) -> dict[str, Any]:
        mode = self._says_mode(entry)
        return {
            "resId": entry.id,
            "resTitle": entry.title,
            "resAbstract": entry.description,
            "keyword": joined(entry.tags),
            "officeName": entry.publisher,
            "subjectName": joined(entry.themes),
            "tradeName": joined(entry.industries),
            "publishDate": entry.issued,
            "dataUpdateTime": entry.modified,
            "updateCycle": cycle(entry),
            "openLevelName": None if mode else entry.open_condition,
            "openMode": SPREAD_OPEN if mode else None,
            "phone": entry.phone,
            "email": entry.email,
            "address": "",
            "sourceSuffix": ",".join(calls.format_words(entry.formats)),
            "recordTotal": calls.mixed(entry.rows, entry, "recordTotal"),
            "fileCount": calls.mixed(len(entry.files), entry, "fileCount"),
            "fileSize": calls.mixed(self._size(entry) or None, entry, "fileSize"),
            "sourceTableName": self._table(entry),
        }

    @staticmethod
    def _items(entry: Entry) -> list[dict[str, str]]:
        return [{"field_name": item.name, "field_cn_name": item.heading} for item in entry.items]

    def _files(self, entry: Entry, asked: dict[str, Any]) -> Reply:
        wanted = [name for name in str(asked.get("sourceSuffix") or "").split(",") if name]
        cards = [card for card in entry.files if not wanted or card.format in wanted]
        return json([{"fileName": f"{one.name}.{one.format}", "fileUrl": file_url(one)} for one in cards])

    def _file(self, ident: str, name: str) -> Reply:
        entry = self.site.catalogue.find(ident.replace("_", "/"))
        card = next((one for one in (entry.files if entry else ()) if file_url(one) == name), None)
        if entry is None or card is None:
            return html(plain.page(self.site.profile, "文件不存在"), 404)
        return self.site.attachment(entry, card)

    def _preview(self, request: Request) -> Reply:
        if request.method != "GET":
            return calls.wrong_method()
        entry = self.site.catalogue.find(request.query.get("resId", ""))
        if entry is None or not entry.items or request.query.get("tableName") != self._table(entry):
            return json([])
        return json(calls.rows(self.site, entry, 0, MOST_PREVIEW))

    def _page(self, ident: str) -> Reply:
        entry = self.site.catalogue.find(ident.replace("_", "/"))
        title = entry.title if entry else "页面不存在"
        return html(plain.page(self.site.profile, title), 200 if entry else 404)

    def _call(self, request: Request, ident: str) -> Reply:
        """A call of an API: no answer without a browser's name, nothing without a key."""
        if not request.headers.get("user-agent"):
            return html("<html><body><h1>403 Forbidden</h1></body></html>", 403)
        asked = request.query | request.form
        if not asked.get("appKey"):
            return json({"result": "false", "message": "appKey不能为空"})
        office, _, number = ident.partition("_")
        entry = self.site.catalogue.find(f"{office}/0{number[1:]}")
        if entry is None or ident != dash(self._api_id(entry)) or not entry.apis:
            return json({"result": "false", "message": "接口不存在"})
        size = min(whole(asked.get("rows"), 10), MOST_ROWS)
        start = (max(1, whole(asked.get("page"), 1)) - 1) * size
        return json({"total": entry.rows, "data": calls.rows(self.site, entry, start, size)})

    def download(self, entry: Entry, card: Card) -> str | None:
        """See `Simulator`."""
        return address(entry, card, self.site.profile.root)

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`."""
        page = f"{base}/data/dataSet/toDataDetails/{dash(entry.id)}"
        return records.record(
            entry.id,
            page,
            entry.title,
            **records.told(entry),
            open_type=records.text(entry.open_condition),
            update_cycle=cycle_label(entry),
            issued=records.date(entry.issued),
            modified=records.date(entry.modified),
            formats=records.formats(calls.format_words(entry.formats)),
            items=[records.item(item.name, item.heading) for item in entry.items],
            files=[
                records.file(address(entry, card, base), name=f"{card.name}.{card.format}", format=card.format)
                for card in entry.files
            ],
            contact={"phone": records.text(entry.phone), "email": records.text(entry.email)},
            volume={"rows": entry.rows, "files": len(entry.files), "bytes": self._size(entry) or None},
            region=self.site.profile.region,
        )
