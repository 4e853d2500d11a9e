"""Moves rows that repeat an earlier row in every column to a file of their own, `<name>.duplicates.csv`."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Sample
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "duplicates"  # noqa: A001
title = N_("Move repeated rows to a file of their own")
kind = "ask"
order = 71
mends = {"V10": [None]}
examples: list[tuple[Sample, str]] = [
    (text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n甲县,12\n"), "区县,户数\n甲县,12\n乙县,30\n")
]


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """Every such row but the first, as the original has them; a total repeats nothing."""
    cells = [pl.col(f"r{position}").str.strip_chars().fill_null("") for position in range(draft.table.width)]
    total = pl.col("n").is_in(list(draft.table.layout.total_rows))
    draft.remove(id, "duplicates", ~pl.struct([total.alias("total"), *cells]).is_first_distinct() & ~total, whole=True)
