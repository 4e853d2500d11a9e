"""Which rows of a sheet are title, header, data, total, note or blank.

Rows that are no data are few: Polars finds them by their words and their number of filled cells; only these and the
first rows are looked at one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import headers
from .cells import is_data, kind
from .limits import limits
from .model import Layout, Sheet, Span
from .words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

HEAD = 60
UNIT_NOTE = re.compile(r"单位\s*[:：]\s*([^\s,，;；)）]+)")


@dataclass(frozen=True, slots=True)
class Special:
    """A row that may be no data: its filled cells, the first of them, and what its words say."""

    number: int
    filled: int
    text: str
    note: bool
    total: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows of a sheet and the columns in use."""

    last: int
    left: int
    right: int
    specials: dict[int, Special]

    @property
    def width(self) -> int:
        """How many columns are in use."""
        return self.right - self.left


def columns_of(sheet: Sheet) -> list[str]:
    """The frame's cell columns."""
    return [f"c{c}" for c in range(sheet.width)]


def shape(sheet: Sheet) -> Shape:
    """Counts filled cells and finds the rows that stand out."""
    import polars as pl

    names = columns_of(sheet)
    first = pl.coalesce(names).str.strip_chars()
    total = pl.any_horizontal(pl.col(name).str.contains(words().total).fill_null(value=False) for name in names[:3])
    cells = pl.sum_horizontal(pl.col(name).is_not_null() for name in names)
    few = 1 if sheet.width > 1 else 0
    # Cells of spaces are looked at only where the row's first cell is blank: whole columns need not be trimmed for it.
    odd = (cells <= few) | (first.str.len_bytes() == 0) | first.str.contains(words().note_mark) | total
    facts = (
        sheet.frame.filter(odd.fill_null(value=True))
        .with_columns(total=total)
        .select("n", "total", filled=pl.sum_horizontal(is_filled(name) for name in names), text=first_text(names))
    )
    note = pl.col("text").str.contains(words().note_mark)
    alone = (pl.col("filled") == 1) & pl.col("text").str.contains(words().note_word)
    marked = facts.with_columns(note=(note | alone).fill_null(value=False))
    special = marked.filter((pl.col("filled") <= few) | pl.col("note") | pl.col("total"))
    rows = sheet.collect(special.sort("n").head(limits().special_rows).select("n", "filled", "text", "total", "note"))
    used = sheet.collect(
        sheet.frame.select(pl.col("n").max().alias("last"), *[is_filled(name).sum().alias(name) for name in names])
    )
    counts = used.row(0)
    in_use = [column for column, count in enumerate(counts[1:]) if count]
    left, right = (in_use[0], in_use[-1] + 1) if in_use else (0, 0)
    specials = {n: Special(n, count, text or "", note, total) for n, count, text, total, note in rows.iter_rows()}
    return Shape(counts[0] or 0, left, right, specials)


def is_filled(name: str) -> pl.Expr:
    """Whether a cell holds more than spaces."""
    import polars as pl

    return (pl.col(name).str.strip_chars().str.len_bytes() > 0).fill_null(value=False)


def first_text(names: Sequence[str]) -> pl.Expr:
    """The first cell of a row that holds more than spaces, without the spaces around it."""
    import polars as pl

    return pl.coalesce(pl.when(is_filled(name)).then(pl.col(name).str.strip_chars()) for name in names)


def head_rows(sheet: Sheet, first: int, facts: Shape) -> list[headers.Row]:
    """The first rows of the sheet from `first`, cut to the columns in use."""
    import polars as pl

    names = columns_of(sheet)[facts.left : facts.right]
    frame = sheet.collect(sheet.frame.filter(pl.col("n") >= first).select("n", *names).head(HEAD))
    return [headers.Row(row[0], row[1:]) for row in frame.iter_rows()]


