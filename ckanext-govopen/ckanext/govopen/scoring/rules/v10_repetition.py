"""Rows that come twice are counted twice; a number that names two rows names none; a column that never changes says nothing.

A column is constant from four rows on. Column names that number rows (序号, 编号, id …) promise that no value repeats.

Bad: the same row twice; `序号` 7 for two rows; a column of nothing but `浙江省`, or of nothing.
Good: each row once; what holds for all rows stands in the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.names import code_of, is_code, is_key
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Finding
from ckanext.govopen.scoring.places import at_table, cells, column_finding, row_cells, row_share, rows_place
from ckanext.govopen.scoring.samples import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.govopen.files.model import Table
    from ckanext.govopen.scoring.model import Cells, Facts

code = "V10"
title = N_("Nothing is said twice, and every column says something")
message = N_("{count} rows repeat an earlier row.")
help = N_("Select the table in WPS or Excel and use Data › Remove duplicates, with all columns ticked.")  # noqa: A001
variants = {
    "key": (
        N_("Column “{column}” numbers the rows, but {count} of its values have come before."),
        N_("Mark the repeats in WPS or Excel (Home › Conditional formatting › Duplicate values) and number these rows anew."),
    ),
    "constant": (
        N_("Column “{column}” holds the same value in all {count} rows."),
        N_("Write the value into the description of the dataset and delete the column."),
    ),
    "empty": (
        N_("Column “{column}” has a name but not a single value."),
        N_("Fill the column from the source system, or delete it."),
    ),
}
passes = [
    text("人口.csv", "序号,区县,户数\n1,甲县,12\n2,乙县,30\n3,丙县,12\n"),
    text("人口.csv", "省,区县\n浙江省,甲县\n浙江省,乙县\n浙江省,丙县\n"),
]
fails = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n甲县,12\n"),
    text("人口.csv", "序号,区县,户数\n1,甲县,12\n2,乙县,30\n2,丙县,31\n4,丁县,32\n"),
    text("人口.csv", "省,区县\n浙江省,甲县\n浙江省,乙县\n浙江省,丙县\n浙江省,丁县\n"),
    text("人口.csv", "区县,户数,备注\n甲县,12,\n乙县,30,\n"),
]
CONSTANT_FROM = 4
EMPTY_FROM = 2
NUMBERED = 0.5
KEYS_FROM = 10
MOSTLY = 0.9
MOSTLY_FIRST = 0.75


def check(facts: Facts) -> Iterator[Finding | Cells | None]:
    """Rows by one pass of hashes, spared where some column never repeats; columns by their counts.

    Properties of RDF that only link to other things have no text, and are no empty columns.
    """
    for one in facts.files:
        for table in one.tables:
            repeated, count = repeats(table, range(table.width)) if may_repeat(table) else ([], 0)
            if count:
                where = at_table(table, pointer=f"/{repeated[0]}") if table.pointers else rows_place(table, repeated)
                yield Finding(row_share(facts, table, count), where, count, examples=tuple(row_cells(table, repeated)))
            for position in range(table.width):
                yield of_column(facts, table, position, count, linked=one.format.detected == "rdf")


def of_column(facts: Facts, table: Table, position: int, repeated: int, *, linked: bool) -> Finding | Cells | None:
    """The finding on one column, in a table with so many repeated rows."""
    import polars as pl

    column = table.columns[position]
    if table.fields[position].name and not column.filled and table.rows >= EMPTY_FROM and not linked:
        return column_finding(facts, table, position, variant="empty")
    if is_constant(table, position):
        return column_finding(facts, table, position, variant="constant")
    if is_numbering(table, position) and column.filled - column.distinct > repeated:
        rows, _ = repeats(table, [position])
        total = pl.col("cell").str.contains(words().total)  # T03's, where records have no layout
        return cells(facts, table, position, pl.col("n").is_in(rows) & ~total, variant="key")
    return None


def may_repeat(table: Table) -> bool:
    """Whether rows can be the same: not where a column has another value in every row."""
    return table.rows > 1 and not any(column.distinct == table.rows for column in table.columns)


def is_constant(table: Table, position: int) -> bool:
    """Whether a column beside others has the same value in every row; numbers of persons are another matter."""
    field, column = table.fields[position], table.columns[position]
    whole = column.distinct == 1 and column.filled == table.rows >= CONSTANT_FROM
    return whole and table.width > 1 and field.personal is None


def is_numbering(table: Table, position: int) -> bool:
    """Whether a column numbers the rows: by its name, or as the first column of codes, nearly all of which differ."""
    field, column = table.fields[position], table.columns[position]
    if is_key(field.label):
        return NUMBERED * column.filled <= column.distinct < column.filled
    named = [p for p, one in enumerate(table.fields) if is_code(one.label) and code_of(one.label) is None]
    whole = column.filled == table.rows >= KEYS_FROM
    least = MOSTLY if position else MOSTLY_FIRST
    return named[:1] == [position] and whole and least * column.filled <= column.distinct < column.filled


def repeats(table: Table, positions: range | list[int]) -> tuple[list[int], int]:
    """The first rows that are in some columns as an earlier row is, and the number of all such rows."""
    import polars as pl

    names = [f"c{table.layout.left + position}" for position in positions]
    key = pl.struct(pl.col(name).str.strip_chars().fill_null("") for name in names).hash()
    rows = table.data.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).select("n", key=key)
    groups = rows.group_by("key").agg(first=pl.col("n").min(), times=pl.len()).filter(pl.col("times") > 1)
    found = table.sheet.collect(groups)
    if not found.height:
        return [], 0
    later = rows.filter(pl.col("key").is_in(found["key"].implode()) & ~pl.col("n").is_in(found["first"].implode()))
    numbers = table.sheet.collect(later.select("n"))["n"].sort()
    return numbers.head(limits().special_rows).to_list(), len(numbers)
