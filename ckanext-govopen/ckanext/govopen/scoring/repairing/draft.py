"""A table on its way to become tidy: its cells as a lazy frame, its columns, and a list of what was done to them.

A repair adds steps; nothing is computed before the draft is written. Every step leaves the cells before it in the
frame, so that the list of changes is the difference of two columns, whatever the step was.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ckanext.govopen.files.reach import address, letters
from ckanext.govopen.files.tables import unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from ckanext.govopen.files.model import Field, FileProfile, Table

    from ..model import Finding


CONTROL = re.compile(r"[\s\x00-\x1f\x7f\ufeff]+")
CLAIMS = ("same", "text", "number", "date", "garbled")


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding of a rule in this table; `position` is its column, None where it concerns more than one."""

    code: str
    finding: Finding
    position: int | None

    @property
    def variant(self) -> str | None:
        """Which of the rule's messages."""
        return self.finding.variant


@dataclass(frozen=True, slots=True)
class Step:
    """Cells of `before` became those of `after` (columns of the frame) by a repair; `fill`: blanks took a value."""

    fix: str
    before: str
    after: str
    position: int
    fill: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A single cell outside the data, or a header cell, that a repair moved or rewrote; `row` in the original."""

    fix: str
    row: int
    position: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows for which the frame's column `key` is true go to the side file `<stem>.<name>.csv`."""

    fix: str
    key: str
    name: str


@dataclass(slots=True)
class Column:
    """A column of the result. `key` names its cells in the frame; `position` its place in the original, None if added.

    `claim` tells the guard how its cells may differ from the original's: same, text, number, date or garbled. `filled`: blanks
    were filled from above. `words`: texts that were replaced, old → new. `unit_column`: where each cell's unit stands.
    """

    key: str
    field: Field
    position: int | None
    claim: str = "same"
    filled: bool = False
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unit_column: str | None = None


@dataclass(frozen=True, slots=True)
class Melt:
    """Columns that become rows: their names go to the first of two new fields, their cells to the second."""

    keys: tuple[str, ...]
    periods: tuple[str, ...]
    fields: tuple[Field, Field]

    @property
    def names(self) -> str:
        """The column of their names."""
        return self.fields[0].name

    @property
    def values(self) -> str:
        """The column of their cells."""
        return self.fields[1].name


