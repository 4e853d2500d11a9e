"""What is not known is an empty cell: words and strokes for it look like values, and each publisher has others.

Zeros are such marks where nothing can be zero: coordinates, postcodes, telephone numbers, codes, dates. 无 beside 有 is an
answer, not a mark. Several marks in one table weigh more than one.

Bad: `—`, `无`, `暂无`, `/`, `N/A`; longitude `0`; the date `0000-00-00`.
Good: an empty cell.
"""

import re
from collections.abc import Iterator

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.names import code_of
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text

code = "V05"
title = N_("Missing values are empty cells")
message = N_("Column “{column}” has {count} words or marks for missing values ({marks}).")
help = N_(  # noqa: A001
    "Select the column in WPS or Excel, use Find and replace (Ctrl+H) with “Match entire cell contents”, and replace the "
    "mark by nothing; say in the description what an empty cell means."
)
passes = [
    text("学校.csv", "学校,电话,电梯\n一中,010-12345678,有\n二中,,无\n"),
    text("人口.csv", "区县,新增户数\n甲县,0\n乙县,3\n"),
]
fails = [
    text("学校.csv", "学校,人数\n一中,12\n二中,/\n三中,30\n"),
    text("学校.csv", "学校,负责人\n一中,暂无\n二中,王某\n三中,无\n"),
    text("学校.csv", "学校,经度,纬度\n一中,116.3,39.9\n二中,0,0\n三中,116.4,39.8\n"),
]
ASKING = re.compile("有无|是否")
ANSWERS = ("无", "没有")
ZERO = r"^0+(?:\.0+)?$|^0000[-/.年]|^190[01][-/.]0?1[-/.]0?[01](?: |$)"


def has_no_zero(table: Table, position: int) -> bool:
    """Whether no value of a column can be zero."""
    field = table.fields[position]
    if field.type in ("date", "datetime") or code_of(field.label) not in (None, "division_code"):  # 000000 is the nation
        return True
    place = words().says("longitude", field.label) or words().says("latitude", field.label)
    return place and field.type in ("integer", "number")


def check(facts: Facts) -> Iterator[Cells]:
    """Null marks as the profile counted them, one finding a column."""
    import polars as pl

    for table in facts.tables:
        several = len({mark for column in table.columns for mark in column.null_marks}) > 1
        for position, column in enumerate(table.columns):
            asking = ASKING.search(table.fields[position].label)
            marks = sorted(mark for mark in column.null_marks if not (asking and mark in ANSWERS))
            conditions = [pl.col("cell").is_in(marks)] if marks else []
            if column.values and has_no_zero(table, position):
                conditions.append(pl.col("cell").str.contains(ZERO))
            if conditions:
                told = {"marks": " ".join(marks) or "0"}
                severity = "major" if several and marks else None
                yield cells(facts, table, position, pl.any_horizontal(conditions), params=told, severity=severity)
