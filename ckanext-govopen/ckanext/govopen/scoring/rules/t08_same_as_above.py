"""A cell that means “as above” means nothing once the rows are sorted or filtered.

Bad: `同上`, `〃`; a district in the first row of its group and blanks in the others.
Good: the value in every row.
"""

import re
from collections.abc import Iterator

from ckanext.govopen.files.columns import Column
from ckanext.govopen.files.model import Field, Table
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text, workbook

code = "T08"
title = N_("No cells that mean “as above”")
message = N_("Column “{column}” has {count} cells that only point at the row above (such as 同上).")
help = N_(  # noqa: A001
    "Filter the column for these cells in WPS or Excel, delete them, select the blanks (Find › Go to › Blanks), type “=” "
    "and the cell above, and press Ctrl+Enter."
)
variants = {
    "blank": (
        N_("Column “{column}” has {count} blank cells that stand for the value above them."),
        N_(
            "Select the column in WPS or Excel, select the blanks (Find › Go to › Blanks), type “=” and the cell above, "
            "and press Ctrl+Enter."
        ),
    ),
}
passes = [
    text("学校.csv", "区县,学校,人数\n甲县,一中,12\n甲县,二中,13\n乙县,三中,14\n"),
    text("学校.csv", "学校,区县,电话\n一中,甲县,\n二中,甲县,\n三中,乙县,010-1\n"),
]
fails = [
    text("学校.csv", "学校,区县,人数\n一中,甲县,12\n二中,同上,13\n三中,乙县,14\n"),
    workbook([["区县", "学校", "人数"], ["甲县", "一中", 12], [None, "二中", 13], ["乙县", "三中", 14], [None, "四中", 15]]),
]
OPTIONAL = re.compile("备注|说明|简介|描述|情况|原因|意见|依据|电话|手机|邮箱|网址|别名|曾用名|附件|补充")
FEWEST = 2
LEAST = 0.25
MOSTLY = 0.5


def is_grouping(table: Table, position: int) -> bool:
    """Whether a column names groups once each: it stands first, begins filled, and each of its values comes only once."""
    field, column = table.fields[position], table.columns[position]
    blank = table.rows - column.filled
    least = LEAST if field.type == "string" else MOSTLY
    if blank < max(FEWEST, least * table.rows) or column.filled < FEWEST or column.distinct != column.filled:
        return False
    return field.type != "number" and is_first_filled(table, position) and is_key(table, position, field, column)


def is_first_filled(table: Table, position: int) -> bool:
    """Whether the first data row has a value in the column."""
    return bool(table.sample[str(position)].head(1).to_list()[:1] not in ([], [""]))


def is_key(table: Table, position: int, field: Field, column: Column) -> bool:
    """Whether the column stands before all columns that are complete, and some column is complete."""
    complete = [other for other, one in enumerate(table.columns) if one.filled == table.rows]
    if not complete or column.null_marks or not field.name or (position and OPTIONAL.search(field.label)):
        return False
    before = [other for other in complete if other < position and table.fields[other].name not in ("序号", "编号")]
    return not before


def covered(table: Table, position: int) -> list[int]:
    """Rows whose cell in the column lies inside a merged range: those are T01's."""
    at = table.layout.left + position
    inside = [one for one in table.sheet.merges if one.left <= at <= one.right and one.bottom > one.top]
    return [row for one in inside for row in range(one.top + 1, one.bottom + 1)]


def check(facts: Facts) -> Iterator[Cells]:
    """Words from `tables.yml` in any column; blanks in the column that names the groups."""
    import polars as pl

    for table in facts.tables:
        for position, column in enumerate(table.columns):
            if column.counts.get("ditto"):
                yield cells(facts, table, position, pl.col("cell").is_in(sorted(words().dittos)))
            elif is_grouping(table, position):
                blank = pl.col("cell").is_null() | (pl.col("cell") == "")
                free = ~pl.col("n").is_in(covered(table, position))
                yield cells(facts, table, position, blank & free, variant="blank")
