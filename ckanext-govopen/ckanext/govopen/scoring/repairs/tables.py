"""Writes every table to a file of its own: `<name>.csv` the main one, `<name>_2.csv` … those beside it.

So it does with several tables on a sheet, several sheets of a workbook, and the members of an archive; the package names
all of them.
"""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import workbook

id = "tables"  # noqa: A001
title = N_("Write every table to a file of its own")
kind = "lossless"
order = 7
mends = {"T02": None, "F07": None}
examples = [
    (
        workbook(
            [["区县", "户数"], ["甲县", 1], ["乙县", 2], ["丙县", 3], [None, None], ["学校", "人数"], ["一中", 5], ["二中", 6]]
        ),
        "区县,户数\n甲县,1\n乙县,2\n丙县,3\n",
    ),
]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """Every table is a draft of its own already."""
    draft.count(id, sum(hit.finding.count for hit in hits))
