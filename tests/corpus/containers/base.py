"""What every container gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from ..sheet import Cell, Column, Row, Sheet


@dataclass(slots=True)
class Written:
    """Bytes of a file and the places in it: A1 references, or JSON pointers for records."""

    data: bytes
    cells: dict[Cell, str] = field(default_factory=dict)
    rows: dict[Row, str] = field(default_factory=dict)
    columns: dict[Column, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Container:
    """A format: its name here, the ending of its files, how a table is written into it."""

    name: str
    ending: str
    write: Callable[[Sheet, random.Random], Written]


def letters(number: int) -> str:
    """Column letters of a number from 1."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def grid(sheet: Sheet, data: bytes) -> Written:
    """A written grid: A1 references as the rows stand."""
    cells = {cell: f"{letters(c)}{r}" for cell, (r, c) in sheet.places().items()}
    rows = {row: str(number) for number, row in enumerate(sheet.rows, 1)}
    return Written(data, cells, rows, {column: letters(number) for number, column in enumerate(sheet.columns, 1)})
