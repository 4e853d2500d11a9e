"""The words in which `files` speaks of a file: format, problem, sheet, table, field, profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from .columns import Column

BATCH = 600_000
"""Cells that are held at a time of a large sheet."""
SAMPLE = 2000
"""Rows of a table's sample."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a file is.

    `declared`: name that was claimed, or None. `detected`: one of the names of the design, by content.
    `media_type`: IANA name or None. `encoding`: proven text encoding, None for binary. `container`: zip, ole or None.
    """

    declared: str | None
    detected: str
    media_type: str | None = None
    encoding: str | None = None
    bom: bool = False
    container: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stands in the way of reading: a fact for the rules, not yet a judgement.

    `line` and `column` count from 1, `offset` bytes from 0. `rows` are 1-based rows, `count` all occurrences.
    """

    kind: str
    params: Mapping[str, str | int | float | tuple[str, ...]] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None
    offset: int | None = None
    rows: tuple[int, ...] = ()
    count: int = 1
    pointer: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A block of cells: rows from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of one kind: how many there are, and the first of them as (row from 1, column from 0)."""

    count: int = 0
    first: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Extras:
    """What a worksheet holds besides values. Runs are (first, last), both included: rows from 1, columns from 0.

    `hidden`: the sheet itself. `objects`: chart, picture, shape or control → how many. `stale`: formulas without a stored
    result; `volatile`: formulas whose result changes by itself. `colours`: cells with a fill, to its colour, among the
    first `coloured_rows` rows.
    """

    hidden: bool = False
    hidden_rows: tuple[tuple[int, int], ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    objects: Mapping[str, int] = field(default_factory=dict)
    comments: Cells = Cells()
    formulas: Cells = Cells()
    stale: Cells = Cells()
    volatile: Cells = Cells()
    colours: Mapping[tuple[int, int], str] = field(default_factory=dict)
    coloured_rows: int = 0


@dataclass(frozen=True)
class Sheet:
    """Cells as they lie in the file, before anyone understands them.

    `frame` has `n` (row, from 1; for records of JSON and XML the index, from 0) and the strings `c0` … `c{width-1}`;
    an empty cell is null. `keys` are the columns' names where the format itself gives them (records): then there is
    no header to look for. `grid`: the format names the columns, but people open it as a sheet whose first row these
    names are (dbf, parquet): cells have A1 addresses and rows begin with 2. `kinds` counts the JSON kinds of each key.
    `lines` maps a row to its physical line.
    """

    frame: pl.LazyFrame
    width: int
    name: str | None = None
    merges: tuple[Span, ...] = ()
    keys: tuple[str, ...] | None = None
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    lines: Sequence[int] | None = None
    large: bool = False
    delimited: bool = False
    problems: tuple[Problem, ...] = ()
    grid: bool = False
    workbook: Extras | None = None

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """Runs a query on this sheet; large ones are streamed."""
        return frame.collect(engine="streaming" if self.large else "in-memory")

    def batches(self, frame: pl.LazyFrame, width: int) -> Iterator[pl.DataFrame]:
        """The rows of a query in order, part by part where the sheet is large; `width`: how many cells a row has."""
        if self.large:
            yield from frame.collect_batches(chunk_size=max(1, BATCH // max(1, width)), maintain_order=True)
        else:
            yield frame.collect()

    def line(self, row: int) -> int | None:
        """The physical line (from 1) on which a row of delimited text begins."""
        if not self.delimited:
            return None
        return self.lines[row - 1] if self.lines is not None and row <= len(self.lines) else row


@dataclass(frozen=True, slots=True)
class Layout:
    """Which rows of a sheet are what; all numbers are rows of the original, from 1.

    `left` and `right`: its columns in the sheet, from 0, `right` left out.
    """

    title_rows: tuple[int, ...] = ()
    header_rows: tuple[int, ...] = ()
    data_rows: tuple[int, int] | None = None
    total_rows: tuple[int, ...] = ()
    note_rows: tuple[int, ...] = ()
    blank_rows: tuple[int, ...] = ()
    unit_note: str | None = None
    left: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `name` is the flattened header, `label` the same without its unit.

    `type`: string, integer, number, date, datetime, boolean or identifier. `format`: the date style of the column.
    `distinct` and `missing` count cells; a null mark is a missing cell. `personal`: id, mobile, bank, name or None.
    """

    name: str
    label: str
    type: str
    unit: str | None = None
    null_marks: tuple[str, ...] = ()
    format: str | None = None
    distinct: int = 0
    missing: int = 0
    personal: str | None = None


@dataclass(frozen=True)
class Table:
    """A table that was understood: where it lies, its columns and how to reach its cells."""

    sheet: Sheet
    layout: Layout
    number: int
    rows: int
    header: tuple[tuple[str | None, ...], ...]
    fields: tuple[Field, ...]
    columns: tuple[Column, ...]
    member: str | None = None

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.fields)

    @cached_property
    def named(self) -> int:
        """How many columns have a name or any value; those without both are no part of the table."""
        return sum(bool(field.name or column.filled) for field, column in zip(self.fields, self.columns, strict=True))

    @property
    def pointers(self) -> bool:
        """Whether cells are addressed by JSON pointer, not A1."""
        return self.sheet.keys is not None and not self.sheet.grid

    @cached_property
    def data(self) -> pl.LazyFrame:
        """The data rows alone: `n` and the table's columns."""
        return self.within(self.sheet.frame)

    @cached_property
    def sample(self) -> pl.DataFrame:
        """The first 2,000 data rows: `n`, and cells by position, without spaces around, "" where there is nothing."""
        import polars as pl

        layout = self.layout
        before = (layout.data_rows or (0, 0))[0] + len(layout.total_rows) + len(layout.note_rows) + len(layout.blank_rows)
        left = layout.left
        cells = [pl.col(f"c{left + p}").str.strip_chars().fill_null("").alias(str(p)) for p in range(self.width)]
        return self.within(self.sheet.frame.head(before + SAMPLE)).select("n", *cells).head(SAMPLE).collect()

    def within(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The data rows among some rows of the sheet."""
        import polars as pl

        layout = self.layout
        if layout.data_rows is None:
            return frame.filter(pl.lit(value=False))
        first, last = layout.data_rows
        left_out = [*layout.total_rows, *layout.note_rows, *layout.blank_rows]
        rows = frame.filter(pl.col("n").is_between(first, last))
        return rows.filter(~pl.col("n").is_in(left_out)) if left_out else rows


@dataclass(frozen=True)
class FileProfile:
    """All that bytes say of a file. `member` is its path inside an archive, None for the file itself."""

    name: str
    bytes: int
    sha256: str
    format: Format
    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()
    members: tuple[FileProfile, ...] = ()
    member: str | None = None
    sampled: bool = False

    def everything(self) -> tuple[FileProfile, ...]:
        """The file and, for an archive, its members, each as a file of its own."""
        return (self, *(one for member in self.members for one in member.everything()))
