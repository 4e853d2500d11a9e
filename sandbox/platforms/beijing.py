"""北京: a list as JSON that holds nothing but addresses, and a static page for each dataset.

With the skin `malformed` one page in twenty lacks its card: a reader skips it, and there is no truth of its record.
Files and everything else that needs an account lead to the sign-in of another host (302). The API gives rows to who
has a key of 32 hexadecimal characters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox import records
from sandbox.dice import chance
from sandbox.markup import beijing as markup
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json
from sandbox.switches import LOGIN
from sandbox.table import show

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

ROWS, MOST, PREVIEW = 10, 500, 500
BAD = 1 / 20
KEY = re.compile(r"[0-9a-f]{32}")


def address(entry: Entry) -> str:
    """The path of a dataset's page."""
    organ = int(chance("organ", entry.publisher) * 1e4)
    return f"/zyml/ajg{organ % 90 + 10}/{organ:04d}/{entry.id}.htm"


class Beijing(Simulator):
    """The portal of 北京."""

    name = "beijing"
    skins = ("default", "malformed")
    front = "/"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        match path.strip("/").split("/"):
            case ["cms", "web", "search"]:
                return self._list(request)
            case ["zyml", _, _, name]:
                return self._page(request, name.removesuffix(".htm"))
            case ["cms", "data", "downloadResource", _]:
                return Reply(status=302).with_header("Location", f"{LOGIN}?service={self.base(request)}")
            case ["cms", "web", "api", key, ident]:
                return self._rows(request, key, ident)
            case [""]:
                return html(markup.page(self.site.profile, "首页", "<h1>欢迎访问</h1>"))
        return self._missing()

    def _missing(self) -> Reply:
        return html(markup.page(self.site.profile, "404", "<h1>您访问的页面不存在</h1>"), 404)

    def _list(self, request: Request) -> Reply:
        if request.method != "POST":
            return html(markup.page(self.site.profile, "405", "<h1>Request method 'GET' not supported</h1>"), 405)
        size = min(max(1, request.number("pageSize", ROWS)), MOST)
        entries, total = self.site.page((max(1, request.number("curPage", 1)) - 1) * size, size)
        docs = [{"url": f"{self.site.profile.root}{address(entry)}"} for entry in entries]
        return json({"page": {"countPage": -(-total // size)}, "object": {"docs": docs}})

    def _malformed(self, entry: Entry) -> bool:
        return self.site.profile.skin == "malformed" and chance("malformed", entry.id) < BAD

    def _page(self, request: Request, ident: str) -> Reply:
        entry = self.site.catalogue.find(ident)
        if entry is None or request.path != f"{self.site.profile.root}{address(entry)}":
            return self._missing()
        make = markup.malformed if self._malformed(entry) else markup.detail
        return html(make(self.site.profile, entry))

    def _rows(self, request: Request, key: str, ident: str) -> Reply:
        entry = self.site.catalogue.find(ident)
        if not KEY.fullmatch(key):
            return json({"status": 403, "object": None, "msg": "用户密钥无效"})
        table = self.site.catalogue.table(ident) if entry and entry.apis else None
        if table is None:
            return json({"status": 404, "object": None, "msg": "接口不存在"})
        size = min(max(1, request.number("pageSize", PREVIEW)), PREVIEW)
        start = (max(1, request.number("currentPage", 1)) - 1) * size
        names = [item.name for item in table.items]
        rows = [dict(zip(names, map(show, row), strict=True)) for row in table.rows[start : start + size]]
        return json({"status": 200, "object": rows, "msg": "成功"})

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, base: str) -> dict[str, Any] | None:
        """See `Simulator`."""
        if self._malformed(entry):
            return None
        page = f"{base}{address(entry)}"
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
            files=[
                records.file(page, id=card.number, name=f"{card.name}.{card.format}", format=card.format, access="login")
                for card in entry.files
            ],
            contact={"phone": records.text(entry.phone), "email": records.text(entry.email)},
            volume={"rows": entry.rows},
            region=self.site.profile.region,
        )
