"""Every column needs a name that says what it holds, and no two columns the same.

Bad: no header at all; a blank name; `列1`, `F2`, `Unnamed: 3`; two columns called 数量.
Good: 区县, 户数, 更新日期.
"""

from collections import Counter
from collections.abc import Iterator

from ckanext.govopen.files.cells import kind
from ckanext.govopen.files.model import Table
from ckanext.govopen.files.reach import address, span
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding
from ckanext.govopen.scoring.places import at_table, row_cells
from ckanext.govopen.scoring.samples import text

code = "H03"
title = N_("Every column has a name of its own")
message = N_(
    "{count} column names are blank, repeated or say nothing ({blank} blank, {repeated} repeated, {empty} meaningless)."
)
help = N_(  # noqa: A001
    "Give every column a short name that says what it holds and that no other column has; put the unit in brackets."
)
variants = {
    "none": (
        N_("The table has no header: its first row is data already."),
        N_("Insert a first row with a name for every column, such as “区县, 户数, 更新日期”."),
    ),
}
passes = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n"),
    text("人口.csv", "区县,人口,\n,男,女\n甲县,12,13\n乙县,30,31\n"),
]
fails = [
    text("人口.csv", "甲县,12,2021-01-01\n乙县,30,2021-01-02\n丙县,31,2021-01-03\n"),
    text("人口.csv", "区县,,户数,户数\n甲县,1,12,13\n乙县,2,30,31\n"),
    text("人口.csv", "列1,列2\n甲县,12\n乙县,30\n"),
]

FATAL_FROM = 0.25
"""The part of a file that a table without header must be for the file to be of no use."""


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a table; names are those of the flattened header, so upper names of several levels do not repeat."""
    for table in facts.tables:
        if not table.pointers and not table.layout.header_rows:
            if table.rows:
                yield headless(facts, table)
        elif table.width:
            yield from names(facts, table)


def headless(facts: Facts, table: Table) -> Finding:
    """A table whose first row is data."""
    first = table.layout.data_rows[0] if table.layout.data_rows else 1
    where = at_table(table, range=f"{first}:{first}", line=table.sheet.line(first))
    severity = "fatal" if facts.part(table) >= FATAL_FROM else None
    return Finding(facts.part(table), where, examples=tuple(row_cells(table, [first])), variant="none", severity=severity)


def names(facts: Facts, table: Table) -> Iterator[Finding]:
    """Blank, repeated and meaningless names; blank columns without values are D02's."""
    counts = Counter(field.name for field in table.fields)
    shifted = sum(problem.count for problem in table.sheet.problems if problem.kind == "uneven_long")  # D01's
    blank = [p for p, field in enumerate(table.fields) if not field.name and table.columns[p].filled > shifted]
    repeated = [p for p, field in enumerate(table.fields) if field.name and counts[field.name] > 1]
    empty = [p for p, field in enumerate(table.fields) if is_meaningless(field.name) and p not in repeated]
    bad = sorted({*blank, *repeated, *empty})
    if not bad:
        return
    row = table.layout.header_rows[-1] if table.layout.header_rows else 0
    examples = tuple(Example(address(table, row, p), table.fields[p].name or None) for p in bad[:20])
    place = span(table, row, row, bad[0], bad[-1])
    where = at_table(table, pointer=place) if table.pointers else at_table(table, range=place, line=table.sheet.line(row))
    params = {"blank": len(blank), "repeated": len(repeated), "empty": len(empty)}
    yield Finding(facts.part(table) * len(bad) / table.named, where, len(bad), params, examples)


def is_meaningless(name: str) -> bool:
    """Whether a name says nothing of its column; a year says something."""
    return bool(name) and words().meaningless.match(name) is not None and kind(name) != "period"
