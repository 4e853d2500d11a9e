"""A sheet holds one table: programs read the second one as rows of the first.

Bad: two tables below each other or side by side.
Good: a sheet, or better a file, for each.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.reach import span
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding
from ckanext.govopen.scoring.places import at_table
from ckanext.govopen.scoring.samples import text, workbook

code = "T02"
title = N_("One table a sheet")
message = N_("{count} tables share one sheet.")
help = N_(  # noqa: A001
    "Cut every table but the first in WPS or Excel, paste each into a sheet of its own, and save each sheet as a file."
)
passes = [text("人口.csv", "区县,户数\n甲县,12\n\n乙县,30\n")]
fails = [
    workbook([["区县", "户数"], ["甲县", 1], ["乙县", 2], [None, None], ["学校", "人数"], ["一中", 5], ["二中", 6]]),
    workbook(
        [
            ["区县", "户数", None, "学校", "人数"],
            ["甲县", 1, None, "一中", 5],
            ["乙县", 2, None, "二中", 6],
            ["丙县", 3, None, "三中", 7],
        ]
    ),
]


def extent(table: Table) -> str:
    """The cells of a table, its header included, in A1 notation."""
    rows = [*table.layout.header_rows, *(table.layout.data_rows or ())]
    return span(table, min(rows, default=1), max(rows, default=1), 0, max(0, table.width - 1))


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a sheet that holds several tables; it points at all but the first."""
    seen: set[int] = set()
    for table in facts.tables:
        together = sorted((one for one in facts.tables if one.sheet is table.sheet), key=lambda one: one.number)
        if len(together) < 2 or id(table.sheet) in seen:
            continue
        seen.add(id(table.sheet))
        others = together[1:]
        share = min(1.0, sum(facts.part(one) for one in together))
        examples = tuple(Example(extent(one), None) for one in others[:20])
        yield Finding(share, at_table(table, range=examples[0].at), len(together), examples=examples)
