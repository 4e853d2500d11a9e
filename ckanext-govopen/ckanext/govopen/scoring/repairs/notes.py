"""Moves notes, sources and signatures out of the table into the description of the package."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "notes"  # noqa: A001
title = N_("Move notes into the description")
kind = "lossless"
order = 21
mends = {"T04": None}
examples = [
    (text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n注：不含直属单位。,\n"), "区县,户数\n甲县,12\n乙县,30\n"),
    (text("人口.csv", "单位：户,\n区县,户数\n甲县,12\n乙县,30\n"), "区县,户数\n甲县,12\n乙县,30\n"),
]


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """Notes every filled cell of the note rows as moved."""
    draft.lift(id, draft.table.layout.note_rows)
