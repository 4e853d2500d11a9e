"""福建: JSON by GET under `/datadevelop/prod-api/open-portal`, its code inside a 200.

Whatever goes wrong (a missing or unknown id, a POST) is a 200 whose `code` is not 200. `openType` in the query is a
filter (1 无条件, 0 依申请, blank all), `cityCode` a 12-digit code: the portal's own region means everything, another
one the entries about that division. The list of APIs does not say which dataset an API belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox import dress, moments, records
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json
from sandbox.table import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

PREFIX = "datadevelop/prod-api/open-portal/"
ROWS, MOST, PREVIEW = 10, 1000, 30
LONG = "000000"  # what follows a GB/T 2260 code in a region code of 12 digits
OPEN = {"1": "无条件开放", "0": "依申请开放"}


def _answer(data: Any) -> Reply:
    return json({"code": 200, "msg": "操作成功", "data": data})


def _failure(text: str) -> Reply:
    return json({"code": 500, "msg": text, "data": None})


def _open_type(entry: Entry) -> str:
    return "1" if entry.unconditional else "0"


class Fujian(Simulator):
    """The portal of 福建."""

    name = "fujian"
    front = "/"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        answers: dict[str, Callable[[Request], Reply]] = {
            "catalog/list": self._list,
            "catalog/getCataInfo": self._info,
            "catalog/getCataItem": self._items,
            "catalog/getCataItemData": self._rows,
            "resourceService/list": self._services,
        }
        path = path.strip("/")
        if path == "":
            return html("<html><body><div id='app'></div></body></html>")
        if not path.startswith(PREFIX):
            return html("<html><body><h1>404</h1></body></html>", 404)
        found = answers.get(path.removeprefix(PREFIX))
        if found is None:
            return json({"code": 404, "msg": "请求的资源不存在", "data": None})
        if request.method == "POST":
            return _failure("Request method 'POST' not supported")
        return found(request)

    def _page(self, request: Request, keep: Callable[[Entry], bool] | None) -> tuple[list[Entry], int]:
        size = min(max(1, request.number("pageSize", ROWS)), MOST)
        return self.site.page((max(1, request.number("pageNum", 1)) - 1) * size, size, keep)

    def _filter(self, request: Request) -> Callable[[Entry], bool] | None:
        tests: list[Callable[[Entry], bool]] = []
        if kind := request.query.get("openType"):
            tests.append(lambda entry: _open_type(entry) == kind)
        region = request.query.get("cityCode", "").removesuffix(LONG)
        if region and region != self.site.profile.region:
            tests.append(lambda entry: entry.about is not None and entry.about.place == region)
        if word := request.query.get("key"):
            tests.append(lambda entry: word in entry.title)
        if name := request.query.get("format"):
            tests.append(lambda entry: name.lower() in entry.formats)
        return (lambda entry: all(test(entry) for test in tests)) if tests else None

    def _list(self, request: Request) -> Reply:
        entries, total = self._page(request, self._filter(request))
        return _answer({"total": total, "rows": [self._row(entry) for entry in entries]})

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "catalogID": entry.id,
            "catalogName": entry.title,
            "catalogDes": entry.description,
            "orgName": entry.publisher,
            "themeName": dress.joined(entry.themes),
            "openType": _open_type(entry),
            "dataVol": None if entry.rows is None else str(entry.rows),
            "updateTime": moments.written(entry.modified, f"{entry.id}m") or None,
            "files": [{"fileFormat": name} for name in dict.fromkeys(card.format for card in entry.files)],
            "visits": entry.views,
            "downloads": dress.downloads(entry),
        }

    def _entry(self, request: Request) -> Entry | None:
        return self.site.catalogue.find(request.query.get("cataId", ""))

    def _info(self, request: Request) -> Reply:
        entry = self._entry(request)
        if entry is None:
            return _failure("目录不存在或已下线")
        more = {
            "industryName": dress.joined(entry.industries),
            "organPhone": entry.phone,
            "organEmail": entry.email,
            "tags": dress.joined(entry.tags),
            "releasedTime": moments.written(entry.issued, entry.id),
            "updateCycle": entry.update_cycle,
            "dataUpdateTime": moments.written(entry.modified, f"{entry.id}m") or None,
        }
        return _answer(self._row(entry) | more)

    def _items(self, request: Request) -> Reply:
        entry = self._entry(request)
        if entry is None:
            return _failure("目录不存在或已下线")
        return _answer([{"nameEn": item.name, "nameCn": item.label} for item in entry.items])

    def _rows(self, request: Request) -> Reply:
        entry = self._entry(request)
        if entry is None:
            return _failure("目录不存在或已下线")
        table = self.site.catalogue.table(entry.id) if entry.unconditional and entry.items else None
        rows = table.rows[:PREVIEW] if table else []
        names = [item.name for item in entry.items]
        return _answer({"rows": [dict(zip(names, map(show, row), strict=True)) for row in rows]})

    def _services(self, request: Request) -> Reply:
        entries, total = self._page(request, lambda entry: bool(entry.apis))
        rows = [
            {
                "serviceName": one.name,
                "serviceDesc": one.description,
                "invokeTimes": dress.calls(entry),
                "regionCode": f"{self.site.profile.region}{LONG}",
            }
            for entry in entries
            for one in entry.apis
        ]
        return _answer({"total": total, "rows": rows})

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. Of a file no more than its format is known; its address is the page that a person opens."""
        access = "login" if _open_type(entry) == "1" else "apply"
        page = f"{base}/{PREFIX}catalog/getCataInfo?cataId={quote(entry.id, safe='')}"
        return records.record(
            entry.id,
            None,
            entry.title,
            **records.told(entry),
            open_type=OPEN[_open_type(entry)],
            update_cycle=records.text(entry.update_cycle),
            issued=records.stamp(entry.issued, entry.id),
            modified=records.stamp(entry.modified, f"{entry.id}m"),
            formats=list(dict.fromkeys(card.format for card in entry.files)),
            files=[
                records.file(page, format=name, access=access) for name in dict.fromkeys(card.format for card in entry.files)
            ],
            items=[records.item(one.name, one.label) for one in entry.items],
            contact={"phone": records.text(entry.phone), "email": records.text(entry.email)},
            volume={"rows": entry.rows},
            region=self.site.profile.region,
            counters={"views": entry.views, "downloads": dress.downloads(entry)},
        )
