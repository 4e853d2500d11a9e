"""Cells by their address: reading some of them, always through the mask, and naming their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .limits import limits
from .payload import pointer_part
from .personal import mask

if TYPE_CHECKING:
    import polars as pl

    from .model import Table


def letters(column: int) -> str:
    """A column's letters in A1 notation, from 0: A … Z, AA …"""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def address(table: Table, row: int, position: int) -> str:
    """The place of a cell: A1, or a pointer from the record array. `position` counts the table's columns from 0."""
    if table.pointers:
        name = table.fields[position].name
        return f"/{row}/{name if '/' in name or '@' in name else pointer_part(name)}"
    return f"{letters(table.layout.left + position)}{row}"


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


def matching(table: Table, position: int, condition: pl.Expr) -> tuple[list[tuple[int, str]], int, int, int]:
    """Cells of a column that meet a condition on `cell` (without spaces around) and `raw`.

    Answers the first examples as (row, masked value), the number of all, and the first and last of their rows.
    """
    import polars as pl

    raw = pl.col(f"c{table.layout.left + position}")
    found = table.data.select("n", raw=raw, cell=raw.str.strip_chars()).filter(condition)
    counts = table.sheet.collect(
        found.select(pl.len().alias("count"), pl.col("n").min().alias("a"), pl.col("n").max().alias("b"))
    ).row(0)
    if not counts[0]:
        return [], 0, 0, 0
    rows = table.sheet.collect(found.sort("n").head(limits().examples))
    kind = table.fields[position].personal
    return [(n, mask(value, kind) or "") for n, value, _ in rows.iter_rows()], counts[0], counts[1], counts[2]
