"""What several platforms make of an entry before they show it: codes of the update cycle, counters, sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sandbox.dice import chance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.entry import Entry

COMMON = frozenset({"年", "季", "月", "日", "实时"})  # cycles that most generated entries have
STRAY = 1 / 5  # share of the generated entries that get another code, so that all codes of a table are met
Code = TypeVar("Code", str, int)


def _bare(label: str) -> str:
    """A cycle without the words around it: 每季度, 按季 and 季 are one."""
    return label.strip("每按").removesuffix("度").replace("天", "日")


def cycle(table: Mapping[Code, str], entry: Entry) -> Code | None:
    """The code of an entry's update cycle in a platform's `table` of codes and labels, None where it has none."""
    codes = {_bare(label): code for code, label in table.items()}
    if entry.about is not None and chance("cycle", entry.id) < STRAY:
        rare = [code for label, code in codes.items() if label not in COMMON] or list(table)
        return rare[int(chance("stray", entry.id) * len(rare))]
    return codes.get(_bare(entry.update_cycle or ""))


def downloads(entry: Entry) -> int:
    """How often the files were fetched."""
    return (entry.views or 0) // 3 if entry.files else 0


def calls(entry: Entry) -> int:
    """How often the APIs were called."""
    return (entry.views or 0) // 5 if entry.apis else 0


def kilobytes(size: int) -> str:
    """A size as portals write it: `12.34KB`."""
    return f"{size / 1024:.2f}KB"


def said_bytes(size: int) -> int:
    """What a reader makes of `kilobytes(size)`."""
    return round(round(size / 1024, 2) * 1024)


def joined(values: tuple[str, ...] | None, mark: str = ",") -> str | None:
    """Several values in one text."""
    return None if values is None else mark.join(values)
