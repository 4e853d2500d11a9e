"""Blank rows and columns cut a table in pieces: programs stop reading at the first of them.

Bad: an empty line between two groups; a row of spaces; an empty column before the first.
Good: the table begins in A1 and has no gaps.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.reach import column_range
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding
from ckanext.govopen.scoring.places import at_table, row_share, rows_place
from ckanext.govopen.scoring.samples import text, workbook

code = "D02"
title = N_("No blank rows or columns")
message = N_("{count} blank rows interrupt the table or stand before it.")
help = N_(  # noqa: A001
    "Select the blank rows in WPS or Excel (Home › Find › Go to › Blanks), delete the whole rows, and save."
)
variants = {
    "columns": (
        N_("{count} columns are entirely blank."),
        N_("Select the blank columns in WPS or Excel, delete them (right click › Delete), and save."),
    ),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    text("人口.csv", "区县,户数\n甲县,12\n\n乙县,30\n"),
    text("人口.csv", "区县,户数\n甲县,12\n  ,  \n乙县,30\n"),
    workbook([[None, "区县", "户数"], [None, "甲县", 12], [None, "乙县", 30]]),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Blank rows as the layout found them; columns of the sheet without a single filled cell."""
    for table in facts.tables:
        if table.pointers:
            continue
        rows = table.layout.blank_rows
        if rows:
            examples = tuple(Example(f"{row}:{row}", None) for row in rows[:20])
            yield Finding(row_share(facts, table, len(rows)), rows_place(table, rows), len(rows), examples=examples)
        if columns := blank_columns(table, stands_right(facts, table)):
            share = facts.part(table) * len(columns) / (table.width + table.layout.left)
            yield Finding(
                share,
                at_table(table, range=columns[0]),
                len(columns),
                examples=tuple(Example(at, None) for at in columns),
                variant="columns",
            )


def stands_right(facts: Facts, table: Table) -> bool:
    """Whether another table stands on the left of a table."""
    return any(one.sheet is table.sheet and one.layout.left < table.layout.left for one in facts.tables)


def blank_columns(table: Table, right: bool) -> list[str]:
    """Ranges of columns without name and values, those before the table too, if it is not `right` of another."""
    before = [] if right else [column_range(table, position) for position in range(-table.layout.left, 0)]
    inside = [
        column_range(table, position)
        for position, (field, column) in enumerate(zip(table.fields, table.columns, strict=True))
        if not field.name and not column.filled and table.rows
    ]
    return [*before, *inside]
