"""Counts over whole columns: one scan for all patterns, a second one for the columns that the first cannot explain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import patterns
from .words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import polars as pl

    from .model import Sheet


@dataclass(frozen=True, slots=True)
class Column:
    """One column over the data rows. `index` from 0 in the sheet; `counts` by pattern name; `null_marks` by word.

    `filled`: cells that hold more than spaces; `spaces`: cells of spaces only; `distinct` values among the filled.
    """

    index: int
    filled: int = 0
    spaces: int = 0
    distinct: int = 0
    length: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    null_marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def values(self) -> int:
        """Filled cells that are no null mark."""
        return self.filled - sum(self.null_marks.values())

    def share(self, *names: str) -> float:
        """Part of the values that match any of the patterns, 0 to 1."""
        return sum(self.counts.get(name, 0) for name in names) / self.values if self.values else 0.0


BASIC = {
    "number": patterns.NUMBER,
    "integer": patterns.INTEGER,
    "iso": patterns.ISO,
    "zero": patterns.LEADING_ZERO,
    "long": patterns.LONG_DIGITS,
    "YYYYMMDD": patterns.STYLES["YYYYMMDD"],
    "lead": patterns.LEAD,
    "odd": patterns.ODD,
}
AT_ONCE = 4
ODDITIES = {"broken": patterns.BROKEN, "mojibake": patterns.MOJIBAKE}


def trimmed(index: int) -> pl.Expr:
    """A column's cells without the spaces around them."""
    import polars as pl

    return pl.col(f"c{index}").str.strip_chars()


def census(sheet: Sheet, data: pl.LazyFrame, indexes: Sequence[int]) -> tuple[int, list[Column]]:
    """The number of data rows, and each column's counts."""
    import polars as pl

    nulls = sorted(words().nulls)
    cells = data.select(trimmed(i) for i in indexes)
    wanted = [pl.len().alias("rows")]
    for i in indexes:
        cell = pl.col(f"c{i}")
        wanted += [
            (cell.str.len_bytes() > 0).sum().alias(f"{i}:filled"),
            (cell.str.len_bytes() == 0).sum().alias(f"{i}:spaces"),
            cell.str.len_chars().max().alias(f"{i}:length"),
            cell.is_in(nulls).sum().alias(f"{i}:null"),
            *counters(i, BASIC),
        ]
    first = sheet.collect(cells.select(wanted)).row(0, named=True) | distinct(sheet, cells, indexes)
    second = explain(sheet, cells, first, indexes)
    return first["rows"], [column(i, first, second.get(i, {}), marks(sheet, data, i, first)) for i in indexes]


def distinct(sheet: Sheet, cells: pl.LazyFrame, indexes: Sequence[int]) -> dict[str, int]:
    """How many values differ in each column; few columns at a time, for the sets of their hashes fill the memory."""
    import polars as pl

    found: dict[str, int] = {}
    step = AT_ONCE if sheet.large else len(indexes)
    for start in range(0, len(indexes), step):
        part = [pl.col(f"c{i}").alias(f"{i}:distinct") for i in indexes[start : start + step]]
        found |= sheet.collect(cells.select(part).select(pl.all().replace("", None).drop_nulls().hash().n_unique())).row(
            0, named=True
        )
    return found


def counters(index: int, named: Mapping[str, str]) -> list[pl.Expr]:
    """One count for each pattern, over cells that are trimmed already."""
    import polars as pl

    return [pl.col(f"c{index}").str.contains(pattern).sum().alias(f"{index}:{name}") for name, pattern in named.items()]


def explain(sheet: Sheet, cells: pl.LazyFrame, first: Mapping[str, int], indexes: Iterable[int]) -> dict[int, dict[str, int]]:
    """Further patterns, for columns with cells that the first scan left open: nearly numbers, and odd characters."""
    nearly = {**patterns.numeric(), **patterns.STYLES, "code": patterns.CODE}
    wanted: dict[int, dict[str, str]] = {}
    for i in indexes:
        known = get(first, i, "number") + get(first, i, "iso") + get(first, i, "null")
        if known < get(first, i, "filled") and get(first, i, "lead") > get(first, i, "number") + get(first, i, "iso"):
            wanted[i] = nearly
        if get(first, i, "odd"):
            wanted[i] = wanted.get(i, {}) | ODDITIES
    if not wanted:
        return {}
    counts = [count for i, named in wanted.items() for count in counters(i, named)]
    row = sheet.collect(cells.select(counts)).row(0, named=True)
    return {i: {name: get(row, i, name) for name in named} for i, named in wanted.items()}


def get(row: Mapping[str, int | None], index: int, name: str) -> int:
    """A count, 0 where the column is empty."""
    return row[f"{index}:{name}"] or 0


def marks(sheet: Sheet, data: pl.LazyFrame, index: int, first: Mapping[str, int]) -> dict[str, int]:
    """How often each null mark occurs in a column that has any."""
    import polars as pl

    if not get(first, index, "null"):
        return {}
    cell = trimmed(index).alias("cell")
    counts = sheet.collect(
        data.select(cell).filter(pl.col("cell").is_in(sorted(words().nulls))).group_by("cell").len().sort("cell")
    )
    return dict(counts.iter_rows())


def column(index: int, first: Mapping[str, int], second: Mapping[str, int], null_marks: Mapping[str, int]) -> Column:
    """Puts the counts of one column together."""
    named = ("filled", "spaces", "length", "distinct")
    counts = {name: get(first, index, name) for name in BASIC} | dict(second)
    filled, spaces, length, distinct = (get(first, index, name) for name in named)
    return Column(index, filled, spaces, distinct if filled else 0, length, counts, null_marks)
