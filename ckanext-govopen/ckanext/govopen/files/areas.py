"""Cells that calamine has read, as columns of strings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from .decimals import decimal
from .limits import limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl
    from python_calamine import CalamineSheet

PLAIN = (1e-4, 1e15)  # sizes of numbers that nobody writes with an exponent
ROWS = 4_000  # rows that are held as Python objects at a time: few enough to stay near the processor


@dataclass(frozen=True, slots=True)
class Area:
    """The used cells of a sheet or of a slice of it: rows and columns from 0, `right` left out.

    The frame has no more columns than a table may have, and may end above `bottom`.
    """

    top: int
    left: int
    bottom: int
    right: int
    frame: pl.DataFrame


def area(sheet: CalamineSheet) -> Area | None:
    """The cells of a sheet as calamine has it, None without any."""
    import polars as pl

    if not sheet.height or not sheet.width:
        return None
    top, left = sheet.start or (0, 0)
    right = left + sheet.width
    width = min(right, limits().columns)
    rows = used_rows(sheet, top, most_rows(width))
    parts = [block(part, left, width) for part in iter(lambda: list(islice(rows, ROWS)), [])]
    return Area(top, left, sheet.total_height, right, pl.concat(parts) if parts else block([], left, width))


def used_rows(sheet: CalamineSheet, top: int, most: int) -> Iterator[Sequence[object]]:
    """So many rows from the first used one on; handed out one by one, the empty ones above cost as much as others."""
    return islice(sheet.iter_rows(), top, top + most) if top < ROWS else iter(sheet.to_python(nrows=most))


def most_rows(width: int) -> int:
    """How many rows of so many cells are kept of a sheet."""
    return max(1, limits().sheet_cells // width)


def block(rows: Sequence[Sequence[object]], left: int, width: int) -> pl.DataFrame:
    """Some rows as columns of strings."""
    import polars as pl

    cells = islice(zip(*rows, strict=True), max(0, width - left))
    frame = pl.DataFrame([strings(values).alias(f"c{left + c}") for c, values in enumerate(cells)])
    return frame.select(pl.when(pl.col(name) != "").then(name) for name in frame.columns)


def joined(areas: Sequence[Area]) -> tuple[pl.DataFrame, bool]:
    """The whole sheet from its first row and column on, of areas from top to bottom, and whether it had to be cut."""
    import polars as pl

    width = min(max(one.right for one in areas), limits().columns)
    most = most_rows(width)
    names = [f"c{c}" for c in range(width)]
    parts, end = [empty(names, 0)], 0
    for one in areas:
        if one.left < width and end < most:
            parts.append(empty(names, min(one.top, most) - end))
            parts.append(one.frame.select(name if name in one.frame else nothing(name) for name in names))
            end = one.top + one.frame.height
    frame = pl.concat(parts).head(most)
    return frame, areas[-1].bottom >= most


def empty(names: Sequence[str], height: int) -> pl.DataFrame:
    """Rows without any value."""
    import polars as pl

    return pl.select(pl.repeat(None, max(0, height), dtype=pl.String).alias(name) for name in names)


def nothing(name: str) -> pl.Expr:
    """A column without any value."""
    import polars as pl

    return pl.lit(None, pl.String).alias(name)


def strings(values: Sequence[object]) -> pl.Series:
    """Values as text: at once where all are text or plain numbers, else one by one."""
    import polars as pl

    kinds = set(map(type, values))
    if kinds == {str}:
        return pl.Series(values, dtype=pl.String)
    if kinds <= {float, str}:
        floats = values if kinds == {float} else [value if type(value) is float else None for value in values]
        numbers = pl.Series(floats, dtype=pl.Float64)
        if are_plain(numbers):
            texts = [value if type(value) is str else None for value in values] if str in kinds else [None]
            return pl.select(pl.coalesce(written(numbers), pl.Series(texts, dtype=pl.String))).to_series()
    return pl.Series(map(text, values), dtype=pl.String)


def are_plain(numbers: pl.Series) -> bool:
    """Whether numbers are written without an exponent, by Polars as by Python."""
    size = numbers.abs()
    return bool((size.is_between(*PLAIN, closed="left") | (size == 0)).all())


def written(numbers: pl.Series) -> pl.Expr:
    """Plain numbers as text, whole ones without a fraction."""
    import polars as pl

    number = pl.lit(numbers)
    whole = number.cast(pl.Int64).cast(pl.String)
    return pl.when(number == number.floor()).then(whole).otherwise(number.cast(pl.String))


def text(value: object) -> str | None:
    """A cell's value as text: numbers without a needless fraction, dates in ISO form, empty as None."""
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return decimal(value)
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)
