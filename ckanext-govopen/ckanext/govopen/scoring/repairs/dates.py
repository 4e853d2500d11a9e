"""Writes dates as ISO 8601 where they have one reading: 2021年3月5日, 2021/3/5, 20210305, 民国110年3月5日.

Left alone: years of two digits, day and month in an order that must be guessed, dates without a year, days that no
calendar has.
"""

from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from ckanext.govopen.files import patterns
from ckanext.govopen.files.dates import iso
from ckanext.govopen.files.model import Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "dates"  # noqa: A001
title = N_("Write dates as YYYY-MM-DD")
kind = "lossless"
order = 54
mends = {"V03": None}
examples = [
    (
        text(
            "许可.csv",
            "许可号,日期\nA1,2021年3月5日\nA2,2021-03-06\nA3,2021/3/7\nA4,2021.3.8\nA5,2021年3月\nA6,民国110年3月5日\n",
        ),
        "许可号,日期\nA1,2021-03-05\nA2,2021-03-06\nA3,2021-03-07\nA4,2021-03-08\nA5,2021-03\nA6,2021-03-05\n",
    ),
    (
        text("许可.csv", "许可号,日期\nA1,二〇二一年三月十五日\nA2,2021年3月6日10时20分\nA3,5-Mar-2021\nA4,2021年2月30日\n"),
        "许可号,日期\nA1,2021-03-15\nA2,2021-03-06 10:20\nA3,2021-03-05\nA4,2021年2月30日\n",
    ),
    (text("许可.csv", "许可号,发证日期\nA1,20210305\nA2,20210306\n"), "许可号,发证日期\nA1,2021-03-05\nA2,2021-03-06\n"),
]
CERTAIN = ("YYYY年M月D日", "YYYY.M.D", "YYYY/M/D", "YYYY-M-D", "YYYYMMDD", "民国", "YYYY年", "二〇二一年", "D-MMM-YYYY")
VAGUE = ("YYYYMM", "YYYY.M")
remembered = lru_cache(maxsize=100_000)(iso)


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Columns with any style of one reading."""
    return (
        table is not None
        and position is not None
        and any(table.columns[position].counts.get(one) for one in (*CERTAIN, *VAGUE))
    )


def written(cells: pl.Series) -> pl.Series:
    """A batch of cells; every distinct date is read once, one that no calendar has stays."""
    certain = pl.any_horizontal(pl.col("cell").str.contains(patterns.STYLES[name]) for name in (*CERTAIN, *VAGUE))
    dates = cells.alias("cell").to_frame().filter(certain).to_series().unique()
    new = {value: told for value in dates if (told := remembered(value))}
    return cells.replace(new) if new else cells


def standard(cell: pl.Expr) -> pl.Expr:
    """The cells in ISO form, where they are dates of one reading."""
    return cell.map_batches(written, return_dtype=pl.String, is_elementwise=True)


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    for hit in hits:
        if hit.position is not None:
            draft.rewrite(id, hit.position, standard, claim="date")
