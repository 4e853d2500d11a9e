"""The value guard: reads what was written and compares it with the original, column by column.

It knows nothing of how a repair works. It has its own reading of numbers, units, dates and texts, and compares the
multisets of values as sums of hashes; the files are read again, so that a fault in writing is found too.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.personal import mask
from ckanext.govopen.national.text import N_

from . import readings
from .draft import CLAIMS
from .pour import aside_path, header, line, scan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from .draft import Column, Draft
    from .pour import Poured

ROWS = N_("The repair would lose rows: {before} before, {after} after. Nothing was written.")
VALUES = N_("The repair would change values of column “{column}”. Nothing was written.")
TEXTS = N_("The repair would lose the text of row {row}. Nothing was written.")
SCORE = N_("The repair would lower the score from {before} to {after}. Nothing was written.")
HASHES = 2  # two sums with different seeds: what makes one equal by chance does not make the other
BATCH = 20_000
SHORT = 2**24  # divides a hash so that the sum over many rows cannot overflow


class RefusedError(Exception):
    """The result does not hold the values of the original. `message` is a msgid, `params` fill it."""

    def __init__(self, message: str, **params: str | float) -> None:
        super().__init__(message.format(**params))
        self.message, self.params = message, params


@dataclass(frozen=True, slots=True)
class View:
    """How a column is read: its cells, what they are claimed to be, its unit, and where each cell's own unit stands."""

    cells: pl.Expr
    claim: str = "same"
    unit: str | None = None
    own_units: pl.Expr | None = None
    swapped: bool = False
    short: bool = False

    def values(self, cells: pl.Series, own_units: pl.Series | None) -> list[pl.Series]:
        """The values of a batch of cells, in parts: equal for two ways of writing the same."""
        match self.claim:
            case "number":
                return readings.number(cells, self.unit, own_units)
            case "date":
                return readings.date(cells, swapped=self.swapped, short=self.short)
            case "garbled":
                return readings.ungarbled(cells)
            case "text":
                return readings.text(cells)
        return [cells]


@dataclass(frozen=True, slots=True)
class Bag:
    """A multiset of values: how many, the sums of their hashes, and the sum over the distinct ones."""

    count: int = 0
    sums: tuple[int, ...] = (0,) * HASHES
    distinct: int = 0

    def plus(self, other: Bag) -> Bag:
        """The values of both."""
        return Bag(self.count + other.count, tuple(map(sum, zip(self.sums, other.sums, strict=True))), self.distinct)

    def times(self, number: int) -> Bag:
        """The same values so many times each."""
        return Bag(self.count * number, tuple(one * number for one in self.sums), self.distinct)


def guard(draft: Draft, poured: Poured) -> None:
    """Raises RefusedError where the files do not hold what the original holds."""
    before, after = original(draft), written([poured.path, *poured.sides], header(draft))
    factor = len(draft.melt.keys) if draft.melt else 1
    kept = {one.position for one in (*draft.columns, *draft.aside)}
    filled = [one for one in draft.columns if one.filled]
    views = {f"{p}": view_before(draft, p) for p in range(draft.table.width)}
    old, rows = bags(before, views, {f"{one.position}" for one in filled})
    gone = [p for p in range(draft.table.width) if p not in kept and old[f"{p}"].count]
    if gone:
        raise RefusedError(VALUES, column=draft.table.fields[gone[0]].name)
    new, result = bags(after, views_after(draft), {one.field.name for one in filled})
    check_aside(draft, poured, old)
    if result != rows * factor:
        raise RefusedError(ROWS, before=rows * factor, after=result)
    for one in draft.columns:
        if one.position is None or (draft.melt and one.key in draft.melt.keys):
            continue
        if not agree(old[f"{one.position}"].times(factor), new[one.field.name], one, poured.filled.get(one.position, 0)):
            raise RefusedError(VALUES, column=draft.table.fields[one.position].name)
    if draft.melt:
        check_melted(draft, old, new[draft.melt.values])


def agree(old: Bag, new: Bag, column: Column, filled: int) -> bool:
    """Whether a column holds the same multiset; of one with filled blanks, as many more values and no new one."""
    if column.filled:
        return old.count + filled == new.count and old.distinct == new.distinct
    return (old.count, old.sums) == (new.count, new.sums)


def check_melted(draft: Draft, old: Mapping[str, Bag], values: Bag) -> None:
    """The cells of the columns that became rows are those of the one column of values."""
    keys = draft.melt.keys if draft.melt else ()
    wide = [old[f"{one.position}"] for one in draft.columns if one.key in keys]
    sums = tuple(sum(parts) for parts in zip(*(one.sums for one in wide), strict=True))
    if (sum(one.count for one in wide), sums) != (values.count, values.sums):
        raise RefusedError(VALUES, column=draft.melt.values if draft.melt else "")


def check_aside(draft: Draft, poured: Poured, old: Mapping[str, Bag]) -> None:
    """Columns that left the table are whole in their side file."""
    if not draft.aside or not draft.table.rows:
        return
    columns = draft.aside
    names = ["row", *(one.field.name for one in columns)]
    new, _ = bags(written([aside_path(poured.path)], names), {one.field.name: view_of(draft, one) for one in columns})
    for one in columns:
        if not agree(old[f"{one.position}"], new[one.field.name], one, poured.filled.get(one.position or 0, 0)):
            raise RefusedError(VALUES, column=one.field.name)


