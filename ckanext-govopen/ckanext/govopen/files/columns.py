"""Counts over whole columns in one scan: in every batch of rows each different value is looked at once.

A value meets the dear patterns only after the cheap ones have left it open, so that clean columns cost little. Columns of
few cells are counted together, where a question to Polars costs more than its answer.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from . import patterns
from .words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

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
FEW = 1000
"""How many values are asked for each pattern sooner than for all at once: the large pattern must be compiled, too."""
TOGETHER = 2 * MANY
"""Cells of several columns that are counted together."""
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
            size = max(1, TOGETHER // max(1, batch.height))
            groups = [Group(tallies[start : start + size]) for start in range(0, len(tallies), size)]
            list(each(partial(Group.add, batch=batch), groups))
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

    def know(self, values: pl.DataFrame) -> None:
        """Counts each value as long as they are few."""
        if not self.many and values.height <= MANY:
            self.values.update(dict(zip(values["cell"].to_list(), values["times"].to_list(), strict=True)))
        if self.many or max(values.height, len(self.values)) > MANY:
            self.many, self.values = True, Counter()

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


class Group:
    """Columns that are counted together: their cells lie below each other, with the name of their column beside them."""

    def __init__(self, tallies: Sequence[Tally]) -> None:
        self.tallies = {f"c{tally.index}": tally for tally in tallies}
        self.key = ["column"] if len(tallies) > 1 else []

    def add(self, batch: pl.DataFrame) -> None:
        """Counts one batch of cells."""
        import polars as pl

        cell = pl.col("cell")
        cells = (
            batch.select(raw=next(iter(self.tallies)))
            if not self.key
            else batch.select(*self.tallies).unpivot(variable_name="column", value_name="raw")
        )
        cells = cells.with_columns(cell=pl.col("raw").str.strip_chars())
        values = different(cells.lazy().filter(cell.str.len_bytes() > 0).select(*self.key, "cell"), self.key, batch.height)
        asked = [*totals((*BASIC, "told")), pl.col("times").sum().alias("filled"), cell.str.len_chars().max().alias("length")]
        found = {tally: facts for tally, facts in self.each(values, asked) if facts["filled"]}
        self.spaced(cells, found)
        for tally, facts in found.items():
            tally.counts.update({name: facts[name] for name in ("filled", *BASIC)})
            tally.length = max(tally.length, facts["length"])
        if any(facts["told"] for facts in found.values()):
            for tally, part in self.parts(values.filter("told")):
                tally.marks.update(dict(part.select("cell", "times").iter_rows()))
        for tally, part in self.parts(values) if found else ():
            tally.know(part)
            tally.remember(part["hash"])
        self.explain(values.lazy(), {name for name in BASIC if any(facts[name] for facts in found.values())})
        self.keep(cells, [tally for tally, facts in found.items() if facts["long"] and len(tally.long) < LONG])

    def spaced(self, cells: pl.DataFrame, found: Mapping[Tally, Mapping[str, Any]]) -> None:
        """Counts cells of spaces only and with spaces around; the first batch shows whether a column holds dates."""
        import polars as pl

        raw, cell = pl.col("raw"), pl.col("cell")
        head = cell.head(HEAD).drop_nulls()
        padded = cell.str.len_bytes().is_between(1, raw.str.len_bytes() - 1).sum().alias("padded")
        dated = (head.str.contains(patterns.ISO).sum() * 2 >= pl.max_horizontal(head.len(), 1)).alias("dated")
        for tally, facts in self.each(cells, [cell.count().alias("cells"), padded, dated]):
            filled = found[tally]["filled"] if tally in found else 0
            tally.counts.update({"spaces": facts["cells"] - filled, "padded": facts["padded"]})
            if tally.dated is None and filled:
                tally.dated = facts["dated"]

    def explain(self, values: pl.LazyFrame, found: Collection[str]) -> None:
        """Asks the values what they look like, each group of patterns only of those that may match."""
        import polars as pl

        leading = self.ask(values.filter("lead"), LEADING) if "lead" in found else None
        dated = [name for name, tally in self.tallies.items() if tally.dated]
        if dated:
            others = self.among(values, dated).filter(~pl.col("cell").str.contains(patterns.ISO)).collect()
            for named in (nearly(), patterns.VAGUE_STYLES):
                self.ask_few(others, named)
        undated = [name for name in self.tallies if name not in dated]
        if leading is not None and undated:
            others = self.among(leading.lazy(), undated).filter(~pl.col("number") & ~pl.col("iso")).collect()
            self.ask_few(others, nearly())
        if "odd" in found:
            self.ask(values.filter("odd"), patterns.oddities())

    def keep(self, cells: pl.DataFrame, tallies: Sequence[Tally]) -> None:
        """Keeps the first cells that may hold a personal number."""
        import polars as pl

        if tallies:
            mine = self.among(cells.lazy(), [f"c{tally.index}" for tally in tallies])
            for tally, part in self.parts(mine.filter(pl.col("cell").str.contains(patterns.LONG_DIGITS)).collect()):
                tally.long += part["cell"].head(LONG - len(tally.long)).to_list()

    def ask(self, values: pl.LazyFrame, named: Mapping[str, str]) -> pl.DataFrame:
        """Flags values and counts how many cells have each flag."""
        answered = values.with_columns(flags(named)).collect()
        if answered.height:
            for tally, facts in self.each(answered, totals(named)):
                tally.counts.update(facts)
        return answered

    def ask_few(self, values: pl.DataFrame, named: Mapping[str, str]) -> None:
        """The same for patterns that hardly any value matches: of many values all are asked at once first, which costs what
        one does.
        """
        import polars as pl

        if values.height > FEW:
            values = values.filter(pl.col("cell").str.contains(any_of(tuple(named.values()))))
        if values.height:
            self.ask(values.lazy(), named)

    def among(self, frame: pl.LazyFrame, names: Sequence[str]) -> pl.LazyFrame:
        """The rows of some of the columns."""
        import polars as pl

        return frame if len(names) == len(self.tallies) else frame.filter(pl.col("column").is_in(names))

    def each(self, frame: pl.DataFrame, asked: Sequence[pl.Expr]) -> Iterator[tuple[Tally, dict[str, Any]]]:
        """What is asked, of each column that has rows; of a single column always."""
        found = frame.group_by(self.key).agg(asked) if self.key else frame.select(asked)
        for facts in found.iter_rows(named=True):
            yield self.tallies[facts.pop("column")] if self.key else next(iter(self.tallies.values())), facts

    def parts(self, frame: pl.DataFrame) -> Iterator[tuple[Tally, pl.DataFrame]]:
        """The rows of each column that has any; of a single column always."""
        if not self.key:
            yield next(iter(self.tallies.values())), frame
            return
        for (name,), part in frame.partition_by(self.key, as_dict=True).items():
            yield self.tallies[name], part


def different(cells: pl.LazyFrame, key: Sequence[str], height: int) -> pl.DataFrame:
    """Each value by `key`, how often it occurs, its hash, and its flags of `BASIC`; `height`: cells that a column may have.

    Where nearly all differ each cell is a value: to group them costs more than to look at some of them twice.
    """
    import polars as pl

    cell = pl.col("cell")
    alike = True
    if height > MANY:
        cells, count, rows = counted(cells)
        alike = count <= max(MANY, MOSTLY * rows)
    grouped = cells.group_by(*key, "cell").agg(times=pl.len()) if alike else cells.with_columns(times=pl.lit(1))
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
