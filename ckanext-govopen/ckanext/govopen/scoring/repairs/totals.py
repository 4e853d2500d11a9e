"""Moves totals, subtotals and averages to a file of their own, `<name>.totals.csv`."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "totals"  # noqa: A001
title = N_("Move totals to a file of their own")
kind = "ask"
order = 70
mends = {"T03": [None]}
examples = [
    (text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n合　计,42\n"), "区县,户数\n甲县,12\n乙县,30\n"),
    (
        text("人口.json", '[{"区县": "甲县", "户数": 12}, {"区县": "乙县", "户数": 30}, {"区县": "合计", "户数": 42}]'),
        "区县,户数\n甲县,12\n乙县,30\n",
    ),
]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The rows that the layout calls totals."""
    totals = draft.table.layout.total_rows
    if hits and totals:
        draft.remove(id, "totals", pl.col("n").is_in(list(totals)))
