"""Moves hidden rows and columns to files of their own, `<name>.hidden.csv` and `<name>.hidden_columns.csv`."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import workbook

id = "hidden"  # noqa: A001
title = N_("Move hidden rows and columns to files of their own")
kind = "ask"
order = 72
mends = {"T05": [None, "columns"]}
examples = [
    (
        workbook([["区县", "户数"], ["甲县", 12], ["乙县", 30], ["丙县", 31]], hidden_rows=[3]),
        "区县,户数\n甲县,12\n丙县,31\n",
    ),
    (
        workbook([["区县", "户数", "备注"], ["甲县", 12, "无变化"], ["乙县", 30, "有变化"]], hidden_columns=[2]),
        "区县,备注\n甲县,无变化\n乙县,有变化\n",
    ),
]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The rows and columns that the sheet hides."""
    extras = draft.table.sheet.workbook
    if extras is None:
        return
    found = {hit.variant for hit in hits}
    if None in found:
        hidden = [pl.col("n").is_between(first, last) for first, last in extras.hidden_rows]
        draft.remove(id, "hidden", pl.any_horizontal(hidden))
    if "columns" in found:
        left = draft.table.layout.left
        positions = {column - left for first, last in extras.hidden_columns for column in range(first, last + 1)}
        gone = [one for one in draft.columns if one.position in positions]
        for column in gone:
            draft.set_aside(column)
        draft.count(id, len(gone))
