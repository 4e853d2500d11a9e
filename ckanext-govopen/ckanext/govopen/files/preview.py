"""The first rows of a file as they lie in it: titles, header, notes and all, with personal columns masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .personal import mask
from .profile import opened
from .reach import letters
from .tables import all_tables

if TYPE_CHECKING:
    from pathlib import Path

    from .model import FileProfile, Table


def grid(path: Path, *, declared: str | None = None, limit: int = 100) -> dict[str, Any] | None:
    """The main table's sheet as rows of cells; None for a file without table.

    `first`: number of the first row shown; `n`: the row's number in the original, as findings name it.
    """
    with opened(path, declared=declared) as profile:
        return profile_grid(profile, limit=limit)


def profile_grid(profile: FileProfile, *, limit: int = 100) -> dict[str, Any] | None:
    """The same of a profile whose cells can still be read."""
    tables = all_tables(profile)
    return sheet_grid(tables, limit) if tables else None


def sheet_grid(tables: list[Table], limit: int) -> dict[str, Any]:
    """Cells of the first table's sheet; a column that is personal in any of its tables is masked throughout."""
    main = tables[0]
    sheet = main.sheet
    kinds: dict[int, str] = {}
    for table in tables:
        if table.sheet is sheet:
            kinds.update({table.layout.left + i: field.personal for i, field in enumerate(table.fields) if field.personal})
    heads = set(main.layout.header_rows)
    names = [f"c{c}" for c in range(sheet.width)]
    rows = [
        {
            "n": row[0],
            "cells": [value if row[0] in heads else mask(value, kinds.get(c)) for c, value in enumerate(row[1:])],
        }
        for row in sheet.collect(sheet.frame.select("n", *names).head(limit)).iter_rows()
    ]
    columns = list(sheet.keys) if sheet.keys is not None else [letters(c) for c in range(sheet.width)]
    return {"sheet": sheet.name, "first": rows[0]["n"] if rows else 1, "columns": columns, "rows": rows}
