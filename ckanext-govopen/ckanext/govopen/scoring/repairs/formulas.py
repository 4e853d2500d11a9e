"""Writes the results of formulas as values. A formula without a stored result stays empty: only its author's program knows."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import Formula, workbook

id = "formulas"  # noqa: A001
title = N_("Write results instead of formulas")
kind = "lossless"
order = 6
mends = {"T06": ["volatile", "formulas"]}
examples = [
    (
        workbook([["区县", "户数", "人数"], ["甲县", 12, Formula("B2*3", 36)], ["乙县", 30, Formula("B3*3", 90)]]),
        "区县,户数,人数\n甲县,12,36\n乙县,30,90\n",
    ),
]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The reader of workbooks gives results, never formulas."""
    draft.count(id, sum(hit.finding.count for hit in hits))
