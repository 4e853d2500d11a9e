"""A merged cell holds its value in one corner only; the others are empty for every program.

Bad: one `甲县` merged over three rows; a title merged over the table.
Good: `甲县` in each of the three rows.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import Span, Table
from ckanext.govopen.files.reach import a1
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding
from ckanext.govopen.scoring.places import at_table
from ckanext.govopen.scoring.samples import workbook

code = "T01"
title = N_("No merged cells")
message = N_("{count} merged ranges, {data} of them among the data.")
help = N_(  # noqa: A001
    "Select the table in WPS or Excel, click “Merge and center” to unmerge, then select the blanks (Find "
    "› Go to › Blanks), type “=” and the cell above, and press Ctrl+Enter to fill them."
)
passes = [workbook([["区县", "户数"], ["甲县", 12], ["甲县", 13]])]
fails = [workbook([["区县", "乡镇", "户数"], ["甲县", "东乡", 12], [None, "西乡", 13], ["乙县", "南乡", 14]], ["A2:A3"])]


def check(facts: Facts) -> Iterator[Finding]:
    """Every merged range counts, a title's included; the extent is the part of the table's cells that they cover."""
    for table in facts.tables:
        spans = spans_of(table, [other for other in facts.tables if other.sheet is table.sheet])
        if not spans:
            continue
        first, last = table.layout.data_rows or (0, 0)
        inside = [one for one in spans if one.bottom >= first and one.top <= last]
        covered = sum((one.bottom - one.top + 1) * (one.right - one.left + 1) for one in inside)
        share = facts.part(table) * min(1.0, covered / max(1, table.rows * table.named) + 0.002)
        examples = tuple(Example(reference(one), None) for one in (inside or spans)[:20])
        where = at_table(table, range=reference((inside or spans)[0]))
        yield Finding(share, where, len(spans), {"data": len(inside)}, examples)


def spans_of(table: Table, same_sheet: list[Table]) -> list[Span]:
    """Merged ranges from the first row of a table to the first row of the next one in its columns."""
    left, right = table.layout.left, table.layout.right
    stack = [one for one in same_sheet if one.layout.left < right and left < one.layout.right]
    starts = sorted(begin(one) for one in stack)
    here = begin(table)
    after = next((start for start in starts if start > here), None)
    first = 0 if here == starts[0] else here
    leftmost = all(left <= one.layout.left for one in same_sheet)
    rightmost = all(right >= one.layout.right for one in same_sheet)
    return [
        one
        for one in table.sheet.merges
        if first <= one.top
        and (after is None or one.top < after)
        and (leftmost or left <= one.left)
        and (rightmost or one.left < right)
    ]


def begin(table: Table) -> int:
    """The first row that belongs to a table."""
    layout = table.layout
    rows = [*layout.title_rows[:1], *layout.header_rows[:1], *layout.note_rows[:1], *(layout.data_rows or ())[:1]]
    return min(rows, default=0)


def reference(one: Span) -> str:
    """A merged range in A1 notation."""
    return f"{a1(one.top, one.left)}:{a1(one.bottom, one.right)}"
