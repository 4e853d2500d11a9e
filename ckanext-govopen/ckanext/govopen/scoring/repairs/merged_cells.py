"""Undoes merged cells: every cell that a merged range covered takes its value."""

from collections.abc import Iterator, Sequence

import polars as pl

from ckanext.govopen.files.model import Span
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import workbook

id = "merged_cells"  # noqa: A001
title = N_("Undo merged cells and fill them")
kind = "lossless"
order = 30
mends = {"T01": None}
examples = [
    (
        workbook([["区县", "乡镇", "户数"], ["甲县", "东乡", 12], [None, "西乡", 13], ["乙县", "南乡", 14]], ["A2:A3"]),
        "区县,乡镇,户数\n甲县,东乡,12\n甲县,西乡,13\n乙县,南乡,14\n",
    ),
]


def spans(draft: Draft) -> Iterator[Span]:
    """Merged ranges among the data; those of totals cover a caption, not values."""
    layout = draft.table.layout
    first, last = layout.data_rows or (1, 0)
    for span in draft.table.sheet.merges:
        if first <= span.top and span.bottom <= last and span.top not in layout.total_rows and span.left >= layout.left:
            yield span


def values(draft: Draft, found: Sequence[Span]) -> dict[tuple[int, int], str]:
    """What stands in the first cell of each range, by row and column of the sheet."""
    rows = {span.top for span in found}
    return {
        (row, draft.table.layout.left + position): value
        for row, cells in draft.cells(sorted(rows))
        for position, value in cells
    }


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """Fills the covered cells of each column from a table of row → value; titles and names need no filling."""
    found = list(spans(draft))
    draft.count(id, max(0, sum(hit.finding.count for hit in hits) - len(found)))
    known = values(draft, found)
    left = draft.table.layout.left
    fill: dict[int, dict[int, str]] = {}
    for span in found:
        value = known.get((span.top, span.left))
        for column in range(span.left, min(span.right, draft.table.layout.right - 1) + 1):
            for row in range(span.top, span.bottom + 1):
                if value is not None and (row, column) != (span.top, span.left):
                    fill.setdefault(column - left, {})[row] = value
    for position, by_row in fill.items():
        new = pl.col("n").replace_strict(by_row, default=None, return_dtype=pl.String)
        draft.rewrite(id, position, lambda cell, new=new: pl.coalesce(cell, new), fill=True)  # type: ignore[misc]
