"""Writes every answer in one way: the most frequent spelling of those that differ by spaces, width or case.

Where the finding itself says what another spelling should be (Y → 是), that is taken.
"""

import unicodedata
from collections.abc import Mapping, Sequence

import polars as pl

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text
from ckanext.govopen.scoring.spellings import usual

id = "choices"  # noqa: A001
title = N_("Write every answer in one way")
kind = "ask"
order = 62
mends = {"V09": None}
examples = [
    (
        text("学校.csv", "学校,寄宿\n一中,是\n二中,Y\n三中,有\n四中,否\n五中,是\n"),
        "学校,寄宿\n一中,是\n二中,是\n三中,是\n四中,否\n五中,是\n",
    ),
    (
        text("办件.csv", "编号,状态\n1,已办结\n2,已 办结\n3,受理中\n4,已办结\n"),
        "编号,状态\n1,已办结\n2,已办结\n3,受理中\n4,已办结\n",
    ),
    (
        text("定级.csv", "编号,等级\n1,a类\n2,A类\n3,B类\n4,B类\n5,a类\n6,A类\n"),
        "编号,等级\n1,A类\n2,A类\n3,B类\n4,B类\n5,A类\n6,A类\n",
    ),
]


def usual_form(value: str) -> str:
    """A value without spaces, in half width and lower case."""
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()


def by_form(counts: Mapping[str, int]) -> dict[str, str]:
    """Values that are another spelling of a more frequent one, and that one."""
    forms: dict[str, list[str]] = {}
    for value in counts:
        forms.setdefault(usual_form(value), []).append(value)
    best = {form: usual(values, counts) for form, values in forms.items()}
    return {value: best[usual_form(value)] for value in counts if best[usual_form(value)] != value}


def spellings(draft: Draft, hit: Hit, position: int) -> dict[str, str]:
    """What is replaced in a column, and by what."""
    cell = pl.col(draft.column(position).key)
    counts = dict(
        draft.table.sheet.collect(draft.frame.select(cell.alias("cell")).drop_nulls().group_by("cell").len()).iter_rows()
    )
    told = {one.value.strip(): one.expected for one in hit.finding.examples if one.value and one.expected}
    found = by_form(counts) | {value: better for value, better in told.items() if value in counts and better in counts}
    return {value: found.get(better, better) for value, better in found.items() if found.get(better, better) != value}


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings, each with the words that it replaces."""
    for hit in hits:
        if hit.position is None or draft.table.fields[hit.position].personal:
            continue
        if words := spellings(draft, hit, hit.position):
            draft.column(hit.position).words = words
            draft.rewrite(id, hit.position, lambda cell, words=words: cell.replace(words), claim="text")  # type: ignore[misc]