def is_note(special: Special, width: int) -> bool:
    """Whether a row's words make it a note, and it has not the fullness of a data row."""
    if not special.note:
        return False
    return special.filled <= max(1, width // 2) or (
        width == 2 and special.filled == 2 and ("：" in special.text or ":" in special.text)
    )


def understand(sheet: Sheet) -> list[tuple[Layout, headers.Header]]:
    """The layouts of the tables of a sheet, from top to bottom."""
    if sheet.keys is not None:
        return [(records_layout(sheet), headers.Header((), 0, ()))]
    facts = shape(sheet)
    if not facts.width:
        return []
    found = []
    for first, last in blocks(sheet, facts):
        layout, header = one_table(sheet, facts, first, last)
        found.append((layout, header))
    return found


def records_layout(sheet: Sheet) -> Layout:
    """Records have no rows but data."""
    import polars as pl

    last = sheet.collect(sheet.frame.select(pl.col("n").max())).item() if sheet.width else None
    return Layout(data_rows=None if last is None else (0, last), right=sheet.width)


def blocks(sheet: Sheet, facts: Shape) -> list[tuple[int, int]]:
    """First and last row of each table: a blank row, then a header of its own, begins another table."""
    borders = [1]
    blank = [n for n, special in facts.specials.items() if not special.filled]
    for n in blank[:200]:
        after = n + 1
        if (after in facts.specials and not facts.specials[after].filled) or after >= facts.last:
            continue
        if borders[-1] < n and has_data(sheet, facts, borders[-1], n) and begins_table(sheet, facts, after):
            borders.append(after)
    ends = [*[border - 1 for border in borders[1:]], facts.last]
    return list(zip(borders, ends, strict=True))


def has_data(sheet: Sheet, facts: Shape, first: int, before: int) -> bool:
    """Whether a block above holds a header and at least one row of data."""
    rows = [row for row in head_rows(sheet, first, facts) if row.number < before and len(row.filled) > 1]
    return len(rows) >= 2 and any(is_data(name) for row in rows[1:] for name in row.kinds)


def begins_table(sheet: Sheet, facts: Shape, first: int) -> bool:
    """Whether a header with data below it follows, perhaps after a title."""
    rows = [
        row
        for row in head_rows(sheet, first, facts)[:8]
        if not (s := facts.specials.get(row.number)) or not (is_note(s, facts.width) or s.total)
    ]
    body = [row for row in rows if len(row.filled) > 1]
    if len(body) < 2:
        return False
    names, values = body[0], body[1]
    if any(is_data(name) for name in names.kinds) or len(names.filled) < 2:
        return False
    return any(kind(names.cells[c]) == "text" and is_data(kind(values.cells[c])) for c in names.filled)


def one_table(sheet: Sheet, facts: Shape, first: int, last: int) -> tuple[Layout, headers.Header]:
    """The layout of the table that lies between two rows."""
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
    return Layout(
        title_rows=tuple(row.number for row in header.titles),
        header_rows=tuple(row.number for row in header.rows),
        data_rows=data,
        total_rows=tuple(totals),
        note_rows=tuple(notes),
        blank_rows=tuple(blank),
        unit_note=unit_of([inside[n].text for n in notes if n in inside]),
        left=facts.left,
        right=facts.right,
    ), header


def header_end(header: headers.Header, candidates: Sequence[headers.Row], first: int) -> int:
    """The row before the first row that may be data."""
    if header.rows:
        return header.rows[-1].number
    return candidates[header.begin].number - 1 if header.begin < len(candidates) else first - 1


def trailing(inside: dict[int, Special], top: int, last: int, width: int, known: set[int]) -> list[int]:
    """Lines of a single filled cell below the data: remarks without a word that says so."""
    found = []
    for n in range(last, max(top, last - 20), -1):
        special = inside.get(n)
        if n in known:
            continue
        if special is None or special.filled != 1 or width < 3 or is_data(kind(special.text)) or len(special.text) < 6:
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
