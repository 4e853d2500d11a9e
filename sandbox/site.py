"""One simulated portal: its catalogue, its files, its switches, and the simulator that dresses them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from sandbox.files import build, truth
from sandbox.files.build import media_type
from sandbox.reply import attachment

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.catalogue.base import Catalogue, Listing
    from sandbox.entry import Card, Entry
    from sandbox.files.recipes import Recipe
    from sandbox.reply import Reply
    from sandbox.switches import Board

KEPT_BYTES = 16 << 20  # built files that are kept, over all portals


@dataclass(frozen=True, slots=True)
class Profile:
    """What the world is told of a portal; `root` is its path on this server, `options` are those of its platform."""

    slug: str
    title: str
    platform: str
    region: str
    publisher: str
    aggregation: str
    root: str
    skin: str
    options: dict[str, Any] = field(default_factory=dict)


class FileStore:
    """Built files: the last ones are kept, of all the others only their sizes."""

    def __init__(self, recipes: dict[str, Recipe]) -> None:
        self.recipes = recipes
        self._bytes: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()
        self._sizes: dict[tuple[str, str, str], int] = {}
        self._held = 0
        self._lock = Lock()

    def content(self, catalogue: Catalogue, entry: Entry, card: Card) -> bytes:
        """The bytes of a file."""
        key = (card.id, card.name, card.modified)
        with self._lock:
            if key in self._bytes:
                self._bytes.move_to_end(key)
                return self._bytes[key]
        table = catalogue.table(entry.id)
        content = build(table, self.recipes[card.recipe]) if table else b""
        with self._lock:
            if key not in self._bytes:
                self._bytes[key] = content
                self._held += len(content)
            self._sizes[key] = len(content)
            while self._held > KEPT_BYTES:
                self._held -= len(self._bytes.popitem(last=False)[1])
        return content

    def size(self, catalogue: Catalogue, entry: Entry, card: Card) -> int:
        """The size of a file in bytes."""
        known = self._sizes.get((card.id, card.name, card.modified))
        return len(self.content(catalogue, entry, card)) if known is None else known


@dataclass(frozen=True, slots=True)
class Site:
    """A portal as a simulator sees it; `repeated` is the share of entries that its listing repeats."""

    profile: Profile
    catalogue: Catalogue
    board: Board
    store: FileStore
    repeated: float

    def listing(self) -> Listing:
        """The listing as the switches leave it."""
        state = self.board.state
        repeated = self.repeated if state.duplicate_rate is None else state.duplicate_rate
        return self.catalogue.listing(repeated, state.shown)

    def page(self, start: int, count: int, keep: Callable[[Entry], bool] | None = None) -> tuple[list[Entry], int]:
        """Up to `count` entries from `start` (0-based) of those that `keep` accepts, and how many there are in all.

        The switches `stop_at` and `first_page_forever` have their way; the total is that of the whole listing.
        """
        state = self.board.state
        entries, total = self.listing().page(0 if state.first_page_forever else start, count, keep)
        stopped = state.stop_at and start // max(1, count) >= state.stop_at
        return [] if stopped and not state.first_page_forever else entries, total

    def size(self, entry: Entry, card: Card) -> int:
        """The size of a file in bytes."""
        return self.store.size(self.catalogue, entry, card)

    def attachment(self, entry: Entry, card: Card) -> Reply:
        """A file as a download."""
        content = self.store.content(self.catalogue, entry, card)
        kind = media_type(self.store.recipes[card.recipe])
        return attachment(content, f"{card.name}.{card.format}", kind, datetime.fromisoformat(card.modified))

    def truth(self, download: Callable[[Entry, Card], str | None]) -> dict[str, Any]:
        """What is there: datasets and what they are about, files and their defects. `download` makes addresses."""
        entries = {entry.id: entry for entry in self.catalogue.listing()}.values()
        return {
            "portal": self.profile.slug,
            "datasets": [
                {"id": entry.id, "title": entry.title, "about": entry.about, "open": entry.open_condition} for entry in entries
            ],
            "files": [
                {
                    "dataset": entry.id,
                    "file": card.id,
                    "name": f"{card.name}.{card.format}",
                    "url": url,
                    "open": entry.unconditional,
                    **truth(self.store.recipes[card.recipe], entry.rows or 0),
                }
                for entry in entries
                for card in entry.files
                if (url := download(entry, card)) is not None
            ],
        }
