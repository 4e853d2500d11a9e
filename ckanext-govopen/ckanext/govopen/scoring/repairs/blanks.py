"""Drops rows and columns in which nothing stands."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text, workbook

id = "blanks"  # noqa: A001
title = N_("Drop blank rows and columns")
kind = "lossless"
order = 22
mends = {"D02": None}
examples = [
    (text("人口.csv", "区县,户数\n甲县,12\n  ,  \n乙县,30\n"), "区县,户数\n甲县,12\n乙县,30\n"),
    (
        workbook([[None, "区县", None, "户数"], [None, "甲县", None, 12], [None, "乙县", None, 30]]),
        "区县,户数\n甲县,12\n乙县,30\n",
    ),
]


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """Blank rows are no rows of the draft; blank columns are taken out of it."""
    table = draft.table
    if table.pointers:
        return
    blank = [
        column
        for column in draft.columns
        if column.position is not None
        and not table.fields[column.position].name
        and not table.columns[column.position].filled
        and table.rows
    ]
    for column in blank:
        draft.columns.remove(column)
    draft.count(id, len(table.layout.blank_rows) + len(blank) + table.layout.left)
