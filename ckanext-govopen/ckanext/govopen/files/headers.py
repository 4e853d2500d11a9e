"""Where the header of a table is, and what its columns are called.

The first rows are judged one by one: a row is a header when its cells are names where the rows below hold values.
Upper levels are known by merged cells, or by cells left blank that the next row fills.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .cells import TEXTS, is_data, kind
from .words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Span

BELOW = 30
LEVELS = 4
REPEATED_FROM = 6
DIGIT = re.compile("[0-9]")
SPACES = re.compile(r"\s+")
PHYSICAL = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
UNIT_CELL = re.compile(r"^[（(\[【]?\s*(.+?)\s*[)）\]】]?$")


@dataclass(frozen=True, slots=True)
class Row:
    """One of the first rows: its number in the original, its cells, and what each looks like."""

    number: int
    cells: tuple[str | None, ...]

    @property
    def kinds(self) -> tuple[str | None, ...]:
        """The kind of each cell."""
        return tuple(kind(cell) for cell in self.cells)

    @property
    def filled(self) -> list[int]:
        """Columns that hold something."""
        return [column for column, cell in enumerate(self.cells) if cell and cell.strip()]


@dataclass(frozen=True, slots=True)
class Header:
    """Rows of the header (none if there is none) and the index, among the rows judged, of the first data row."""

    rows: tuple[Row, ...]
    begin: int
    titles: tuple[Row, ...]


def find(rows: Sequence[Row], width: int, spans: Sequence[Span]) -> Header:
    """Looks for the header among the first rows; notes and blank rows are not among them."""
    dense = next((i for i, row in enumerate(rows) if is_dense(row, width)), None)
    if dense is None:
        return Header((), 0, ())
    kinds = [row.kinds for row in rows]
    start = dense
    while start > 0 and is_upper(rows[start - 1], rows[start], spans, width):
        start -= 1
    end = dense + 1
    while end - start < LEVELS and end < len(rows) and is_lower(rows, kinds, end, spans):
        end += 1
    if end - start == 1 and not is_header(rows, kinds, dense):
        return Header((), dense, tuple(rows[:dense]))
    return Header(tuple(rows[start:end]), end, tuple(rows[:start]))


def is_dense(row: Row, width: int) -> bool:
    """Whether a row fills at least half of the columns that the table has (all of a narrow one's) and says no 单位：."""
    if says_note(row):
        return False
    return len(row.filled) >= max(min(width, 2), (width + 1) // 2)


def says_note(row: Row) -> bool:
    """Whether a cell of a row is a note, as 单位：万元 beside a title is."""
    return any(re.match(words().note_mark, row.cells[c] or "") for c in row.filled)


def is_upper(row: Row, below: Row, spans: Sequence[Span], width: int) -> bool:
    """Whether a row is an upper level of the header that begins below it."""
    filled = row.filled
    if says_note(row) or below.number - row.number > 1:
        return False
    if len(filled) < 2 or any(is_data(name) for name in row.kinds) or any(len(row.cells[c] or "") > 30 for c in filled):
        return False
    wide = [span for span in spans if span.top == row.number and span.right > span.left]
    if wide and all(span.right - span.left + 1 < width for span in wide):
        return True
    blank_below = set(range(width)) - set(below.filled)
    if blank_below & set(filled):
        return True
    return filled[0] > 0 and not any("：" in (row.cells[c] or "") or ":" in (row.cells[c] or "") for c in filled)


def is_lower(rows: Sequence[Row], kinds: Sequence[tuple[str | None, ...]], index: int, spans: Sequence[Span]) -> bool:
    """Whether a row is a further level of the header that ends above it."""
    row, above = rows[index], rows[index - 1]
    if row.number - above.number > 1 or not row.filled or any(is_data(name) for name in kinds[index]):
        return False
    if is_unit_row(row):
        return True
    if all_text_over_data(rows, kinds, index):
        return True
    if fills_gaps(rows, index):
        return True
    merged = [span for span in spans if span.top <= above.number <= span.bottom and span.left != span.right]
    tall = [span for span in spans if span.top <= above.number < span.bottom]
    if tall and any(span.bottom >= row.number for span in tall):
        return True
    gaps = [column for column in row.filled if not (above.cells[column] or "").strip()]
    shared = [column for column in row.filled if above.cells[column] == row.cells[column]]
    if not merged and not gaps and not (shared and len(set(above.cells)) < len(above.filled)):
        return False
    return has_contrast(rows, kinds, index) or bool(merged)


def all_text_over_data(rows: Sequence[Row], kinds: Sequence[tuple[str | None, ...]], index: int) -> bool:
    """Whether nearly all columns are words in this row and values below it, as in rows of regions or units."""
    below = usual_kinds(kinds[index + 1 : index + 1 + BELOW], len(rows[index].cells))
    filled = rows[index].filled
    values = [column for column in filled[1:] if is_data(below[column])]
    words_over = [column for column in values if kinds[index][column] in TEXTS]
    return len(words_over) >= 2 and len(words_over) >= 0.8 * len(values) and len(values) >= 0.6 * (len(filled) - 1)


def fills_gaps(rows: Sequence[Row], index: int) -> bool:
    """Whether a row has names only where the one above has blanks, or just left of them, and the next row is full."""
    row, above = rows[index], set(rows[index - 1].filled)
    gaps = [column for column in row.filled if column not in above]
    near = {column - 1 for column in gaps} | set(gaps)
    fuller = index + 1 < len(rows) and len(rows[index + 1].filled) > len(row.filled) + len(gaps)
    return bool(gaps) and fuller and near.issuperset(row.filled) and len(near.intersection(row.filled)) > len(gaps)


def has_contrast(rows: Sequence[Row], kinds: Sequence[tuple[str | None, ...]], index: int) -> bool:
    """Whether some column is text in this row and values below it."""
    below = usual_kinds(kinds[index + 1 : index + 1 + BELOW], len(rows[index].cells))
    return any(kinds[index][c] in TEXTS and is_data(below[c]) for c in range(len(below)))


def is_unit_row(row: Row) -> bool:
    """Whether a row holds nothing but units, as the second line of many statistical tables does."""
    cells = [UNIT_CELL.sub(r"\1", (row.cells[column] or "").strip()) for column in row.filled]
    return all(cell in words().units for cell in cells)


def usual_kinds(kinds: Sequence[tuple[str | None, ...]], width: int) -> list[str | None]:
    """What most of the filled cells of each column look like."""
    found: list[str | None] = []
    for column in range(width):
        counts = Counter(row[column] for row in kinds if row[column] not in (None, "null"))
        name, count = counts.most_common(1)[0] if counts else (None, 0)
        found.append(name if count >= 0.6 * sum(counts.values()) else "mixed" if counts else None)
    return found


def is_header(rows: Sequence[Row], kinds: Sequence[tuple[str | None, ...]], index: int) -> bool:
    """Whether a row names columns: weighs each cell against the column below it."""
    row, width = rows[index], len(rows[index].cells)
    below = usual_kinds(kinds[index + 1 : index + 1 + BELOW], width)
    if is_period_run(row) or is_number_run(row):
        return True
    weight = 0.0
    for column in row.filled:
        name, cell = kinds[index][column], (row.cells[column] or "").strip()
        values = [(other.cells[column] or "").strip() for other in rows[index + 1 : index + 1 + BELOW]]
        weight += vote(cell, name, below[column], [value for value in values if value])
    return weight > 0 or (weight == 0 and not any(is_data(name) for name in kinds[index]))


def vote(cell: str, name: str | None, below: str | None, values: list[str]) -> float:
    """How much one cell speaks for (positive) or against its row being a header."""
    if is_data(name) or name == "null":
        return -2.0 if name == below or not values or name == "null" else -1.0
    if is_data(below):
        return 1.0 if name in TEXTS else 0.5
    known = words().header.search(cell) is not None and len(cell) <= 15
    if cell in values:
        return -1.0
    if PHYSICAL.match(cell) and values and not any(PHYSICAL.match(value) for value in values):
        return 1.0
    if known:
        return 1.0
    if name == "mixed" and below == "mixed":
        return -0.5
    if is_name_of(cell, values) or is_none_of(values):
        return 0.5
    return -0.5 if is_one_of(cell, values) or len(cell) > 25 else 0.0


def is_name_of(cell: str, values: list[str]) -> bool:
    """Whether most values have digits where the cell has none (楼栋 over 1栋), or end with all of it (街道 over 某街道)."""
    digits = not DIGIT.search(cell) and sum(DIGIT.search(value) is not None for value in values) >= 0.8 * len(values)
    longer = sum(value.endswith(cell) and value != cell for value in values) >= 0.8 * len(values)
    return bool(values) and (digits or longer)


def is_none_of(values: list[str]) -> bool:
    """Whether a column's values come again and again, so that a cell which is none of them is no value."""
    return len(values) >= REPEATED_FROM and 2 * len(set(values)) <= len(values)


def is_one_of(cell: str, values: list[str]) -> bool:
    """Whether the cell is about as long as most values and ends as they do: 甲县 over 乙县."""
    alike = sum(value[-1] == cell[-1] and abs(len(value) - len(cell)) <= 1 for value in values)
    return len(values) >= 3 and alike >= 0.8 * len(values)


def is_period_run(row: Row) -> bool:
    """Whether the row is a wide form's header: a first name (or a blank), then years, months or days that all differ."""
    kinds, filled = row.kinds, row.filled
    periods = [(row.cells[c] or "").strip() for c in filled if kinds[c] in ("period", "date")]
    others = [c for c in filled if kinds[c] not in ("period", "date")]
    if any(kinds[c] == "date" for c in filled) and len(periods) < max(3, len(row.cells) - 2):
        return False
    differ = len(periods) >= 2 and len(set(periods)) == len(periods)
    return differ and all(kinds[c] == "text" for c in others) and (bool(others) or 0 not in filled)


def is_number_run(row: Row) -> bool:
    """Whether the row counts its columns after a first name: 站点, 1, 2, 3."""
    kinds, filled = row.kinds, row.filled
    numbers = [(row.cells[c] or "").strip() for c in filled if kinds[c] == "number"]
    return len(numbers) >= 3 and kinds[filled[0]] == "text" and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def flatten(header: Sequence[Row], width: int, spans: Sequence[Span]) -> list[tuple[str, ...]]:
    """The levels of each column's name, upper first, equal neighbours once."""
    if not header:
        return [() for _ in range(width)]
    grid = [[SPACES.sub("" if has_han(cell) else " ", (cell or "").strip()) for cell in row.cells] for row in header]
    for span in spans:
        for level, row in enumerate(header):
            if span.top <= row.number <= span.bottom:
                top = next(i for i, one in enumerate(header) if one.number >= span.top)
                for column in range(span.left, min(span.right, width - 1) + 1):
                    grid[level][column] = grid[top][span.left] if span.left < width else ""
    for level in range(len(grid) - 1):
        for column in range(1, width):
            lower = any(grid[deeper][column] for deeper in range(level + 1, len(grid)))
            own = any(grid[deeper][column - 1] for deeper in range(level + 1, len(grid)))
            if not grid[level][column] and lower and own and not is_covered(header[level].number, column, spans):
                grid[level][column] = grid[level][column - 1]
    return [tuple(unrepeated([line[column] for line in grid])) for column in range(width)]


def has_han(cell: str | None) -> bool:
    """Whether a header is Chinese, so that line breaks and spaces in it mean nothing."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in cell or "")


def is_covered(row: int, column: int, spans: Sequence[Span]) -> bool:
    """Whether a cell is inside a merged range."""
    return any(span.top <= row <= span.bottom and span.left <= column <= span.right for span in spans)


def unrepeated(parts: list[str]) -> list[str]:
    """Without blanks and without a part that repeats the one before."""
    found: list[str] = []
    for part in parts:
        if part and (not found or found[-1] != part):
            found.append(part)
    return found
