"""The first row must be the header: a title above it is taken for the names of the columns.

Bad: `2023年某市人口统计表` in row 1 and the header in row 2.
Good: the title is the name of the dataset, the header is row 1.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import row_cells, rows_place
from ckanext.govopen.scoring.samples import text, workbook

code = "H01"
title = N_("No title above the header")
message = N_("{count} title rows stand above the header.")
help = N_(  # noqa: A001
    "Delete the title rows so that the header is the first row, and put the title into the name or description of the dataset."
)
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    text("人口.csv", "某市人口统计表,\n区县,户数\n甲县,12\n乙县,30\n"),
    workbook([["某市人口统计表", None], ["区县", "户数"], ["甲县", 12], ["乙县", 30]], ["A1:B1"]),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes the rows that the layout calls titles; each costs a little more."""
    for table in facts.tables:
        rows = table.layout.title_rows
        if rows:
            share = facts.part(table) * min(1.0, 0.2 + 0.1 * len(rows))
            yield Finding(share, rows_place(table, rows), len(rows), examples=tuple(row_cells(table, rows)))
