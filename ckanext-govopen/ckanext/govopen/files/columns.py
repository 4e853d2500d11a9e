"""Counts over whole columns in one scan: in every batch of rows each different value is looked at once.

A value meets the dear patterns only after the cheap ones have left it open, so that clean columns cost little.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import patterns
from .words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import polars as pl

    from .model import Sheet


@dataclass(frozen=True, slots=True)
class Column:
    """One column over the data rows. `index` from 0 in the sheet; `counts` by pattern name; `null_marks` by word.

    `filled`: cells that hold more than spaces; `spaces`: cells of spaces only; `distinct` values among the filled.
    `long`: the first cells that may hold a personal number, in clear. `tally`: how often each value occurs, without spaces
    around, where there are no more than `MANY`; nothing where there are more.
    """

    index: int
    filled: int = 0
    spaces: int = 0
    distinct: int = 0
    length: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    null_marks: Mapping[str, int] = field(default_factory=dict)
    long: Sequence[str] = field(default=(), repr=False)
    tally: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def values(self) -> int:
        """Filled cells that are no null mark."""
        return self.filled - sum(self.null_marks.values())

    def share(self, *names: str) -> float:
        """Part of the values that match any of the patterns, 0 to 1."""
        return sum(self.counts.get(name, 0) for name in names) / self.values if self.values else 0.0


BASIC = {"long": patterns.LONG_DIGITS, "odd": patterns.ODD, "lead": patterns.LEAD}
"""Asked of every value."""
LEADING = {
    "number": patterns.NUMBER,
    "integer": patterns.INTEGER,
    "iso": patterns.ISO,
    "zero": patterns.LEADING_ZERO,
    "YYYYMMDD": patterns.COMPACT,
    "code": patterns.CODE,
}
"""Asked of values that begin as numbers, dates and codes do."""
ANSWERS, LONGEST_ANSWER = 4, 5  # a column of yes and no has few values, all of them short
MANY = 4000
"""How many different values of a column are remembered; the nation has 3,214 divisions."""
LONG = 2000
"""How many cells that may hold a personal number are kept of a column."""
HEAD = 500
"""Cells that show whether a column may be one of dates; fewer than any batch but the last has."""
SIDE_BY_SIDE = 5000
"""Rows from which on it pays to count columns side by side."""
PENDING = 1 << 20
"""Hashes of values that may lie unsorted."""


def nearly() -> dict[str, str]:
    """Asked of values that begin as numbers and dates do but are neither plain numbers nor ISO dates."""
    return {**patterns.numeric(), **patterns.CLEAR_STYLES}


def census(sheet: Sheet, data: pl.LazyFrame, indexes: Sequence[int], dates: Collection[int] = ()) -> tuple[int, list[Column]]:
    """The number of data rows, and each column's counts; `dates` are the columns whose names speak of dates."""
    tallies = [Tally(index, named=index in dates) for index in indexes]
    rows = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # Polars lets go of Python's lock: columns go side by side
        for batch in sheet.batches(data.select(f"c{index}" for index in indexes), len(indexes)):
            rows += batch.height
            each = pool.map if batch.height > SIDE_BY_SIDE else map
            list(each(Tally.add, tallies, (batch[f"c{index}"] for index in indexes)))
    return rows, [tally.column() for tally in tallies]


