"""tyky (深圳太极数智): two dialects of one product, `options: {dialect: shenzhen | guangdong}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.dialects.guangdong import Guangdong
from sandbox.dialects.shenzhen import Shenzhen
from sandbox.markup import plain
from sandbox.platform import Simulator
from sandbox.reply import html

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Reply, Request
    from sandbox.site import Site

DIALECTS: dict[str, type[Shenzhen] | type[Guangdong]] = {"shenzhen": Shenzhen, "guangdong": Guangdong}


class Tyky(Simulator):
    """A tyky portal in one of its dialects."""

    name = "tyky"
    dialects = tuple(DIALECTS)

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._dialect = DIALECTS[site.profile.options.get("dialect", "shenzhen")](site)

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        if path.strip("/") == "":
            return html(plain.page(self.site.profile, "首页"))
        return self._dialect.answer(request, path.strip("/").split("/"))

    def download(self, entry: Entry, card: Card) -> str | None:
        """See `Simulator`."""
        return self._dialect.download(entry, card)

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`."""
        return self._dialect.record(entry, base)
