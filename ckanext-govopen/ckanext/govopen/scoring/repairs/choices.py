"""Writes every answer in one way: the most frequent of its spellings, which are those that rule V09 tells of."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text
from ckanext.govopen.scoring.spellings import spellings

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
    (
        text("行业.csv", "编号,行业\n1,餐饮、住宿\n2,餐饮和住宿\n3,餐饮、住宿\n4,零售\n5,零售类\n6,零售\n"),
        "编号,行业\n1,餐饮、住宿\n2,餐饮、住宿\n3,餐饮、住宿\n4,零售\n5,零售\n6,零售\n",
    ),
]


def replaced(draft: Draft, position: int) -> dict[str, str]:
    """What is replaced in a column, and by what: as V09 reads it, with the spaces around a value taken off."""
    cell = pl.col(draft.column(position).key)
    frame = draft.frame.select(cell.alias("cell")).drop_nulls().group_by("cell").len()
    written = dict(draft.table.sheet.collect(frame).iter_rows())
    tally: Counter[str] = Counter()
    for value, count in written.items():
        tally[value.strip()] += count
    wrong = spellings(tally, draft.table.columns[position].null_marks)
    better = {value: wrong.get(value.strip(), value.strip()) for value in written}
    return {value: best for value, best in better.items() if best != value}


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings, each with the words that it replaces."""
    for hit in hits:
        if hit.position is None or draft.table.fields[hit.position].personal:
            continue
        if words := replaced(draft, hit.position):
            draft.column(hit.position).words = words
            draft.rewrite(id, hit.position, lambda cell, words=words: cell.replace(words), claim="text")  # type: ignore[misc]
