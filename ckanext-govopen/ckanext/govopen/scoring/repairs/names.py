"""Gives every column a name of its own: a blank one takes its column's letters, a repeated one a number."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Finding
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "names"  # noqa: A001
title = N_("Give every column a name of its own")
kind = "lossless"
order = 24
mends = {"H03": [None]}
examples = [
    (
        text("人口.csv", "区县,,户数,户数\n甲县,1,12,13\n乙县,2,30,31\n"),
        "区县,B,户数,户数_2\n甲县,1,12,13\n乙县,2,30,31\n",
    ),
]


def concerns(finding: Finding, *_: object) -> bool:
    """A name that says nothing cannot be mended without its author."""
    return bool(finding.params.get("blank") or finding.params.get("repeated"))


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """The draft has unique names already; notes which of them are new."""
    row = draft.table.layout.header_rows[-1] if draft.table.layout.header_rows else 0
    for column in draft.columns:
        before = draft.table.fields[column.position].name if column.position is not None else column.field.name
        if column.position is not None and before != column.field.name:
            draft.edit(id, row, column.position, before or None, column.field.name)