def original(draft: Draft) -> pl.LazyFrame:
    """The original's data and totals, columns called by their positions."""
    import polars as pl

    table = draft.table
    cells = [pl.col(f"c{table.layout.left + p}").alias(f"{p}") for p in range(table.width)]
    data = table.data.select(cells)
    if not table.layout.total_rows:
        return data
    totals = table.sheet.frame.filter(pl.col("n").is_in(list(table.layout.total_rows))).select(cells)
    return pl.concat([data, totals])


def written(paths: Sequence[Path], names: Sequence[str]) -> pl.LazyFrame:
    """What the files hold, columns called by the names that they should have; RefusedError for other names."""
    import polars as pl

    first = line(names)
    for path in paths:
        with path.open("rb") as file:
            if file.read(len(first)) != first:
                raise RefusedError(VALUES, column="、".join(names))
    return pl.concat([scan(path, names).rename(dict(zip(map(str, range(len(names))), names, strict=True))) for path in paths])


def view_before(draft: Draft, position: int) -> View:
    """How a column of the original is read, given how its cells may have changed."""
    import polars as pl

    column = next((one for one in (*draft.columns, *draft.aside) if one.position == position), None)
    cells = readings.bare(pl.col(f"{position}"))
    if column is None:
        return View(cells)
    if column.words:
        cells = cells.replace(dict(column.words))
    if column.filled:
        cells = readings.without_ditto(cells)
    claim = melted_claim(draft) if draft.melt and column.key in draft.melt.keys else column.claim
    return View(cells, claim, draft.table.fields[position].unit, None, *doubts(draft, position))


def views_after(draft: Draft) -> dict[str, View]:
    """How the columns of the result are read, by name."""
    import polars as pl

    melt = draft.melt
    kept = [one for one in draft.columns if one.position is not None and not (melt and one.key in melt.keys)]
    found = {one.field.name: view_of(draft, one) for one in kept}
    if melt:
        found[melt.values] = View(readings.bare(pl.col(melt.values)), melted_claim(draft), melt.fields[1].unit)
    return found


def view_of(draft: Draft, one: Column) -> View:
    """How a column of the result is read."""
    import polars as pl

    own_units = pl.col(one.unit_column) if one.unit_column else None
    cells = readings.bare(pl.col(one.field.name))
    if one.filled:
        cells = readings.without_ditto(cells)
    return View(cells, one.claim, one.field.unit, own_units, *doubts(draft, one.position or 0))


def melted_claim(draft: Draft) -> str:
    """How the cells of columns that became rows may differ: as those of any of them may."""
    keys = draft.melt.keys if draft.melt else ()
    return max((one.claim for one in draft.columns if one.key in keys), key=CLAIMS.index, default="same")


def doubts(draft: Draft, position: int) -> tuple[bool, bool]:
    """Whether a column has dates whose day and month, or whose century, can be read in two ways."""
    counts = draft.table.columns[position].counts
    return bool(counts.get("D/M/YYYY")), bool(counts.get("YY-M-D") or counts.get("YY年M月D日"))


def bags(frame: pl.LazyFrame, views: Mapping[str, View], sets: Collection[str] = ()) -> tuple[dict[str, Bag], int]:
    """The multiset of each view, of those in `sets` the distinct values too, and the number of rows, in one scan."""
    found = {name: Bag() for name in views}
    different: dict[str, set[int]] = {name: set() for name in sets}
    wanted = [one.cells.alias(f"{i}") for i, one in enumerate(views.values())]
    wanted += [one.own_units.alias(f"{i}:unit") for i, one in enumerate(views.values()) if one.own_units is not None]
    rows = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for batch in frame.collect_batches(chunk_size=BATCH, lazy=True):
            rows += batch.height
            cells = batch.select(wanted)
            measured = pool.map(partial(measure, cells), range(len(views)), views.values())
            for name, parts in zip(views, measured, strict=True):
                for hashes in parts:
                    found[name] = found[name].plus(Bag(len(hashes[0]), tuple(int(one.sum()) for one in hashes)))
                    if name in different:
                        different[name].update(hashes[0].unique())
    return {name: replace(bag, distinct=sum(different.get(name, ()))) for name, bag in found.items()}, rows


def measure(cells: pl.DataFrame, index: int, view: View) -> list[list[pl.Series]]:
    """The hashes of a batch of cells, one list a part and one series a seed; columns are measured side by side."""
    units = cells[f"{index}:unit"] if view.own_units is not None else None
    parts = [values.drop_nulls() for values in view.values(cells[f"{index}"], units)]
    return [[values.hash(seed) // SHORT for seed in range(HASHES)] for values in parts]


def guard_texts(draft: Draft, resources: Iterable[Mapping[str, Any]]) -> None:
    """Raises RefusedError where a title or note that left the table is not found again in the package."""
    told = {(one["row"], one["text"]) for table in resources for kind in ("titles", "notes") for one in table.get(kind, ())}
    for row, text in (*draft.titles, *draft.remarks):
        if (row, mask(text, "any")) not in told:
            raise RefusedError(TEXTS, row=row)
