"""What the dialects of tyky share: codes and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import calls, dress

if TYPE_CHECKING:
    from sandbox.entry import Entry

CYCLES = {
    "1": "实时",
    "2": "按日",
    "3": "按周",
    "4": "按月",
    "5": "按季",
    "6": "半年",
    "7": "按年",
    "8": "不更新",
    "99": "其它",
}
SPREAD_OPEN = "普遍开放"  # what openMode calls unconditional


def cycle(entry: Entry) -> int | str | None:
    """The code of an entry's cycle as a number or as text."""
    return calls.mixed(dress.cycle(CYCLES, entry), entry, "updateCycle")


def cycle_label(entry: Entry) -> str | None:
    """What the code of an entry's cycle means."""
    code = dress.cycle(CYCLES, entry)
    return CYCLES[code] if code else None


def dash(ident: str) -> str:
    """An id as addresses have it."""
    return ident.replace("/", "_")


def city_count(total: int) -> int:
    """The part of a total that the city's own offices hold; the districts hold the rest."""
    return total - total // 3
