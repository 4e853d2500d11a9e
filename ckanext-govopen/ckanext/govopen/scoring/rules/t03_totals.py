"""Totals among the data are counted twice by everyone who adds up the column.

A row is a total by its word, or because its numbers are the sums of the others.

Bad: a row 合计 at the end, 小计 after each group, a first row 全市, rows 其中：农村.
Good: only the rows themselves; readers can add.
"""

from collections.abc import Iterator
from dataclasses import replace

from ckanext.govopen.files.model import Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_table, rows_finding
from ckanext.govopen.scoring.samples import text

code = "T03"
title = N_("No totals among the data")
message = N_("{count} rows are totals, subtotals or averages of others.")
help = N_("Delete the rows 合计, 小计 and 平均, or publish them as a table of their own.")  # noqa: A001
variants = {
    "parts": (
        N_("{count} rows are parts (其中) of another row: adding up the column counts them twice."),
        N_("Put the parts into columns of their own, or into a table of their own."),
    ),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n合　计,42\n"),
    text("人口.csv", "序号,区县,户数\n1,甲县,12\n2,乙县,30\n,合计,42\n"),
    text("人口.json", '[{"区县": "甲县", "户数": 12}, {"区县": "乙县", "户数": 30}, {"区县": "合计", "户数": 42}]'),
    text("人口.csv", "区县,户数\n全市,73\n甲县,12\n乙县,30\n丙县,31\n"),
    text("人口.csv", "区县,户数\n甲县,12\n其中：农村,7\n乙县,30\n"),
]


PART = r"^\s*[（(]?其中(?:[：:，,、\s]|[男女城农县市区]|中央|地方|进口|出口|$)"


def check(facts: Facts) -> Iterator[Finding]:
    """Takes the rows that the layout calls totals, and looks for rows of parts among the first ones."""
    for table in facts.tables:
        rows = table.layout.total_rows
        for finding in rows_finding(facts, table, rows):
            yield replace(finding, where=at_table(table, pointer=f"/{rows[0]}")) if table.pointers else finding
        parts = () if table.pointers else part_rows(table)
        for finding in rows_finding(facts, table, parts):
            yield replace(finding, variant="parts")


def part_rows(table: Table) -> tuple[int, ...]:
    """Rows that are a part of the row above them, by their words."""
    import polars as pl

    names = [str(position) for position in range(min(2, table.width))]
    if not names:
        return ()
    rows = table.sample.filter(pl.any_horizontal(pl.col(name).str.contains(PART) for name in names))
    return tuple(rows["n"].to_list())
