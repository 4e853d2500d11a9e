"""台湾: the whole catalogue as one CSV (UTF-8 with a mark, served as text/html), a list by POST, details by GET.

`search_count` counts resources, not datasets. The list answers a GET with a 405, the search of version 2 a request
without key with a 200 that says `success: false`. Several files of a dataset stand in one cell, parted by `;`, the
names of its columns parted by `、`. The notes name no landing page.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from sandbox import dress, moments, records
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole
from sandbox.traditional import traditional

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry, Item
    from sandbox.reply import Request

COLUMNS = (
    "資料集識別碼",
    "資料集名稱",
    "資料提供屬性",
    "服務分類",
    "品質檢測",
    "檔案格式",
    "資料下載網址",
    "編碼格式",
    "資料集描述",
    "主要欄位說明",
    "提供機關",
    "更新頻率",
    "詮釋資料更新時間",
    "資料量",
)
ROWS, MOST = 10, 1000
BOM = "\ufeff".encode()
CYCLES = {
    "即時": "实时",
    "每日": "每天",
    "每週": "每周",
    "每月": "每月",
    "每季": "每季度",
    "每半年": "每半年",
    "每年": "每年",
    "不定期更新": "不定期",
}


def _column(item: Item) -> str:
    """The name of a column, without what may stand behind it in brackets."""
    return traditional(item.label.partition("（")[0])


class Taiwan(Simulator):
    """The portal of 台湾."""

    name = "taiwan"
    front = "/"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        match path.strip("/").split("/"):
            case ["api", "front", "dataset", "list"]:
                return self._list(request)
            case ["api", "front", "dataset", "export"] if request.method != "POST":
                return self._export(request)
            case ["api", "v2", "rest", "dataset"]:
                return json({"success": False, "error": {"error_type": "ER0001", "message": "需要授權金鑰"}})
            case ["api", "v2", "rest", "dataset", ident]:
                return self._detail(request, ident)
            case ["download", number]:
                found = self.site.catalogue.card(number)
                return self.site.attachment(*found) if found else html("<h1>404</h1>", 404)
            case [""]:
                return html("<html><body><h1>政府資料開放平臺</h1></body></html>")
        return html("<h1>404</h1>", 404)

    def _list(self, request: Request) -> Reply:
        if request.method != "POST":
            return json({"message": "The GET method is not supported for this route. Supported methods: POST."}, 405)
        asked = request.data
        if asked is None:
            return json({"success": False, "payload": None})
        word = str(asked.get("q") or "")
        size = min(max(1, whole(asked.get("size"), ROWS)), MOST)
        start = (max(1, whole(asked.get("page"), 1)) - 1) * size
        keep = (lambda entry: word in traditional(entry.title)) if word else None
        entries, total = self.site.page(start, size, keep)
        count = total * 2  # resources: never the number of datasets
        return json(
            {"success": True, "payload": {"search_count": count, "search_result": [self._row(one) for one in entries]}}
        )

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "nid": int(entry.id),
            "title": traditional(entry.title),
            "agency_name": traditional(entry.publisher or ""),
            "category_name": traditional(dress.joined(entry.themes) or ""),
            "check_freq_name": dress.cycle(CYCLES, entry) or "",
            "changed": moments.written(entry.modified, f"{entry.id}m"),
            "charge": "免費",
            "content": traditional(entry.description or ""),
        }

    def _cells(self, entry: Entry, base: str) -> list[str]:
        return [
            entry.id,
            traditional(entry.title),
            "檔案",
            traditional(dress.joined(entry.themes) or ""),
            "",
            ";".join(card.format.upper() for card in entry.files),
            ";".join(f"{base}/download/{card.number}" for card in entry.files),
            ";".join("UTF-8" for _ in entry.files),
            traditional(entry.description or ""),
            "、".join(map(_column, entry.items)),
            traditional(entry.publisher or ""),
            dress.cycle(CYCLES, entry) or "",
            moments.written(entry.modified, f"{entry.id}m"),
            "" if entry.rows is None else str(entry.rows),
        ]

    def _export(self, request: Request) -> Reply:
        base = self.base(request)
        rows = (self._cells(entry, base) for entry in self.site.listing())
        if request.query.get("format") == "json":
            return json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
        return Reply(BOM + text.getvalue().encode())

    def _detail(self, request: Request, ident: str) -> Reply:
        entry = self.site.catalogue.find(ident)
        if entry is None:
            return json({"success": False, "error": {"error_type": "ER0004", "message": "查無資料集"}})
        base = self.base(request)
        return json({"success": True, "result": {"distribution": [self._distribution(card, base) for card in entry.files]}})

    def _distribution(self, card: Card, base: str) -> dict[str, str]:
        return {
            "resourceDescription": traditional(card.name),
            "resourceFormat": card.format.upper(),
            "resourceDownloadUrl": f"{base}/download/{card.number}",
        }

    def download(self, _entry: Entry, card: Card) -> str:
        """See `Simulator`."""
        return f"{self.site.profile.root}/download/{card.number}"

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. What the export says; names of files stand in the detail only."""
        row = self._row(entry)
        return records.record(
            entry.id,
            None,
            row["title"],
            description=records.text(row["content"]),
            publisher=records.text(row["agency_name"]),
            theme=records.texts([row["category_name"]]),
            update_cycle=records.text(row["check_freq_name"]),
            modified=records.stamp(entry.modified, f"{entry.id}m"),
            formats=list(dict.fromkeys(card.format for card in entry.files)),
            items=[records.item(_column(one), _column(one)) for one in entry.items],
            files=[records.file(f"{base}/download/{card.number}", format=card.format) for card in entry.files],
            volume={"rows": entry.rows},
            region=self.site.profile.region,
        )
