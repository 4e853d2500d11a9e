"""Writes dates whose year stands last as ISO 8601; the order of day and month is that of the column's other dates.

Where one date of the column has a first number above 12, the day comes first; where one has a second number above 12, the
month does; where both occur, only these dates are rewritten; where none does, the day comes first.
"""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.files import patterns
from ckanext.govopen.files.model import Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "day_month"  # noqa: A001
title = N_("Write dates of day and month as YYYY-MM-DD")
kind = "ask"
order = 56
mends = {"V03": None}
examples = [
    (
        text("许可.csv", "许可号,日期\nA1,25/3/2021\nA2,4/5/2021\nA3,2021-03-06\n"),
        "许可号,日期\nA1,2021-03-25\nA2,2021-05-04\nA3,2021-03-06\n",
    ),
    (
        text("许可.csv", "许可号,日期\nA1,3/25/2021\nA2,4/5/2021\nA3,2021-03-06\n"),
        "许可号,日期\nA1,2021-03-25\nA2,2021-04-05\nA3,2021-03-06\n",
    ),
]
STYLE = "D/M/YYYY"
PARTS = r"^([0-9]{1,2})\D([0-9]{1,2})\D([0-9]{4})(.*)$"


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Columns with such dates."""
    return table is not None and position is not None and bool(table.columns[position].counts.get(STYLE))


def evidence(draft: Draft, position: int) -> tuple[bool, bool]:
    """Whether some date can only be read day first, and whether some can only be read month first."""
    cell = pl.col(draft.column(position).key)
    parts = cell.filter(cell.str.contains(patterns.STYLES[STYLE])).str.extract_groups(PARTS)
    above = [(parts.struct.field(name).cast(pl.Int32) > 12).any().alias(name) for name in ("1", "2")]
    first, second = draft.table.sheet.collect(draft.frame.select(above)).row(0)
    return bool(first), bool(second)


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    for hit in hits:
        if hit.position is None:
            continue
        day_first, month_first = evidence(draft, hit.position)

        def iso(cell: pl.Expr, day_first: bool = day_first, month_first: bool = month_first) -> pl.Expr:
            parts = cell.str.extract_groups(PARTS)
            a, b, year, time = (parts.struct.field(name) for name in ("1", "2", "3", "4"))
            by_day, by_month = a.cast(pl.Int32) > 12, b.cast(pl.Int32) > 12
            months = by_month if day_first else by_month | pl.lit(month_first)
            days = by_day if month_first else ~months
            month, day = pl.when(months).then(a).otherwise(b), pl.when(months).then(b).otherwise(a)
            told = year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2) + time
            return pl.when(cell.str.contains(patterns.STYLES[STYLE]) & (months | days)).then(told).otherwise(cell)

        draft.rewrite(id, hit.position, iso, claim="date")
