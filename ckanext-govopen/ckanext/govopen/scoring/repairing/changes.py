"""The list of changes, cell by cell: complete in `changes.csv`, personal numbers masked, addressed as in the original."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, TextIO

from ckanext.govopen.files.personal import mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from .draft import Draft, Step

HEADER = ("file", "row", "column", "at", "before", "after", "fix")


class Changes:
    """Writes changes to a text file as they come, counts them, and keeps the first `most`."""

    def __init__(self, sink: TextIO, most: int) -> None:
        self.sink, self.most = sink, most
        self.total = 0
        self.first: list[dict[str, Any]] = []
        self.writer = csv.writer(sink, lineterminator="\n")
        self.writer.writerow(HEADER)

    def edits(self, draft: Draft, file: str) -> dict[str, int]:
        """The single cells that moved or changed; answers how many each repair touched."""
        counts: dict[str, int] = {}
        for one in draft.edits:
            kind = draft.table.fields[one.position].personal
            place = (one.row, draft.letters(one.position), draft.place(one.row, one.position))
            values = [mask(mask(value, kind), "any") or "" for value in (one.before, one.after)]
            row = (file, *place, *values, one.fix)
            self.writer.writerow(row)
            self.keep(row)
            counts[one.fix] = counts.get(one.fix, 0) + 1
        self.total += len(draft.edits)
        return counts

    def step(self, draft: Draft, step: Step, batch: pl.DataFrame, file: str) -> int:
        """The cells of a batch that a step changed; answers how many."""
        import polars as pl

        changed = batch[step.before].ne_missing(batch[step.after])
        if not changed.any():
            return 0
        cells = batch.filter(changed).select("n", before=pl.col(step.before), after=pl.col(step.after))
        kind = draft.table.fields[step.position].personal
        if kind:
            cells = cells.with_columns(masked(cells[name], kind) for name in ("before", "after"))
        column = draft.letters(step.position)
        start, end = draft.place(0, step.position).split("0", 1) if draft.table.pointers else (column, "")
        number = pl.col("n").cast(pl.String)
        rows = cells.select(
            file=pl.lit(file),
            row="n",
            column=pl.lit(column),
            at=pl.lit(start) + number + pl.lit(end),
            before=pl.col("before").fill_null(""),
            after=pl.col("after").fill_null(""),
            fix=pl.lit(step.fix),
        )
        self.sink.write(rows.write_csv(include_header=False))
        for row in rows.head(max(0, self.most - len(self.first))).iter_rows():
            self.keep(row)
        self.total += rows.height
        return rows.height

    def keep(self, row: Sequence[Any]) -> None:
        """Keeps one of the first changes."""
        if len(self.first) < self.most:
            self.first.append(dict(zip(HEADER, row, strict=True)))


def masked(cells: pl.Series, kind: str) -> pl.Series:
    """Cells of a personal column as they may be shown."""
    import polars as pl

    return pl.Series(cells.name, [mask(value, kind) for value in cells], dtype=pl.String)
