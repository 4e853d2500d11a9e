"""Dates must be ISO 8601 (`2021-03-05`), the only form that every program reads alike and that sorts by itself.

Bad: `2021年3月5日`, `2021.3.5`, `2021/3/5`, `20210305`, `21-3-5`, `民国110年3月5日`, `农历正月初五`, `44260` (Excel's
number of the day), a column that mixes them.
Good: `2021-03-05`, `2021-03-05 08:30:00`, `2021-03`.
"""

from collections.abc import Iterator

from ckanext.govopen.files import patterns
from ckanext.govopen.files.dates import iso
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import any_of, cells
from ckanext.govopen.scoring.samples import text

code = "V03"
title = N_("Dates are ISO 8601")
message = N_("Column “{column}” has {count} dates that are not written as YYYY-MM-DD ({styles}).")
help = N_(  # noqa: A001
    "Select the column in WPS or Excel, open Format cells (Ctrl+1), choose Custom and type yyyy-mm-dd; "
    "text that stays as it was is turned into dates with Data › Text to columns."
)
passes = [text("许可.csv", "许可号,日期\nA1,2021-03-05\nA2,2021-12-06\n")]
fails = [
    text("许可.csv", "许可号,日期\nA1,2021年3月5日\nA2,2021-03-06\n"),
    text("许可.csv", "许可号,日期\nA1,2021/3/5\nA2,2021/3/6\n"),
    text("许可.csv", "许可号,发证日期\nA1,20210305\nA2,20210306\n"),
    text("许可.csv", "许可号,发证日期\nA1,44260\nA2,44261\n"),
    text("许可.csv", "许可号,发证日期\nA1,民国110年3月5日\nA2,2021-03-06\n"),
]


def check(facts: Facts) -> Iterator[Cells]:
    """Columns of dates with any cell in another style, be the style uniform or not."""
    for table in facts.tables:
        for position, field in enumerate(table.fields):
            if field.type not in ("date", "datetime"):
                continue
            styles = [name for name in patterns.STYLES if table.columns[position].counts.get(name)]
            if styles:
                told = {"styles": tuple(styles)}
                yield cells(facts, table, position, any_of(styles, patterns.STYLES), expected=iso, params=told)
