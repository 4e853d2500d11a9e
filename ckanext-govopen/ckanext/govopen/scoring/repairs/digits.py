"""Writes numbers in plain digits: without thousands separators, full-width digits and spaces. 万 and 亿 stay."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.files import patterns
from ckanext.govopen.files.model import Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "digits"  # noqa: A001
title = N_("Write numbers in plain digits")
kind = "lossless"
order = 50
mends = {"V02": None}
examples = [
    (
        text("人口.csv", '区县,户数\n甲县,"1,200"\n乙县,980\n丙县,３５\n丁县,1 200\n'),
        "区县,户数\n甲县,1200\n乙县,980\n丙县,35\n丁县,1200\n",
    ),
]
WAYS = ("thousands", "fullwidth", "spaced")
FULL, HALF = list("０１２３４５６７８９．－＋"), list("0123456789.-+")


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Columns with any of these ways of writing."""
    return table is not None and position is not None and any(table.columns[position].counts.get(way) for way in WAYS)


def plain(cell: pl.Expr) -> pl.Expr:
    """The cell in plain digits where it is such a number."""
    dressed = pl.any_horizontal(cell.str.contains(patterns.numeric()[way]) for way in WAYS)
    digits = cell.str.replace_all(r"[,，\s]", "").str.replace_many(FULL, HALF)
    return pl.when(dressed).then(digits).otherwise(cell)


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    for hit in hits:
        if hit.position is not None:
            draft.rewrite(id, hit.position, plain, claim="number")
