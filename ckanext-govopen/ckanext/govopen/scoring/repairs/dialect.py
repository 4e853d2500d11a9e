"""Writes delimited text anew: commas, sound quotes, every row with as many fields as the header.

A row that had more fields than the others keeps them, in columns without a name of their own: where they belong only
its author can say.
"""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "dialect"  # noqa: A001
title = N_("Write rows, quotes and commas anew")
kind = "lossless"
order = 2
mends = {"D01": None}
examples = [
    (text("人口.csv", "区县;地址;户数\n甲县;路1号;12\n乙县;路2号;30\n"), "区县,地址,户数\n甲县,路1号,12\n乙县,路2号,30\n"),
    (text("人口.csv", "区县,地址,户数\n甲县,路1号\n乙县,路2号,30\n"), "区县,地址,户数\n甲县,路1号,\n乙县,路2号,30\n"),
]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """All results are written by one writer."""
    draft.count(id, sum(hit.finding.count for hit in hits))
