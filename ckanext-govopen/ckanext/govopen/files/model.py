"""The words in which `files` speaks of a file: format, problem, sheet, table, field, profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from .columns import Column


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
    params: Mapping[str, str | int | float] = field(default_factory=dict)
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


@dataclass(frozen=True)
class Sheet:
    """Cells as they lie in the file, before anyone understands them.

    `frame` has `n` (row, from 1; for records of JSON and XML the index, from 0) and the strings `c0` … `c{width-1}`;
    an empty cell is null. `keys` are the columns' names where the format itself gives them (records): then there is
    no header to look for. `kinds` counts the JSON kinds of each key. `lines` maps a row to its physical line.
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

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """Runs a query on this sheet; large ones are streamed."""
        return frame.collect(engine="streaming" if self.large else "in-memory")

    def line(self, row: int) -> int | None:
        """The physical line (from 1) on which a row of delimited text begins."""
        if not self.delimited:
            return None
        return self.lines[row - 1] if self.lines is not None and row <= len(self.lines) else row


@dataclass(frozen=True, slots=True)
class Layout:
    """Which rows of a sheet are what; all numbers are rows of the original, from 1. `uppers`: header levels."""

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

    @property
    def pointers(self) -> bool:
        """Whether cells are addressed by JSON pointer, not A1."""
        return self.sheet.keys is not None

    @cached_property
    def data(self) -> pl.LazyFrame:
        """The data rows alone: `n` and the table's columns."""
        import polars as pl

        layout, lf = self.layout, self.sheet.frame
        if layout.data_rows is None:
            return lf.filter(pl.lit(value=False))
        first, last = layout.data_rows
        left_out = [*layout.total_rows, *layout.note_rows, *layout.blank_rows]
        rows = lf.filter(pl.col("n").is_between(first, last))
        if left_out:
            rows = rows.filter(~pl.col("n").is_in(left_out))
        return rows


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
