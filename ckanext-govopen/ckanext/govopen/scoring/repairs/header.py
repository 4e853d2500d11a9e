"""Writes a header of several rows as one: upper and lower name together, `人口_男`."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text, workbook

id = "header"  # noqa: A001
title = N_("Write the header as one row")
kind = "lossless"
order = 23
mends = {"H02": None}
examples = [
    (
        text("人口.csv", "区县,人口,\n,男,女\n甲县,12,13\n乙县,30,31\n"),
        "区县,人口_男,人口_女\n甲县,12,13\n乙县,30,31\n",
    ),
    (
        workbook([["区县", "人口", None], [None, "男", "女"], ["甲县", 12, 13], ["乙县", 30, 31]], ["A1:A2", "B1:C1"]),
        "区县,人口_男,人口_女\n甲县,12,13\n乙县,30,31\n",
    ),
]


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """The draft has the flattened names already; notes what stood in the rows and what stands there now."""
    rows = draft.table.layout.header_rows
    if len(rows) < 2:
        return
    levels = draft.cells(rows)
    for row, cells in levels[:-1]:
        for position, value in cells:
            draft.edit(id, row, position, value, None)
    last = dict(levels[-1][1])
    for position, field in enumerate(draft.table.fields):
        if field.name != last.get(position, ""):
            draft.edit(id, levels[-1][0], position, last.get(position), field.name)
    draft.count(id, len(rows))
