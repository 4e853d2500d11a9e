"""Writes the value out where a cell says 同上 or is left blank because the value above still holds."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text, workbook

id = "ditto"  # noqa: A001
title = N_("Repeat the value where a cell says “as above”")
kind = "ask"
order = 32
mends = {"T08": None}
examples = [
    (
        text("学校.csv", "学校,区县,人数\n一中,甲县,12\n二中,同上,13\n三中,乙县,14\n四中,同上,15\n"),
        "学校,区县,人数\n一中,甲县,12\n二中,甲县,13\n三中,乙县,14\n四中,乙县,15\n",
    ),
    (
        workbook([["区县", "学校", "人数"], ["甲县", "一中", 1], [None, "二中", 2], ["乙县", "三中", 3], [None, "四中", 4]]),
        "区县,学校,人数\n甲县,一中,1\n甲县,二中,2\n乙县,三中,3\n乙县,四中,4\n",
    ),
]


def filled(cell: pl.Expr) -> pl.Expr:
    """The cell, or the nearest value above it; the cell itself where there is none, or only a word for a missing value."""
    above = pl.when(~cell.is_in(sorted(words().dittos))).then(cell).forward_fill()
    return pl.when(above.str.strip_chars().is_in(sorted(words().nulls))).then(cell).otherwise(pl.coalesce(above, cell))


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings; a total is no cell that repeats another."""
    total = pl.col("n").is_in(list(draft.table.layout.total_rows))

    def repeated(cell: pl.Expr) -> pl.Expr:
        return pl.when(total).then(cell).otherwise(filled(cell))

    for hit in hits:
        if hit.position is not None:
            draft.rewrite(id, hit.position, repeated, fill=True, whole=True)
