"""A catalogue that can be paged, looked up, filtered and changed while it is served."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sandbox.entry import Card, Entry
    from sandbox.table import Table

GAP = 13  # a repeated entry stands this many places after the first one: on another page of ten


class Catalogue(ABC):
    """The entries of one portal by whole-number keys; `order` is the listing and may name a key more than once.

    `version` counts the mutations.
    """

    def __init__(self, order: Iterable[int]) -> None:
        self._order = list(order)
        self._revisions: dict[int, int] = {}
        self._lock = Lock()
        self.version = 0
        self._cached = lru_cache(maxsize=4096)(self.make)

    @abstractmethod
    def make(self, key: int, revision: int) -> Entry:
        """The entry of `key` after `revision` changes."""

    @abstractmethod
    def key(self, ident: str) -> int | None:
        """The key of the entry with the id `ident`, None where there is none."""

    @abstractmethod
    def grow(self, count: int) -> list[int]:
        """Keys for `count` more entries; raises `SandboxError` where the catalogue cannot grow."""

    @abstractmethod
    def table(self, ident: str, /) -> Table | None:
        """The rows of an entry, None where the portal has none."""

    @abstractmethod
    def card(self, number: str, /) -> tuple[Entry, Card] | None:
        """The file with this number and its entry, None where there is none."""

    def entry(self, key: int) -> Entry:
        """The entry of `key` as it is now."""
        return self._cached(key, self.revision(key))

    def revision(self, key: int) -> int:
        """How often `key` changed; -1 once it was removed."""
        return self._revisions.get(key, 0)

    def find(self, ident: str) -> Entry | None:
        """The entry with the id `ident`, None where it never was or was removed."""
        key = self.key(ident)
        return None if key is None or self.revision(key) < 0 else self.entry(key)

    def listing(self, repeated: float = 0, shown: float = 1) -> Listing:
        """The listing in its order: a share `repeated` of the entries comes twice, only the share `shown` is there."""
        order = self._order if shown == 1 else self._order[: int(len(self._order) * shown)]
        return Listing(self, order, repeated)

    def mutate(self, updated: int = 0, removed: int = 0, added: int = 0) -> dict[str, list[str]]:
        """Changes the catalogue as time does; returns the ids by kind of change. Removed entries never return."""
        with self._lock:
            fresh = self.grow(added) if added else []
            keys = list(dict.fromkeys(self._order))
            gone = keys[-removed:] if removed else []
            # The least changed come first, so that one mutation after the other touches others.
            kept = sorted(keys[: len(keys) - len(gone)], key=self.revision)
            changed = kept[:updated]
            answer = {
                "updated": [self.entry(key).id for key in changed],
                "removed": [self.entry(key).id for key in gone],
                "added": [self.entry(key).id for key in fresh],
            }
            for key in changed:
                self._revisions[key] = self.revision(key) + 1
            self._revisions |= dict.fromkeys(gone, -1)
            lost = set(gone)
            self.version += 1
            self._order = [*(key for key in self._order if key not in lost), *fresh]
        return answer


class Listing:
    """Positions of a listing; a repeated entry is counted twice, as real portals do."""

    def __init__(self, catalogue: Catalogue, order: list[int], repeated: float) -> None:
        self._catalogue = catalogue
        self._order = order
        self._block = max(2, round(1 / repeated)) if repeated > 0 else 0
        self.total = len(order) + (len(order) // self._block if self._block else 0)

    def at(self, position: int) -> Entry:
        """The entry at `position`, 0-based."""
        index = position
        if self._block:
            block, rest = divmod(position, self._block + 1)
            index = block * self._block + min(rest, self._block - 1)
            if rest == self._block:
                index = max(0, index - GAP)
        return self._catalogue.entry(self._order[index])

    def page(self, start: int, count: int, keep: Callable[[Entry], bool] | None = None) -> tuple[list[Entry], int]:
        """Up to `count` entries from `start` (0-based) of those that `keep` accepts, and how many it accepts in all."""
        if keep is None:
            return [self.at(place) for place in range(start, min(start + count, self.total))], self.total
        kept = [entry for entry in self if keep(entry)]
        return list(islice(kept, start, start + count)), len(kept)

    def __iter__(self) -> Iterator[Entry]:
        """All entries in the order of the listing."""
        return map(self.at, range(self.total))
