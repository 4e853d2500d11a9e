"""The one pass over a table's cells: tidy CSV, side files and changes are written batch by batch, in flat memory."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

    from .changes import Changes
    from .draft import Draft, Melt

BATCH = 10_000


@dataclass
class Poured:
    """What was written: `rows` of the table, rows of each side file by its path, touched cells and rows by repair."""

    path: Path
    rows: int = 0
    sides: dict[Path, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    filled: dict[int, int] = field(default_factory=dict)  # cells that took a value, by position

    def add(self, fix: str, number: int) -> None:
        """Counts what a repair touched."""
        if number:
            self.counts[fix] = self.counts.get(fix, 0) + number


def pour(draft: Draft, target: Path, changes: Changes) -> Poured:
    """Writes a draft to `target`, and the rows that were moved to files beside it."""
    result = Poured(target, counts=dict(draft.counts))
    for fix, number in changes.edits(draft, target.name).items():
        if fix not in draft.counts:
            result.add(fix, number)
    with ExitStack() as stack:
        sink = stack.enter_context(target.open("wb"))
        sink.write(line(header(draft)))
        sides: dict[str, BinaryIO] = {}
        for rows in draft.rows.collect_batches(chunk_size=BATCH, maintain_order=True, lazy=True):
            batch = rows
            for together in draft.cells_by_batch:
                batch = batch.with_columns(together)
            for step in draft.steps:
                result.add(step.fix, number := changes.step(draft, step, batch, target.name))
                if step.fill:
                    result.filled[step.position] = result.filled.get(step.position, 0) + number
            set_aside(draft, batch, result, sides, stack)
            kept = moved(draft, batch, result, sides, stack)
            made = tidy(draft, kept)
            result.rows += made.height
            made.write_csv(sink, include_header=False)
    return result


def header(draft: Draft) -> list[str]:
    """The names of the result's columns."""
    melt = draft.melt
    if melt is None:
        return [one.field.name for one in draft.columns]
    return [*[one.field.name for one in draft.columns if one.key not in melt.keys], melt.names, melt.values]


def tidy(draft: Draft, batch: pl.DataFrame) -> pl.DataFrame:
    """The cells of a batch as they are written."""
    rows = batch.select(one.key for one in draft.columns)
    return rows if draft.melt is None else melted(draft, draft.melt, rows)


def melted(draft: Draft, melt: Melt, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of a wide form in long form, in the order of the original's rows."""
    import polars as pl

    index = [one.key for one in draft.columns if one.key not in melt.keys]
    wide = rows.with_row_index("row")
    long = wide.unpivot(list(melt.keys), index=["row", *index], variable_name="names", value_name="values")
    names = pl.col("names").replace(dict(zip(melt.keys, melt.periods, strict=True)))
    return long.sort("row", maintain_order=True).select(*index, names, "values")


def moved(draft: Draft, batch: pl.DataFrame, result: Poured, sides: dict[str, BinaryIO], stack: ExitStack) -> pl.DataFrame:
    """Writes the rows of a batch that go to side files, and answers the others."""
    for removal in draft.removals:
        gone = batch.filter(removal.key)
        if not gone.height:
            continue
        path = result.path.with_name(f"{result.path.stem}.{removal.name}.csv")
        if removal.name not in sides:
            sides[removal.name] = stack.enter_context(path.open("wb"))
            sides[removal.name].write(line(header(draft)))
        tidy(draft, gone).write_csv(sides[removal.name], include_header=False)
        result.sides[path] = result.sides.get(path, 0) + gone.height
        result.add(removal.fix, gone.height)
        batch = batch.filter(~batch[removal.key])
    return batch


def set_aside(draft: Draft, batch: pl.DataFrame, result: Poured, sides: dict[str, BinaryIO], stack: ExitStack) -> None:
    """Writes the cells of columns that left the table, each row with its number in the original."""
    if not draft.aside:
        return
    path = aside_path(result.path)
    if path.name not in sides:
        sides[path.name] = stack.enter_context(path.open("wb"))
        sides[path.name].write(line(["row", *[one.field.name for one in draft.aside]]))
    batch.select("n", *[one.key for one in draft.aside]).write_csv(sides[path.name], include_header=False)


def aside_path(path: Path) -> Path:
    """The file of the columns that left a table."""
    return path.with_name(f"{path.stem}.hidden_columns.csv")


def scan(path: Path, names: Sequence[str]) -> pl.LazyFrame:
    """The cells of a CSV that was written here, as strings, columns called by their numbers.

    The header is passed over, not parsed: Polars does not undo the doubling of quotes in it.
    """
    import polars as pl

    schema = dict.fromkeys(map(str, range(len(names))), pl.String)
    return pl.scan_csv(path, has_header=False, skip_lines=line(names).count(b"\n"), schema=schema)


def line(names: Sequence[str]) -> bytes:
    """One line of CSV."""
    import io

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(names)
    return buffer.getvalue().encode()