class Draft:
    """One table being repaired. `number` counts the tables of the result from 1."""

    def __init__(self, profile: FileProfile, table: Table, number: int = 1) -> None:
        self.profile, self.table, self.number = profile, table, number
        self.steps: list[Step] = []
        self.edits: list[Edit] = []
        self.removals: list[Removal] = []
        self.counts: dict[str, int] = {}
        self.melt: Melt | None = None
        self.aside: list[Column] = []
        self.files: dict[str, str] = {}  # small texts to be written beside the table, by their ending
        self.keys = 0
        self.rows = raw_rows(table)
        self.cells_by_batch: list[list[pl.Expr]] = []
        self.columns = [Column(f"r{p}", one, p) for p, one in enumerate(unique(table))]
        for column in self.columns:
            plain = CONTROL.sub(" ", column.field.name).strip()
            if plain != column.field.name:
                self.rename(column, plain or self.letters(column.position or 0))

    def column(self, position: int) -> Column:
        """The column that stood at a position of the original, unless a repair removed it: then KeyError."""
        for one in self.columns:
            if one.position == position:
                return one
        raise KeyError(position)

    @cached_property
    def titles(self) -> list[tuple[int, str]]:
        """The title rows' text, by row of the original."""
        return self.texts(self.table.layout.title_rows)

    @cached_property
    def remarks(self) -> list[tuple[int, str]]:
        """The note rows' text, by row of the original."""
        return self.texts(self.table.layout.note_rows)

    def texts(self, rows: Sequence[int]) -> list[tuple[int, str]]:
        """The filled cells of rows, each row as one text."""
        return [(row, "　".join(value for _, value in cells)) for row, cells in self.cells(rows)]

    def cells(self, rows: Sequence[int]) -> list[tuple[int, list[tuple[int, str]]]]:
        """The filled cells of rows as (position, text)."""
        import polars as pl

        left, right = self.table.layout.left, self.table.layout.right
        lf = self.table.sheet.frame.filter(pl.col("n").is_in(list(rows))).select("n", *[f"c{c}" for c in range(left, right)])
        frame = self.table.sheet.collect(lf.sort("n")) if rows else pl.DataFrame(schema={"n": pl.UInt32})
        return [
            (row[0], [(p, value.strip()) for p, value in enumerate(row[1:]) if value and value.strip()])
            for row in frame.iter_rows()
        ]

    @property
    def frame(self) -> pl.LazyFrame:
        """All rows with all columns so far, for a repair that must look before it decides."""
        frame = self.rows
        for together in self.cells_by_batch:
            frame = frame.with_columns(together)
        return frame

    def define(self, cells: pl.Expr, *, whole: bool = False) -> None:
        """Adds a column to the frame. `whole`: its cells depend on other rows, so that batches are not enough."""
        if whole:
            self.rows, self.cells_by_batch = self.frame.with_columns(cells), []
            return
        last = self.cells_by_batch[-1] if self.cells_by_batch else []
        if not last or {one.meta.output_name() for one in last} & set(cells.meta.root_names()):
            last = []
            self.cells_by_batch.append(last)
        last.append(cells)

    def rewrite(
        self,
        fix: str,
        position: int,
        value: Callable[[pl.Expr], pl.Expr],
        *,
        claim: str = "same",
        fill: bool = False,
        whole: bool = False,
    ) -> None:
        """Gives a column new cells: `value` makes the expression of the new cell from that of the old one."""
        import polars as pl

        one = self.column(position)
        key = self.new_key()
        self.define(value(pl.col(one.key)).alias(key), whole=whole)
        self.steps.append(Step(fix, one.key, key, position, fill))
        one.key = key
        one.filled = one.filled or fill
        one.claim = max(one.claim, claim, key=CLAIMS.index)

    def add(self, name: str, cells: pl.Expr, after: Column, type_: str = "string") -> Column:
        """A new column beside another; its name is made unique."""
        key = self.new_key()
        self.define(cells.alias(key))
        label = self.free(name)
        field = replace(after.field, name=label, label=label, type=type_, unit=None, null_marks=(), format=None, personal=None)
        new = Column(key, field, None)
        self.columns.insert(self.columns.index(after) + 1, new)
        return new

    def rename(self, column: Column, name: str, **facts: str | None) -> None:
        """Gives a column another name, unique among the others, and other facts of its field."""
        column.field = replace(column.field, name=self.free(name, column), **facts)  # type: ignore[arg-type]

    def free(self, name: str, column: Column | None = None) -> str:
        """The name, with a number behind it where another column than this one has it already."""
        taken, number, free = {one.field.name for one in self.columns if one is not column}, 1, name
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        return free

    def remove(self, fix: str, name: str, condition: pl.Expr, *, whole: bool = False) -> None:
        """Moves the rows that meet a condition (on `n` and the columns' keys) to a side file; `whole` as of `define`."""
        key = self.new_key()
        self.define(condition.fill_null(value=False).alias(key), whole=whole)
        self.removals.append(Removal(fix, key, name))

    def set_aside(self, column: Column) -> None:
        """Moves a column to the side file `<stem>.hidden_columns.csv`, in which every row has its number."""
        self.columns.remove(column)
        self.aside.append(column)

    def edit(self, fix: str, row: int, position: int, before: str | None, after: str | None) -> None:
        """Notes a single cell that moved or changed."""
        self.edits.append(Edit(fix, row, position, before, after))

    def lift(self, fix: str, rows: Sequence[int]) -> None:
        """Notes that rows went into the description: each filled cell as moved, each row as one thing done."""
        found = self.cells(rows)
        for row, cells in found:
            for position, value in cells:
                self.edit(fix, row, position, value, None)
        self.count(fix, len(found))

    def count(self, fix: str, number: int) -> None:
        """Notes that a repair touched something that is no cell of the data: rows, names, the file."""
        self.counts[fix] = self.counts.get(fix, 0) + number

    def new_key(self) -> str:
        """A name for a column of the frame."""
        self.keys += 1
        return f"k{self.keys}"

    def place(self, row: int, position: int) -> str:
        """The address of a cell of the original."""
        return address(self.table, row, position)

    def letters(self, position: int) -> str:
        """The letters of a column of the original, or its key."""
        return self.table.fields[position].name if self.table.pointers else letters(self.table.layout.left + position)


def raw_rows(table: Table) -> pl.LazyFrame:
    """Data and totals as they lie: `n`, and `r0` … for the table's columns; titles, notes and blank rows are left out."""
    import polars as pl

    layout = table.layout
    cells = [pl.col(f"c{layout.left + p}").alias(f"r{p}") for p in range(table.width)]
    span = [*(layout.data_rows or ()), *layout.total_rows]
    if not span:
        return table.data.select("n", *cells)
    rows = table.sheet.frame.filter(pl.col("n").is_between(min(span), max(span)))
    others = [n for n in (*layout.note_rows, *layout.blank_rows) if min(span) <= n <= max(span)]
    if others:
        rows = rows.filter(~pl.col("n").is_in(others))
    return rows.select("n", *cells)
