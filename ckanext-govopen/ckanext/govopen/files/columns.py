"""Counts over whole columns in one scan: in every batch of rows each different value is looked at once.

A value meets the dear patterns only after the cheap ones have left it open, so that clean columns cost little.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
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
MOSTLY = 0.7
"""The share of different values from which on it does not pay to group them."""
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

        cell = pl.col("cell")
        cells = raw.alias("raw").to_frame().with_columns(cell=pl.col("raw").str.strip_chars())
        values = different(cells.lazy().filter(cell.str.len_bytes() > 0).select("cell"), cells.height)
        found = values.select(*totals((*BASIC, "told")), filled=pl.col("times").sum(), length=cell.str.len_chars().max()).row(
            0, named=True
        )
        self.counts.update({name: found[name] for name in ("filled", *BASIC)})
        self.counts.update(self.spaced(cells, found["filled"]))
        if not found["filled"]:
            return
        self.length = max(self.length, found["length"])
        if found["told"]:
            self.marks.update(dict(values.filter("told").select("cell", "times").iter_rows()))
        self.know(values)
        self.explain(values.lazy(), found)
        self.remember(values["hash"])
        if found["long"] and len(self.long) < LONG:
            self.long += cells.filter(cell.str.contains(patterns.LONG_DIGITS))["cell"].head(LONG - len(self.long)).to_list()

    def spaced(self, cells: pl.DataFrame, filled: int) -> dict[str, int]:
        """Cells of spaces only and with spaces around; the first batch shows whether the column holds dates."""
        import polars as pl

        raw, cell = pl.col("raw"), pl.col("cell")
        head = cell.head(HEAD).drop_nulls()
        padded = cell.str.len_bytes().is_between(1, raw.str.len_bytes() - 1)
        dated = head.str.contains(patterns.ISO).sum() * 2 >= pl.max_horizontal(head.len(), 1)
        nulls, padding, dates = cells.select(cell.null_count(), padded.sum().alias("padded"), dated.alias("dated")).row(0)
        if self.dated is None and filled:
            self.dated = dates
        return {"spaces": cells.height - nulls - filled, "padded": padding}

    def explain(self, values: pl.LazyFrame, found: Mapping[str, int]) -> None:
        """Asks the values what they look like, each group of patterns only of those that may match."""
        import polars as pl

        leading = self.ask(values.filter("lead"), LEADING) if found["lead"] else None
        if self.dated:
            others = values.filter(~pl.col("cell").str.contains(patterns.ISO))
            self.ask_few(others, {**nearly(), **patterns.VAGUE_STYLES})
        elif leading is not None:
            self.ask_few(leading.lazy().filter(~pl.col("number") & ~pl.col("iso")), nearly())
        if found["odd"]:
            self.ask(values.filter("odd"), patterns.oddities())

    def know(self, values: pl.DataFrame) -> None:
        """Counts each value as long as they are few."""
        if not self.many and values.height <= MANY:
            self.values.update(dict(values.select("cell", "times").iter_rows()))
        if self.many or max(values.height, len(self.values)) > MANY:
            self.many, self.values = True, Counter()

    def ask(self, values: pl.LazyFrame, named: Mapping[str, str]) -> pl.DataFrame:
        """Flags values and counts how many cells have each flag."""
        answered = values.with_columns(flags(named)).collect()
        if answered.height:
            self.counts.update(answered.select(*totals(named)).row(0, named=True))
        return answered

    def ask_few(self, values: pl.LazyFrame, named: Mapping[str, str]) -> None:
        """The same for patterns that hardly any value matches: all are asked at once first, which costs what one does."""
        import polars as pl

        self.ask(values.filter(pl.col("cell").str.contains(any_of(tuple(named.values())))), named)

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


def different(cells: pl.LazyFrame, height: int) -> pl.DataFrame:
    """Each value, how often it occurs, its hash, and its flags of `BASIC`; `height`: how many cells there may be.

    Where nearly all differ each cell is a value: to group them costs more than to look at some of them twice.
    """
    import polars as pl

    cell = pl.col("cell")
    alike = True
    if height > MANY:
        cells, count, rows = counted(cells)
        alike = count <= max(MANY, MOSTLY * rows)
    grouped = cells.group_by("cell").agg(times=pl.len()) if alike else cells.with_columns(times=pl.lit(1))
    told = sorted({*words().nulls, *words().opposites.values()})
    return grouped.with_columns(*flags(BASIC), told=cell.is_in(told), hash=cell.hash()).collect()


def counted(cells: pl.LazyFrame) -> tuple[pl.LazyFrame, int, int]:
    """The same cells, how many different values they hold, and how many there are."""
    import polars as pl

    found = cells.collect()
    return found.lazy(), found.select(pl.col("cell").hash().n_unique()).item(), found.height


def flags(named: Mapping[str, str]) -> list[pl.Expr]:
    """A flag for each pattern that says whether a value matches it."""
    import polars as pl

    return [pl.col("cell").str.contains(pattern).alias(name) for name, pattern in named.items()]


def totals(names: Iterable[str]) -> list[pl.Expr]:
    """How many cells have each flag."""
    import polars as pl

    return [pl.col("times").filter(name).sum().alias(name) for name in names]


@cache
def any_of(many: Sequence[str]) -> str:
    """One pattern for what any of several matches."""
    return "|".join(f"(?:{pattern})" for pattern in many)
