"""Leaves cells empty where a word or sign says that there is no value: one null mark, the one that programs know."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "nulls"  # noqa: A001
title = N_("Leave cells without a value empty")
kind = "ask"
order = 60
mends = {"V05": None}
examples = [
    (
        text("学校.csv", "学校,人数\n一中,12\n二中,—\n三中,30\n四中,暂无\n"),
        "学校,人数\n一中,12\n二中,\n三中,30\n四中,\n",
    ),
]


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Columns with null marks; whether a zero stands for nothing is for their author to say."""
    return table is not None and position is not None and bool(table.fields[position].null_marks)


def unmarked(cell: pl.Expr) -> pl.Expr:
    """The cell, nothing where it is a null mark."""
    return pl.when(~cell.is_in(sorted(words().nulls))).then(cell)


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    for hit in hits:
        if hit.position is not None:
            draft.rewrite(id, hit.position, unmarked, claim="text")
            column = draft.column(hit.position)
            column.field = replace(column.field, null_marks=())
