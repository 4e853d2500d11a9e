"""Moves the title rows above the header into the package: the first is its title, all of them are in its description."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text, workbook

id = "titles"  # noqa: A001
title = N_("Move title rows into the description")
kind = "lossless"
order = 20
mends = {"H01": None}
examples = [
    (text("人口.csv", "某市人口统计表,\n区县,户数\n甲县,12\n乙县,30\n"), "区县,户数\n甲县,12\n乙县,30\n"),
    (
        workbook([["某市人口统计表", None], ["区县", "户数"], ["甲县", 12], ["乙县", 30]], ["A1:B1"]),
        "区县,户数\n甲县,12\n乙县,30\n",
    ),
]


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """Notes every filled cell of the title rows as moved."""
    draft.lift(id, draft.table.layout.title_rows)
