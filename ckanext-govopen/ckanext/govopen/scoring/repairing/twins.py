"""The same table in typed forms: which type each column proves to have, Parquet, and a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.govopen.files.limits import limits
from ckanext.govopen.national.text import N_

from .pour import scan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

    from ckanext.govopen.files.model import Field

    from .draft import Draft

TOO_LARGE = N_("There is no XLSX: {rows} rows and {cells} cells are more than a workbook is good for.")
TOO_LONG = N_(
    "There is no XLSX: a text of {characters} characters does not fit into a cell of a workbook, which holds {most}."
)
EXCEL_ROWS = 1_048_575
EXCEL_TEXT = 32_767
EXACT = 2**53
WHOLE = r"^[+-]?[0-9]{1,18}$"
NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$"
MONTH = r"^[0-9]{4}-(?:0[1-9]|1[0-2])$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?$"
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Typed:
    """A column of the result: `type` is a name of Table Schema; `marks` are the null words still among its cells."""

    field: Field
    type: str
    marks: tuple[str, ...]


def fields_of(draft: Draft) -> list[Field]:
    """The fields of the result's columns, in their order."""
    melt = draft.melt
    if melt is None:
        return [one.field for one in draft.columns]
    kept = [one.field for one in draft.columns if one.key not in melt.keys]
    return [*kept, *melt.fields]


def typed(path: Path, fields: Sequence[Field]) -> list[Typed]:
    """The type of each column: what its field says, where every cell proves it; else string."""

    wanted: list[pl.Expr] = []
    for i, one in enumerate(fields):
        cell = value(i, one)
        wanted.append(cell.count().alias(f"{i}:all"))
        if one.type in ("integer", "number"):
            wanted.append(cell.str.contains(WHOLE).sum().alias(f"{i}:integer"))
            wanted.append(cell.str.contains(NUMBER).sum().alias(f"{i}:number"))
        elif one.type in ("date", "datetime"):
            wanted.append(cell.str.to_date("%Y-%m-%d", strict=False).count().alias(f"{i}:date"))
            wanted.append(cell.str.contains(MONTH).sum().alias(f"{i}:yearmonth"))
            wanted.append(moment(cell).count().alias(f"{i}:datetime"))
    counts = scan(path, [one.name for one in fields]).select(wanted).collect(engine="streaming").row(0, named=True)
    return [Typed(one, proven(i, counts), one.null_marks) for i, one in enumerate(fields)]


def value(index: int, field: Field) -> pl.Expr:
    """A column's cells, null marks as nothing."""
    import polars as pl

    cell = pl.col(f"{index}")
    return pl.when(~cell.is_in(list(field.null_marks))).then(cell) if field.null_marks else cell


def moment(cell: pl.Expr) -> pl.Expr:
    """A date with its time."""
    import polars as pl

    plain = pl.when(cell.str.contains(MOMENT)).then(cell.str.replace(" ", "T", literal=True).str.pad_end(16, "0"))
    full = pl.when(plain.str.len_chars() == len("2021-03-05T10:20")).then(plain + ":00").otherwise(plain)
    return full.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)


def proven(index: int, counts: dict[str, int]) -> str:
    """The narrowest type that all cells of a column have."""
    every = counts[f"{index}:all"]
    names = ("integer", "number", "date", "yearmonth", "datetime")
    return next((name for name in names if every and counts.get(f"{index}:{name}") == every), "string")


def cast(index: int, one: Typed) -> pl.Expr:
    """The typed cells of a column."""
    import polars as pl

    cell = value(index, one.field) if one.type != "string" else pl.col(f"{index}")
    match one.type:
        case "integer":
            return cell.cast(pl.Int64)
        case "number":
            return cell.cast(pl.Float64)
        case "date":
            return cell.str.to_date("%Y-%m-%d", strict=False)
        case "datetime":
            return moment(cell)
        case _:
            return cell


def parquet(path: Path, target: Path, columns: Sequence[Typed]) -> None:
    """Writes the table as Parquet."""
    cells = [cast(i, one).alias(one.field.name) for i, one in enumerate(columns)]
    scan(path, names_of(columns)).select(cells).sink_parquet(target)


def names_of(columns: Sequence[Typed]) -> list[str]:
    """The names of columns."""
    return [one.field.name for one in columns]


def longest_text(path: Path, columns: Sequence[Typed]) -> int:
    """The characters of the longest cell or name."""
    import polars as pl

    frame = scan(path, names_of(columns)).select(pl.max_horizontal(pl.all().str.len_chars().max()))
    found: int | None = frame.collect(engine="streaming").item()
    return max(found or 0, *map(len, names_of(columns)))


def workbook(path: Path, target: Path, columns: Sequence[Typed], rows: int) -> tuple[str, dict[str, int]] | None:
    """Writes the table as a workbook, row by row; or says why there is none, as a msgid and its params."""
    import xlsxwriter

    cells = rows * len(columns)
    if rows > EXCEL_ROWS or cells > limits().xlsx_cells:
        return TOO_LARGE, {"rows": rows, "cells": cells}
    if (longest := longest_text(path, columns)) > EXCEL_TEXT:
        return TOO_LONG, {"characters": longest, "most": EXCEL_TEXT}
    options = {
        "constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd", "remove_timezone": True, "nan_inf_to_errors": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(target), options) as book:
        sheet = book.add_worksheet()
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        for c, one in enumerate(columns):
            sheet.write_string(0, c, one.field.name)
        r = 0
        frame = scan(path, [one.field.name for one in columns]).select(
            cast(i, one).alias(f"{i}") for i, one in enumerate(columns)
        )
        for batch in frame.collect_batches(chunk_size=BATCH, maintain_order=True):
            for row in batch.iter_rows():
                r += 1
                for c, cell in enumerate(row):
                    if cell is None:
                        continue
                    if columns[c].type == "string" or (columns[c].type == "integer" and abs(cell) > EXACT):
                        sheet.write_string(r, c, str(cell))
                    elif columns[c].type == "datetime":
                        sheet.write_datetime(r, c, cell, stamp)
                    else:
                        sheet.write(r, c, cell)
    return None
