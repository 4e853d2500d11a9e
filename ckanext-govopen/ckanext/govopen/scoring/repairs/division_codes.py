"""Adds the code of GB/T 2260 beside a column of divisions, where a name means one division only. The names stay."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.national import regions
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "division_codes"  # noqa: A001
title = N_("Add the codes of divisions")
kind = "ask"
order = 64
mends = {"V08": None}
examples = [
    (
        text("人口.csv", "区县,户数\n海淀,12\n西城区,30\n朝阳区,31\n"),
        "区县,区县_代码,户数\n海淀,110108,12\n西城区,110102,30\n朝阳区,110105,31\n",
    ),
]


def codes(names: Sequence[str]) -> dict[str, str]:
    """Name → code; a name of several divisions means the one whose neighbours are named in the column too."""
    found = {name: regions.named(name) for name in names}
    near = {one.parent for candidates in found.values() if len(candidates) == 1 for one in candidates}
    sure = {
        name: [one for one in candidates if len(candidates) == 1 or one.parent in near] for name, candidates in found.items()
    }
    return {name: candidates[0].code for name, candidates in sure.items() if len(candidates) == 1}


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    for hit in hits:
        if hit.position is None:
            continue
        column = draft.column(hit.position)
        if f"{column.field.name}_代码" in {one.field.name for one in draft.columns}:
            continue
        cell = pl.col(column.key)
        names = (
            draft.table.sheet.collect(draft.frame.select(cell.drop_nulls().unique().sort()).head(100_000))
            .to_series()
            .to_list()
        )
        if known := codes(names):
            draft.add(
                f"{column.field.name}_代码",
                cell.replace_strict(known, default=None, return_dtype=pl.String),
                column,
                "identifier",
            )
            draft.count(id, len(known))
