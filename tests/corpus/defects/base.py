"""What a defect is, what it says it did, and the registry of all."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..containers import EVERY
from ..sheet import Cell, Column, Row, Sheet, Value

Write = Callable[[Any], Value]
"""What makes the damaged value of a clean one."""
NUMBERS = frozenset({"int", "float"})
DATES = frozenset({"date", "days"})
TEXTS = frozenset({"name", "address", "prose"})
GROUPS = frozenset({"choice", "division", "street", "office", "road"})
ALL = frozenset({"*"})


@dataclass(slots=True)
class Planted:
    """What was done: the offending places as objects of the sheet, and what stood there before.

    `column` is set where the rule gives a finding of its own to every column. `counted`: the count of the finding must be
    the number of cells, or else of rows or columns, given here. `wreck` damages the bytes after the table is written;
    `ending` replaces the ending of the file's name.
    """

    column: Column | None = None
    cells: list[Cell] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    clean: dict[Cell, Value] = field(default_factory=dict)
    count: int | None = None
    counted: bool = True
    wreck: Callable[[bytes, random.Random], bytes] | None = None
    ending: str | None = None
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Defect:
    """One way in which a table is damaged in the world, and where it can be.

    `also`: rules that the same damage is a case of too; they are neither asked for nor held against the checker, in the
    damaged column where there is one, else in the file ("*": no other finding is judged). `alone`: no second defect joins.
    """

    rule: str
    name: str
    plant: Callable[[Sheet, random.Random], Planted | None]
    containers: frozenset[str] = EVERY
    needs: frozenset[str] = frozenset()
    rows: int = 12
    also: frozenset[str] = frozenset()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A file that is no damaged table: made at once, from its chance."""

    rule: str
    name: str
    make: Callable[[random.Random], tuple[str, bytes]]  # ending, bytes
    also: frozenset[str] = frozenset()


DEFECTS: dict[str, list[Defect | Whole]] = defaultdict(list)


def defect(rule: str, containers: frozenset[str] = EVERY, **more: Any) -> Callable[..., Callable[..., Planted | None]]:
    """Registers a function as a way to break `rule`; its name is the variant's."""

    def register(plant: Callable[[Sheet, random.Random], Planted | None]) -> Callable[..., Planted | None]:
        given: dict[str, Any] = {key: frozenset(value) if isinstance(value, set) else value for key, value in more.items()}
        DEFECTS[rule].append(Defect(rule, plant.__name__.rstrip("_"), plant, containers, **given))
        return plant

    return register


def whole(rule: str, also: frozenset[str] | set[str] = frozenset()) -> Callable[..., Callable[..., tuple[str, bytes]]]:
    """Registers a function as the maker of whole files that break `rule`."""

    def register(make: Callable[[random.Random], tuple[str, bytes]]) -> Callable[..., tuple[str, bytes]]:
        DEFECTS[rule].append(Whole(rule, make.__name__.rstrip("_"), make, frozenset(also)))
        return make

    return register


def some(dice: random.Random, cells: list[Cell], low: float, high: float, least: int = 1) -> list[Cell]:
    """A share of the cells between two bounds, at least `least` of them, in their order."""
    count = max(least, round(len(cells) * dice.uniform(low, high)))
    chosen = set(dice.sample(range(len(cells)), min(count, len(cells))))
    return [cell for index, cell in enumerate(cells) if index in chosen]


def rewritten(cells: list[Cell], write: Write) -> Planted:
    """The cells with new values, as truth."""
    clean = {cell: cell.value for cell in cells}
    for cell in cells:
        cell.value = write(cell.value)
    return Planted(cells=cells, clean=clean)
