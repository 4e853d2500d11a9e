"""A table while it is being damaged: cells, rows and columns are objects, so their places may change until the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

Value = str | int | float | dt.date | dt.datetime | None


@dataclass(eq=False, slots=True)
class Cell:
    """One cell: its value, its text in delimited files where that is not the usual one, and what a spreadsheet adds."""

    value: Value = None
    raw: str | None = None
    formula: str | None = None
    cached: bool = True
    fill: str | None = None
    ink: str | None = None
    comment: str | None = None


@dataclass(eq=False, slots=True)
class Column:
    """One column: name in the header, kind of its values with arguments, group name of a header of two rows."""

    name: str
    kind: str = ""
    words: tuple[str, ...] = ()
    upper: str | None = None
    hidden: bool = False

    @property
    def flat(self) -> str:
        """The name as a reader should understand it: 上级_下级."""
        return f"{self.upper}_{self.name}" if self.upper else self.name


@dataclass(eq=False, slots=True)
class Row:
    """One row; `line` replaces the whole line of delimited text."""

    cells: list[Cell]
    kind: str = "data"  # title, header, data, total, note, blank, other
    line: str | None = None
    hidden: bool = False
    ragged: bool = False  # delimited text ends the line after the last filled cell


@dataclass(eq=False, slots=True)
class Sheet:
    """A table with everything that stands around it, rows in the order of the file."""

    title: str
    columns: list[Column]
    rows: list[Row]
    merges: list[tuple[Cell, Cell]] = field(default_factory=list)
    picture: bool = False
    touched: set[Column] = field(default_factory=set)
    extra_sheets: list[tuple[str, list[list[Value]], bool]] = field(default_factory=list)  # name, rows, hidden

    def pick(self, dice: random.Random, kinds: frozenset[str]) -> Column | None:
        """A column of one of the kinds that no defect has touched yet; from now on it counts as touched."""
        free = [column for column in self.columns if column.kind in kinds and column not in self.touched]
        if not free:
            return None
        column = dice.choice(free)
        self.touched.add(column)
        return column

    def of(self, kind: str) -> list[Row]:
        """Rows of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def data(self) -> list[Row]:
        """The rows that are data."""
        return self.of("data")

    @property
    def records(self) -> list[Row]:
        """The rows that become records where there is no grid: totals are exported like data."""
        return [row for row in self.rows if row.kind in {"data", "total"}]

    def cells(self, column: Column) -> list[Cell]:
        """The data cells of a column."""
        place = self.columns.index(column)
        return [row.cells[place] for row in self.data]

    def values(self, column: Column) -> list[Value]:
        """The data values of a column."""
        return [cell.value for cell in self.cells(column)]

    def header(self, column: Column) -> Cell:
        """The cell of the last header row that names a column."""
        return self.of("header")[-1].cells[self.columns.index(column)]

    def first(self, kind: str) -> int:
        """Index of the first row of a kind."""
        return next(index for index, row in enumerate(self.rows) if row.kind == kind)

    def last(self, kind: str) -> int:
        """Index of the last row of a kind."""
        return max(index for index, row in enumerate(self.rows) if row.kind == kind)

    def blank(self, kind: str, *values: Value) -> Row:
        """A new row as wide as the table that begins with `values`; it is not put into the table."""
        return Row([*map(Cell, values), *(Cell() for _ in self.columns[len(values) :])], kind)

    def places(self) -> dict[Cell, tuple[int, int]]:
        """Row and column of every cell, both from 1."""
        return {cell: (r, c) for r, row in enumerate(self.rows, 1) for c, cell in enumerate(row.cells, 1)}


def text(value: Value) -> str:
    """A value as delimited text has it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
