"""Which rows of a sheet are title, header, data, total, note or blank.

Rows that are no data are few: Polars finds them by their words and their number of filled cells; only these and the
first rows are looked at one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import headers
from .blocks import views
from .cells import is_data, kind
from .model import Layout, Sheet, Span
from .rows import Shape, Special, columns_of, head_rows, is_joined, is_note, record_totals, shape
from .sums import MOST_ROWS, hidden_totals

if TYPE_CHECKING:
    from collections.abc import Sequence

UNIT_NOTE = re.compile(r"单位\s*[:：]\s*([^\s,，;；)）]+)")


def understand(sheet: Sheet) -> list[tuple[Layout, headers.Header]]:
    """The layouts of the tables of a sheet, from top to bottom."""
    if sheet.keys is not None:
        return [(records_layout(sheet), headers.Header((), 0, ()))]
    facts = shape(sheet)
    if not facts.width:
        return []
    found = views(sheet, facts)
    first = 1 if len(found) == 1 else None
    return [one_table(view, seen, first or first_row(view)) for view, seen in found if seen.width]


def first_row(view: Sheet) -> int:
    """The number of the first row of a part of a sheet."""
    import polars as pl

    found: int = view.collect(view.frame.select(pl.col("n").min())).item()
    return found


def records_layout(sheet: Sheet) -> Layout:
    """Records have no rows but data and totals."""
    import polars as pl

    last = sheet.collect(sheet.frame.select(pl.col("n").max())).item() if sheet.width else None
    head = (1,) if sheet.grid else ()
    if last is None:
        return Layout(header_rows=head, right=sheet.width)
    totals = record_totals(sheet)
    return Layout(header_rows=head, data_rows=bounds(2 * len(head) - 1, last, {*totals}), total_rows=totals, right=sheet.width)


def one_table(sheet: Sheet, facts: Shape, first: int) -> tuple[Layout, headers.Header]:
    """The layout of the only table of a sheet, or of a part of it that begins at a row."""
    last = facts.last
    inside = {n: special for n, special in facts.specials.items() if first <= n <= last}
    blank = [n for n, special in inside.items() if not special.filled]
    rows = [row for row in head_rows(sheet, first, facts) if row.number <= last and row.number not in blank]
    notes = [n for n, special in inside.items() if is_note(special, facts.width)]
    candidates = [row for row in rows if row.number not in notes]
    header = headers.find(candidates, facts.width, spans_in(sheet, first, last, facts.left))
    top = header_end(header, candidates, first)
    totals = [n for n, special in inside.items() if special.total and n > top and n not in notes and special.filled > 1]
    stray = trailing(inside, top, last, facts.width, {*blank, *notes, *totals})
    notes = sorted({*notes, *stray})
    data = bounds(top, last, {*blank, *totals, *notes})
    if data and (hidden := without_word(sheet, facts, header, data, {*blank, *totals, *notes})):
        totals = sorted({*totals, *hidden})
        data = bounds(top, last, {*blank, *totals, *notes})
    return Layout(
        title_rows=tuple(row.number for row in header.titles),
        header_rows=tuple(row.number for row in header.rows),
        data_rows=data,
        total_rows=tuple(totals),
        note_rows=tuple(notes),
        blank_rows=tuple(blank),
        unit_note=unit_of(
            [*(inside[n].text for n in notes if n in inside), *(cell or "" for row in header.titles for cell in row.cells)]
        ),
        left=facts.left,
        right=facts.right,
    ), header


def header_end(header: headers.Header, candidates: Sequence[headers.Row], first: int) -> int:
    """The row before the first row that may be data."""
    if header.rows:
        return header.rows[-1].number
    return candidates[header.begin].number - 1 if header.begin < len(candidates) else first - 1


def without_word(sheet: Sheet, facts: Shape, header: headers.Header, data: tuple[int, int], others: set[int]) -> list[int]:
    """Rows of totals that only their sums give away; long sheets are not added up."""
    import polars as pl

    if not header.rows or data[1] - data[0] - len(others) > MOST_ROWS:
        return []
    names = columns_of(sheet)[facts.left : facts.right]
    inside = pl.col("n").is_between(*data) & ~pl.col("n").is_in(sorted(others))
    titles = ["_".join(levels) for levels in headers.flatten(header.rows, facts.width, ())]
    return hidden_totals(sheet.collect(sheet.frame.filter(inside).select("n", *names)), titles)


def trailing(inside: dict[int, Special], top: int, last: int, width: int, known: set[int]) -> list[int]:
    """Lines of a single filled cell below the data: remarks and signatures without a word that says so.

    In a narrow table, where a row may well have one value, only below a blank line or another remark.
    """
    found: list[int] = []
    for n in range(last, max(top, last - 20), -1):
        special = inside.get(n)
        if n in known:
            continue
        if special is None or special.filled != 1 or is_joined(special, width):
            break
        below_others = any(other in known for other in range(max(top + 1, n - 2), n))
        plain = width >= 3 and not is_data(kind(special.text)) and len(special.text) >= 6
        if not plain and not (below_others and width > 1 and len(special.text) >= 6):
            break
        found.append(n)
    return found


def bounds(top: int, last: int, others: set[int]) -> tuple[int, int] | None:
    """First and last row that is data."""
    first, end = top + 1, last
    while first <= end and first in others:
        first += 1
    while end >= first and end in others:
        end -= 1
    return (first, end) if first <= end else None


def unit_of(notes: Sequence[str]) -> str | None:
    """The unit that a note states for the whole table."""
    return next((found.group(1) for note in notes if (found := UNIT_NOTE.search(note))), None)


def spans_in(sheet: Sheet, first: int, last: int, left: int) -> list[Span]:
    """Merged ranges that begin between two rows, their columns counted from the first one in use."""
    return [
        Span(span.top, span.left - left, span.bottom, span.right - left)
        for span in sheet.merges
        if first <= span.top <= last and span.left >= left
    ]
