"""jdop (Zhejiang): a list as HTML inside JSON, details as pages.

The path says `channal`. A page of a dataset that is not there answers 200 and has no title. Rows with a style are hidden
and say something else. Skin `colon` ends the labels of the detail with ：.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sandbox import calls, records
from sandbox.markup import jdop as markup
from sandbox.markup import plain
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

COLONS = {"default": "", "colon": "："}
MOST, MOST_ROWS = 600, 200


class Jdop(Simulator):
    """A jdop portal."""

    name = "jdop"
    skins = tuple(COLONS)

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`. A first visit gets the session's cookies."""
        reply = self._route(request, path.strip("/").split("/"))
        if "ZJZWFWSESSIONID" in request.headers.get("cookie", ""):
            return reply
        session = blake2b(request.target.encode(), digest_size=16).hexdigest()
        reply = reply.with_header("Set-Cookie", f"ZJZWFWSESSIONID={session}; Path=/; HttpOnly")
        return reply.with_header("Set-Cookie", f"SERVERID={session}|1700000000|1700000000; Path=/")

    def _route(self, request: Request, parts: list[str]) -> Reply:
        match parts:
            case [""]:
                return html(plain.page(self.site.profile, "首页"))
            case ["jdop_front", "channal", "datapubliclist.do"]:
                return self._list(request)
            case ["jdop_front", "detail", "data.do"]:
                return self._detail(request)
            case ["jdop_front", "detail", "downFile.do"]:
                return self._download(request)
            case ["jdop_front", "interfaces", name, call] if name.startswith("cata_"):
                return self._call(request, name.removeprefix("cata_"), call)
        return html(plain.page(self.site.profile, "页面不存在"), 404)

    def _list(self, request: Request) -> Reply:
        if request.method != "POST":
            return calls.wrong_method()
        word = request.form.get("keyword") or request.form.get("searchString") or ""
        keep: Callable[[Entry], bool] | None = (lambda entry: word in entry.title) if word else None
        number, size = whole(request.form.get("pageNumber"), 1), whole(request.form.get("pageSize"), 10)
        entries, total, _ = calls.window(self.site, number, size, keep, MOST)
        return json({"data": markup.fragment(entries, total)})

    def _detail(self, request: Request) -> Reply:
        entry = self.site.catalogue.find(request.query.get("iid", ""))
        if entry is None:
            return html(plain.page(self.site.profile, ""))
        return html(markup.detail(self.site.profile, entry, COLONS[self.site.profile.skin]))

    def _download(self, request: Request) -> Reply:
        entry = self.site.catalogue.find(request.query.get("iid", ""))
        cards = entry.files if entry and entry.unconditional else ()
        card = next((one for one in cards if one.format == request.query.get("fileType")), None)
        if entry is None or card is None:
            return html(plain.page(self.site.profile, "文件不存在"), 404)
        return self.site.attachment(entry, card)

    def _call(self, request: Request, ident: str, call: str) -> Reply:
        """A call of a dataset's interface: nothing without a key."""
        asked = request.query | request.form
        entry = self.site.catalogue.find(ident)
        if not asked.get("appsecret") or entry is None:
            return json({"status": 0, "msg": "appsecret无效" if entry else "接口不存在"})
        size = min(whole(asked.get("pageSize"), 10), MOST_ROWS)
        start = (max(1, whole(asked.get("pageNum"), 1)) - 1) * size
        answers: dict[str, Callable[[], Any]] = {
            "get_total.do": lambda: entry.rows,
            "get_data.do": lambda: calls.rows(self.site, entry, start, size),
            "get_dataupdate_date.do": lambda: entry.modified,
        }
        return json({"status": 1, "data": answers[call]()} if call in answers else {"status": 0, "msg": "接口不存在"})

    def download(self, entry: Entry, card: Card) -> str | None:
        """See `Simulator`."""
        return self._address(entry, card, self.site.profile.root) if entry.unconditional else None

    @staticmethod
    def _address(entry: Entry, card: Card, base: str) -> str:
        return f"{base}/jdop_front/detail/downFile.do?iid={entry.id}&fileType={card.format}"

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. Files of conditional datasets are not shown at all."""
        return records.record(
            entry.id,
            f"{base}/jdop_front/detail/data.do?iid={entry.id}",
            entry.title,
            **records.told(entry),
            open_type=records.text(entry.open_condition),
            update_cycle=records.text(entry.update_cycle),
            issued=records.date(entry.issued),
            modified=records.date(entry.modified),
            formats=records.formats(entry.formats),
            apis=[self._api(entry, base)] if "api" in records.formats(entry.formats) else [],
            files=[self._file(entry, card, base) for card in (entry.files if entry.unconditional else ())],
            contact={"phone": records.text(entry.phone)},
            volume={"rows": entry.rows},
            region=self.site.profile.region,
        )

    @staticmethod
    def _api(entry: Entry, base: str) -> dict[str, Any]:
        """A dataset that has 接口 among its formats is called at an address made of its id."""
        return records.api(f"{base}/jdop_front/interfaces/cata_{entry.id}/get_data.do", id=f"cata_{entry.id}")

    def _file(self, entry: Entry, card: Card, base: str) -> dict[str, Any]:
        return records.file(self._address(entry, card, base), name=f"{card.name}.{card.format}", format=card.format)
