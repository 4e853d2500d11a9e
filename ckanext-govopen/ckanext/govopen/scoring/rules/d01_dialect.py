"""Every row of delimited text must have the same number of fields, with sound quoting and the usual separator.

Bad: `甲县,12,路1号,3室` under a header of three columns; a quotation mark that is never closed; `;` between fields.
Good: fields that hold a comma are put in double quotes.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import Problem, Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_table, row_cells, row_share, rows_place
from ckanext.govopen.scoring.samples import text

code = "D01"
title = N_("Rows and quotes of delimited text are sound")
message = N_("{count} rows have more fields than the {width} of the others; their values are shifted into wrong columns.")
help = N_(  # noqa: A001
    "Do not build CSV by joining text. In WPS or Excel put the data into columns and choose “Save as › "
    "CSV UTF-8”: it puts fields that hold commas, quotes or line breaks into double quotes."
)
variants = {
    "short": (
        N_("{count} rows have fewer fields than the {width} of the others."),
        N_("Open the file in WPS or Excel, complete the rows (an empty field keeps its comma), and save it as CSV UTF-8."),
    ),
    "quote": (
        N_("Quotation marks are not sound from line {line} on."),
        N_(
            "A quotation mark inside a field must be doubled and the field quoted. WPS and Excel do so when they "
            "save as CSV UTF-8."
        ),
    ),
    "delimiter": (
        N_("Fields are parted by “{delimiter}” instead of a comma."),
        N_("Open the file in WPS or Excel (Data › From text, choose the separator) and save it as CSV UTF-8."),
    ),
}
passes = [text("人口.csv", '区县,地址,户数\n甲县,"路1号,3室",12\n乙县,路2号,30\n')]
fails = [
    text("人口.csv", "区县,地址,户数\n甲县,路1号,3室,12\n乙县,路2号,30\n丙县,路3号,30\n"),
    text("人口.csv", '区县,地址,户数\n甲县,"路1号,12\n乙县,路2号,30\n'),
    text("人口.csv", "区县;地址;户数\n甲县;路1号;12\n乙县;路2号;30\n"),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the reader of delimited text saw; titles and notes have fields of their own and are not counted."""
    for table in facts.tables:
        if table.number != 1:
            continue
        for problem in table.sheet.problems:
            if problem.kind.startswith("uneven"):
                yield from uneven(facts, table, problem)
            elif problem.kind == "quote":
                params = {"line": problem.line or 1}
                yield Finding(
                    facts.part(table),
                    at_table(table, line=problem.line),
                    params=params,
                    variant="quote",
                    severity="critical",
                )
            elif problem.kind == "delimiter":
                yield Finding(facts.part(table), at_table(table), params=problem.params, variant="delimiter", severity="minor")


def uneven(facts: Facts, table: Table, problem: Problem) -> Iterator[Finding]:
    """Rows of another width that are neither title, note nor blank."""
    layout = table.layout
    others = {*layout.title_rows, *layout.note_rows, *layout.blank_rows, *layout.total_rows}
    rows = [row for row in problem.rows if row not in others]
    if not rows:
        return
    long = problem.kind == "uneven_long"
    count = problem.count - len(set(problem.rows) & others)
    yield Finding(
        row_share(facts, table, count),
        rows_place(table, rows),
        count,
        problem.params,
        tuple(row_cells(table, rows)),
        "fatal" if long else None,
        None if long else "short",
    )
