"""The first rows of a file as they lie in it: titles, header, notes and all, with personal columns masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .personal import mask
from .profile import opened
from .reach import letters
from .tables import all_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import polars as pl

    from .model import FileProfile, Sheet, Table

Place = tuple[str | None, str | None, int]
"""A row of a file: member, sheet, and the row's number in the original."""

OTHER_SHEETS = 11
"""Sheets that are shown besides the main table's."""
OTHER_ROWS = 40
"""First rows of each of these."""
AROUND = 2
"""Rows that are shown before and after a row that somebody wants to see."""
WANTED_ROWS = 60
"""Rows further down that are shown with their neighbours, a sheet."""


def grid(path: Path, *, declared: str | None = None, limit: int = 100, wanted: Iterable[Place] = ()) -> dict[str, Any] | None:
    """The sheets of a file as rows of cells, that of the main table first; None for a file without table.

    `first`: number of the first row shown; `n`: the row's number in the original, as findings name it; `more`: the rows
    around those that are `wanted` further down; `sheets`: the other sheets with tables, each in the same shape.
    """
    with opened(path, declared=declared) as profile:
        return profile_grid(profile, limit=limit, wanted=wanted)


def profile_grid(profile: FileProfile, *, limit: int = 100, wanted: Iterable[Place] = ()) -> dict[str, Any] | None:
    """The same of a profile whose cells can still be read."""
    sheets: dict[int, list[Table]] = {}
    for table in all_tables(profile):
        sheets.setdefault(id(table.sheet), []).append(table)
    if not sheets:
        return None
    rows: dict[tuple[str | None, str | None], list[int]] = {}
    for member, name, row in wanted:
        rows.setdefault((member, name), []).append(row)
    shown = [
        sheet_grid(tables, OTHER_ROWS if number else limit, rows.get((tables[0].member, tables[0].sheet.name), ()))
        for number, tables in enumerate(list(sheets.values())[: 1 + OTHER_SHEETS])
    ]
    return {**shown[0], "sheets": shown[1:]}


def sheet_grid(tables: Sequence[Table], limit: int, wanted: Iterable[int] = ()) -> dict[str, Any]:
    """Cells of the sheet of these tables; a column that is personal in any of them is masked throughout."""
    sheet = tables[0].sheet
    rows = list(masked(tables, sheet.collect(columns_of(sheet).head(limit))))
    last = rows[-1]["n"] if rows else 0
    return {
        "member": tables[0].member,
        "sheet": sheet.name,
        "first": rows[0]["n"] if rows else 1,
        "columns": list(sheet.keys) if sheet.keys is not None else [letters(c) for c in range(sheet.width)],
        "rows": rows,
        "more": list(masked(tables, around(sheet, last, wanted))),
    }


def columns_of(sheet: Sheet) -> pl.LazyFrame:
    """The row's number and all cells."""
    return sheet.frame.select("n", *(f"c{c}" for c in range(sheet.width)))


def around(sheet: Sheet, last: int, wanted: Iterable[int]) -> pl.DataFrame:
    """The rows behind `last` that are wanted, each with its neighbours, in their order."""
    import polars as pl

    chosen = sorted({row for row in wanted if row > last})[:WANTED_ROWS]
    numbers = {near for row in chosen for near in range(row - AROUND, row + AROUND + 1) if near > last}
    if not numbers:
        return pl.DataFrame({"n": []})
    return sheet.collect(columns_of(sheet).filter(pl.col("n").is_in(sorted(numbers))).sort("n"))


def masked(tables: Sequence[Table], frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as they may be shown: the names of columns stay, the cells of personal ones are masked."""
    kinds: dict[int, str] = {}
    for table in tables:
        kinds.update({table.layout.left + i: field.personal for i, field in enumerate(table.fields) if field.personal})
    heads = {row for table in tables for row in table.layout.header_rows}
    for n, *cells in frame.iter_rows():
        yield {"n": n, "cells": [value if n in heads else mask(value, kinds.get(c)) for c, value in enumerate(cells)]}
