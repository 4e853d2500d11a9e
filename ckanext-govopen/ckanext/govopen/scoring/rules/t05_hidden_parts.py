"""What a person sees and what a program reads must be the same: nothing hidden, nothing beside the cells.

A program reads hidden rows, columns and sheets like all others, and it reads no picture, no chart, no comment and no
colour. Stripes, and a colour of a whole column or table, mean nothing and are no finding.

Bad: a filter left on that hides half of the rows; “red means closed”; a remark in a comment.
Good: all rows visible; a column 状态 that says 停业.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.model import Extras, Table
from ckanext.govopen.files.reach import a1, address, column_range
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding, Param
from ckanext.govopen.scoring.places import at_table, row_cells, row_share, rows_place
from ckanext.govopen.scoring.samples import workbook

code = "T05"
title = N_("Nothing is hidden, and nothing is said beside the cells")
message = N_("{count} rows of the table are hidden; programs read them all the same.")
help = N_(  # noqa: A001
    "Clear the filter (Data › Clear), select the whole sheet, right click a row number and choose “Unhide”. Delete rows "
    "that are not to be published."
)
variants = {
    "columns": (
        N_("{count} columns of the table are hidden; programs read them all the same."),
        N_(
            "Select the whole sheet, right click a column letter and choose “Unhide”. Delete columns that are not to be "
            "published."
        ),
    ),
    "sheet": (
        N_("The sheet “{sheet}” is hidden, but it holds {rows} rows of data."),
        N_("Right click a sheet's tab and choose “Unhide”. Delete the sheet if it is not to be published."),
    ),
    "objects": (
        N_("{count} pictures, charts or shapes lie on the sheet; programs cannot read what they say."),
        N_("Delete them, or publish them as files of their own. What they say about the data belongs into cells."),
    ),
    "comments": (
        N_("{count} cells have a comment; programs do not read it."),
        N_("Put what the comments say into a column such as 备注, then delete the comments (Review › Delete)."),
    ),
    "colours": (
        N_("{count} data cells stand out by colour ({colours} colours); programs do not see what that means."),
        N_("Add a column that says in words what the colour means, such as 状态, and clear the colours."),
    ),
}
passes = [workbook([["区县", "户数"], ["甲县", 12], ["乙县", 30]])]
fails = [
    workbook([["区县", "户数"], ["甲县", 12], ["乙县", 30], ["丙县", 31]], hidden_rows=[3]),
    workbook([["区县", "户数", "备注"], ["甲县", 12, "无变化"], ["乙县", 30, "有变化"]], hidden_columns=[2]),
    workbook([["区县", "户数"], ["甲县", 12], ["乙县", 30]], comments=["B3"]),
]
LONG = 20  # rows from which on it is no accident that all coloured ones are even
BESIDE = 0.05  # the part of a table that objects beside it are taken for


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the reader of workbooks saw; hidden rows and columns count where they belong to a table."""
    seen: set[int] = set()
    for table in sorted(facts.tables, key=lambda one: one.number):
        extras = table.sheet.workbook
        if extras is None:
            continue
        yield from hidden(facts, table, extras)
        yield from coloured(facts, table, extras)
        if id(table.sheet) not in seen:
            seen.add(id(table.sheet))
            yield from beside(facts, table, extras)


def hidden(facts: Facts, table: Table, extras: Extras) -> Iterator[Finding]:
    """Rows and columns of the table, or its whole sheet."""
    if extras.hidden:
        params: dict[str, Param] = {"sheet": table.sheet.name or "", "rows": table.rows}
        yield Finding(facts.part(table), at_table(table), params=params, variant="sheet")
    rows = hidden_rows(table, extras)
    if rows:
        yield Finding(
            row_share(facts, table, len(rows)), rows_place(table, rows), len(rows), examples=tuple(row_cells(table, rows))
        )
    left, right = table.layout.left, table.layout.right
    columns = [c for first, last in extras.hidden_columns for c in range(max(first, left), min(last + 1, right))]
    filled = [c - left for c in columns if table.columns[c - left].filled]
    if filled:
        row = table.layout.header_rows[-1] if table.layout.header_rows else 1
        examples = tuple(Example(address(table, row, p), table.fields[p].name or None) for p in filled[: limits().examples])
        share = facts.part(table) * len(filled) / table.named
        yield Finding(share, at_table(table, range=column_range(table, filled[0])), len(filled), {}, examples, None, "columns")


