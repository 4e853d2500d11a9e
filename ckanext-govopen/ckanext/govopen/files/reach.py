"""Cells by their address: reading some of them, always through the mask, and naming their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from .limits import limits
from .payload import pointer_key, pointer_part
from .personal import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from .model import Table

NUL = "\u2400"  # ␀
A1 = re.compile(r"^([A-Z]+)0*([1-9][0-9]*)$")
RANGE = re.compile(r"([A-Z]+)?(\d+)?(?::([A-Z]+)?(\d+)?)?")
POINTER = re.compile(r"/(\d+)(?:/(.*))?")
AT_ONCE = 200  # conditions of one query: deeper ones take Polars more time to plan than to run


def letters(column: int) -> str:
    """A column's letters in A1 notation, from 0: A … Z, AA …"""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def number(column: str) -> int:
    """A column's number, from 0, of its letters: the reverse of `letters`."""
    found = 0
    for letter in column:
        found = found * 26 + ord(letter) - 64
    return found - 1


def place(at: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of an A1 address; (0, 0) for what is none."""
    found = A1.match(at)
    return (int(found.group(2)), number(found.group(1))) if found else (0, 0)


def a1(row: int, column: int) -> str:
    """The A1 address of a row (from 1) and a column (from 0): the reverse of `place`."""
    return f"{letters(column)}{row}"


def corner(reference: str) -> tuple[int | None, int | None, int | None]:
    """First column (from 0), first row and last column of the first part of an A1 reference, None for what it leaves open."""
    found = RANGE.fullmatch(reference.partition(",")[0])
    if found is None:
        return None, None, None
    left, row, right, _ = found.groups()
    first = number(left) if left else None
    return first, int(row) if row else None, number(right) if right else first


def record(pointer: str, names: Sequence[str] = ()) -> tuple[int, int | None] | None:
    """Record and column of a pointer such as `/12/户数`: None for a column of no such name, and for what is no pointer."""
    found = POINTER.fullmatch(pointer)
    if found is None:
        return None
    keys = (found[2], pointer_key(found[2] or ""))
    return int(found[1]), next((position for position, name in enumerate(names) if name in keys), None)


def address(table: Table, row: int, position: int) -> str:
    """The place of a cell: A1, or a pointer from the record array. `position` counts the table's columns from 0."""
    if table.pointers:
        name = table.fields[position].name
        nested = not table.sheet.kinds and ("/" in name or "@" in name)  # a path of elements; keys of JSON are one step
        return f"/{row}/{name if nested else pointer_part(name)}"
    return a1(row, table.layout.left + position)


def span(table: Table, first: int, last: int, position: int, end: int | None = None) -> str:
    """A range of cells from one column to another (the same one if `end` is None)."""
    end = position if end is None else end
    if table.pointers:
        return address(table, first, position)
    start, stop = address(table, first, position), address(table, last, end)
    return start if start == stop else f"{start}:{stop}"


def column_range(table: Table, position: int) -> str:
    """A whole column."""
    name = letters(table.layout.left + position)
    return f"{name}:{name}"


@dataclass
class Hits:
    """Cells that meet a condition: how many, the first and last of their rows, and the first as (row, masked value)."""

    count: int = 0
    first: int = 0
    last: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)


def matching(table: Table, wanted: Sequence[tuple[int, pl.Expr]]) -> list[Hits]:
    """Cells that meet conditions on `cell` (without spaces around) and `raw`, each on one column, in one scan for all."""
    found = [Hits() for _ in wanted]
    order = sorted(range(len(wanted)), key=lambda number: wanted[number][0])
    for start in range(0, len(order), AT_ONCE):
        numbers = order[start : start + AT_ONCE]
        for rows in batches(table, {number: wanted[number] for number in numbers}):
            for number in numbers:
                gather(found[number], rows, f"hit{number}", table, wanted[number][0])
    return found


def batches(table: Table, wanted: Mapping[int, tuple[int, pl.Expr]]) -> Iterator[pl.DataFrame]:
    """Rows with any hit, in order; the column `hit<number>` says which conditions they meet."""
    import polars as pl

    rows = table.data
    for position, group in groupby(wanted, key=lambda number: wanted[number][0]):
        raw = pl.col(f"c{table.layout.left + position}")
        conditions = [wanted[number][1].fill_null(value=False).alias(f"hit{number}") for number in group]
        rows = rows.with_columns(raw=raw, cell=raw.str.strip_chars()).with_columns(conditions)
    hits = [f"hit{number}" for number in wanted]
    columns = sorted({f"c{table.layout.left + position}" for position, _ in wanted.values()})
    found = rows.filter(pl.any_horizontal(hits)).select("n", *columns, *hits)
    yield from table.sheet.batches(found, len(columns))


def gather(hits: Hits, rows: pl.DataFrame, name: str, table: Table, position: int) -> None:
    """Adds what a batch of rows shows of one condition."""
    numbers = rows["n"].filter(rows[name])
    if numbers.is_empty():
        return
    hits.first = hits.first if hits.count else numbers[0]
    hits.last = numbers[-1]
    hits.count += len(numbers)
    if (missing := limits().examples - len(hits.examples)) > 0:
        kind = table.fields[position].personal
        values = rows[f"c{table.layout.left + position}"].filter(rows[name]).head(missing)
        shown = [(mask(value, kind) or "").replace("\0", NUL) for value in values]  # no database keeps a NUL
        hits.examples += list(zip(numbers.head(missing), shown, strict=True))
