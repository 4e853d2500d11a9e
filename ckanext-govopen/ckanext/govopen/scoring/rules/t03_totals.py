"""Totals among the data are counted twice by everyone who adds up the column.

Bad: a row 合计 at the end, 小计 after each group.
Good: only the rows themselves; readers can add.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import rows_finding
from ckanext.govopen.scoring.samples import text

code = "T03"
title = N_("No totals among the data")
message = N_("{count} rows are totals, subtotals or averages of others.")
help = N_("Delete the rows 合计, 小计 and 平均, or publish them as a table of their own.")  # noqa: A001
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n合　计,42\n"),
    text("人口.csv", "序号,区县,户数\n1,甲县,12\n2,乙县,30\n,合计,42\n"),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes the rows that the layout calls totals."""
    for table in facts.tables:
        yield from rows_finding(facts, table, table.layout.total_rows)