def hidden_rows(table: Table, extras: Extras) -> list[int]:
    """The hidden rows that are data of the table, as many as are looked at."""
    first, last = table.layout.data_rows or (1, 0)
    others = {*table.layout.blank_rows, *table.layout.note_rows, *table.layout.total_rows}
    found: list[int] = []
    for begin, end in extras.hidden_rows:
        found += [row for row in range(max(begin, first), min(end, last) + 1) if row not in others]
        if len(found) > limits().special_rows:
            break
    return found


def beside(facts: Facts, table: Table, extras: Extras) -> Iterator[Finding]:
    """Objects and comments of the sheet."""
    objects = sum(extras.objects.values())
    if objects:
        yield Finding(BESIDE * facts.part(table), at_table(table), objects, variant="objects", severity="major")
    if extras.comments.count:
        cells = [a1(*cell) for cell in extras.comments.first]
        share = facts.part(table) * min(1.0, extras.comments.count / max(1, table.rows * table.named))
        examples = tuple(Example(at, None) for at in cells[: limits().examples])
        where = at_table(table, range=cells[0])
        yield Finding(share, where, extras.comments.count, examples=examples, variant="comments", severity="major")


def coloured(facts: Facts, table: Table, extras: Extras) -> Iterator[Finding]:
    """Data cells that stand out from those around them."""
    cells = outstanding(table, extras)
    if not cells:
        return
    at = [a1(*cell) for cell in sorted(cells)[: limits().examples]]
    yield Finding(
        facts.part(table) * len(cells) / max(1, table.rows * table.named),
        at_table(table, range=at[0]),
        len(cells),
        {"colours": len(set(cells.values()))},
        tuple(Example(one, None) for one in at),
        "major",
        "colours",
        confidence=0.7,
    )


def outstanding(table: Table, extras: Extras) -> Mapping[tuple[int, int], str]:
    """Coloured data cells, without uniform columns and stripes; none where most cells have a colour."""
    layout = table.layout
    first, last = layout.data_rows or (1, 0)
    last = min(last, extras.coloured_rows)
    others = {*layout.blank_rows, *layout.note_rows, *layout.total_rows}
    cells = {
        at: colour
        for at, colour in extras.colours.items()
        if first <= at[0] <= last and at[0] not in others and layout.left <= at[1] < layout.right
    }
    rows = max(1, last - first + 1 - len([row for row in others if first <= row <= last]))
    whole = {column for column, count in Counter(column for _, column in cells).items() if count >= 0.9 * rows}
    cells = {at: colour for at, colour in cells.items() if at[1] not in whole}
    if is_striped(cells, rows, table.width - len(whole)) or len(cells) > 0.5 * rows * table.width:
        return {}
    return cells


def is_striped(cells: Mapping[tuple[int, int], str], rows: int, width: int) -> bool:
    """Whether every second row is coloured, from end to end or, in a long table, where it has cells, and no other."""
    filled: dict[int, int] = defaultdict(int)
    for row, _ in cells:
        filled[row] += 1
    sides = Counter(row % 2 for row in filled)
    if rows >= LONG and len(sides) == 1 and len(filled) >= 0.8 * (rows // 2):
        return True
    lines = sorted(row for row, count in filled.items() if count >= 0.8 * max(1, width))
    even = sum(1 for one, other in pairwise(lines) if other - one == 2)
    return rows >= 4 and len(lines) >= 0.8 * (rows // 2) and even >= 0.8 * (len(lines) - 1)