class Tally:
    """What is counted of one column while its batches pass; `named`: whether the column's name speaks of dates."""

    def __init__(self, index: int, *, named: bool) -> None:
        self.index, self.named = index, named
        self.dated: bool | None = True if named else None
        self.length = 0
        self.counts: Counter[str] = Counter()
        self.marks: Counter[str] = Counter()
        self.values: Counter[str] = Counter()
        self.many = False
        self.long: list[str] = []
        self.hashes: list[pl.Series] = []
        self.pending = 0

    def add(self, raw: pl.Series) -> None:
        """Counts one batch of cells."""
        import polars as pl

        cells = raw.str.strip_chars()
        cell = pl.col("cell")
        values = cells.alias("cell").to_frame().filter(cell != "").group_by("cell").agg(times=pl.len())
        filled, length = values.select(pl.col("times").sum(), cell.str.len_chars().max()).row(0)
        self.counts.update(filled=filled, spaces=len(cells) - cells.null_count() - filled)
        if not filled:
            return
        self.length = max(self.length, length)
        wider = raw.str.len_bytes() - cells.str.len_bytes()
        self.counts["padded"] += int(((wider > 0) & (cells != "")).sum()) if wider.sum() else 0
        if self.dated is None:
            head = cells.head(HEAD).drop_nulls()
            self.dated = 2 * (head.str.contains(patterns.ISO).sum() or 0) >= max(1, len(head))
        told = sorted({*words().nulls, *words().opposites.values()})
        self.marks.update(dict(values.filter(cell.is_in(told)).select("cell", "times").iter_rows()))
        self.know(values)
        self.explain(flagged(values, BASIC))
        self.remember(values["cell"].hash())
        if self.counts["long"] and len(self.long) < LONG:
            found = cells.filter(cells.str.contains(patterns.LONG_DIGITS))
            self.long += found.head(LONG - len(self.long)).to_list()

    def explain(self, values: pl.DataFrame) -> None:
        """Asks the values what they look like, each group of patterns only of those that may match."""
        import polars as pl

        self.count(values, BASIC)
        leading = self.ask(values.filter("lead"), LEADING)
        if self.dated:
            others = values.filter(~pl.col("cell").str.contains(patterns.ISO))
            self.ask(others, {**nearly(), **patterns.VAGUE_STYLES})
        elif leading.height:
            self.ask(leading.filter(~pl.col("number") & ~pl.col("iso")), nearly())
        self.ask(values.filter("odd"), patterns.oddities())

    def know(self, values: pl.DataFrame) -> None:
        """Counts each value as long as they are few."""
        if not self.many and values.height <= MANY:
            self.values.update(dict(values.select("cell", "times").iter_rows()))
        if self.many or max(values.height, len(self.values)) > MANY:
            self.many, self.values = True, Counter()

    def ask(self, values: pl.DataFrame, named: Mapping[str, str]) -> pl.DataFrame:
        """Flags and counts values, if there are any."""
        if not values.height:
            return values
        values = flagged(values, named)
        self.count(values, named)
        return values

    def count(self, values: pl.DataFrame, names: Iterable[str]) -> None:
        """Adds how many cells have each flag."""
        import polars as pl

        totals = values.select(pl.col("times").filter(name).sum().alias(name) for name in names)
        self.counts.update(totals.row(0, named=True))

    def remember(self, hashes: pl.Series) -> None:
        """Keeps the hashes of different values."""
        import polars as pl

        self.hashes.append(hashes)
        self.pending += len(hashes)
        if self.pending > PENDING:
            self.hashes, self.pending = [pl.concat(self.hashes).unique()], 0

    def column(self) -> Column:
        """The counts put together."""
        import polars as pl

        distinct = pl.concat(self.hashes).n_unique() if self.hashes else 0
        counts = dict(self.counts)
        filled, spaces = counts.pop("filled", 0), counts.pop("spaces", 0)
        if not self.named and 2 * counts.get("iso", 0) < filled:
            counts = {name: count for name, count in counts.items() if name not in patterns.VAGUE_STYLES}
        if distinct <= ANSWERS and self.length <= LONGEST_ANSWER:
            yes, no = words().choices[:2]
            counts["answer"] = sum(count for value, count in self.values.items() if value in yes | no)
        return Column(
            self.index, filled, spaces, distinct, self.length, counts, self.null_marks(), self.long, dict(self.values)
        )

    def null_marks(self) -> dict[str, int]:
        """Words for missing values; 无 is none in a column that also says 有, NA none among other codes of two letters."""
        opposites = words().opposites
        marks = [mark for mark in sorted(self.marks) if mark in words().nulls and opposites.get(mark) not in self.marks]
        if self.length <= len("NAM") and not self.counts["number"]:
            marks = [mark for mark in marks if mark != "NA"]
        return {mark: self.marks[mark] for mark in marks}


def flagged(values: pl.DataFrame, named: Mapping[str, str]) -> pl.DataFrame:
    """Values with a flag for each pattern that says whether it matches."""
    import polars as pl

    return values.with_columns(pl.col("cell").str.contains(pattern).alias(name) for name, pattern in named.items())
