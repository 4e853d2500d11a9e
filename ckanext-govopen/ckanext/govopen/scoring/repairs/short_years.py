"""Writes dates with a year of two digits as ISO 8601: 69 to 99 are of the last century, the others of this one."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.files import patterns
from ckanext.govopen.files.model import Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "short_years"  # noqa: A001
title = N_("Complete years of two digits")
kind = "ask"
order = 57
mends = {"V03": None}
examples = [
    (
        text("许可.csv", "许可号,日期\nA1,21年3月5日\nA2,98-12-6\nA3,2021-03-06\n"),
        "许可号,日期\nA1,2021-03-05\nA2,1998-12-06\nA3,2021-03-06\n",
    ),
]
STYLES = ("YY-M-D", "YY年M月D日")
PARTS = r"^([0-9]{2})\D([0-9]{1,2})\D([0-9]{1,2})"
BORDER = 69


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Columns with such dates."""
    return table is not None and position is not None and any(table.columns[position].counts.get(style) for style in STYLES)


def iso(cell: pl.Expr) -> pl.Expr:
    """The date in ISO form where the cell is such a date."""
    parts = cell.str.extract_groups(PARTS)
    year, month, day = (parts.struct.field(name) for name in ("1", "2", "3"))
    century = pl.when(year.cast(pl.Int32) < BORDER).then(pl.lit("20")).otherwise(pl.lit("19"))
    told = century + year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)
    short = pl.any_horizontal(cell.str.contains(patterns.STYLES[style]) for style in STYLES)
    return pl.when(short).then(told).otherwise(cell)


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    for hit in hits:
        if hit.position is not None:
            draft.rewrite(id, hit.position, iso, claim="date")
