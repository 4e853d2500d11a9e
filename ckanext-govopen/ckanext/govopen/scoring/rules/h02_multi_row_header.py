"""A header is one row: programs read the second one as data.

Bad: `人口` over `男` and `女`, in two rows.
Good: one row with `人口_男` and `人口_女`.
"""

from collections.abc import Iterator

from ckanext.govopen.files.reach import address, span
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding
from ckanext.govopen.scoring.places import at_table
from ckanext.govopen.scoring.samples import text, workbook

code = "H02"
title = N_("Header is one row")
message = N_("The header takes {count} rows.")
help = N_(  # noqa: A001
    "Unmerge the cells of the header, write upper and lower name together in one row (such as “人口_男”), "
    "and delete the other rows."
)
passes = [text("人口.csv", "区县,人口_男,人口_女\n甲县,12,13\n乙县,30,31\n")]
fails = [
    text("人口.csv", "区县,人口,\n,男,女\n甲县,12,13\n乙县,30,31\n"),
    workbook([["区县", "人口", None], [None, "男", "女"], ["甲县", 12, 13], ["乙县", 30, 31]], ["A1:A2", "B1:C1"]),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes the rows that the layout calls header; the extent is the part of the columns that have several levels."""
    for table in facts.tables:
        rows = table.layout.header_rows
        if len(rows) < 2:
            continue
        deep = [position for position, parts in enumerate(table.header) if len(parts) > 1]
        examples = tuple(Example(address(table, rows[-1], p), table.header[p][-1], table.fields[p].name) for p in deep[:20])
        where = at_table(table, range=span(table, rows[0], rows[-1], 0, table.width - 1), line=table.sheet.line(rows[0]))
        share = facts.part(table) * max(0.3, len(deep) / table.named)
        yield Finding(share, where, len(rows), examples=examples)
