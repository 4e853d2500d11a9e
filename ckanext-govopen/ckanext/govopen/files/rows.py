"""The rows of a sheet that stand out, found by their words and their number of filled cells, in one scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import headers
from .limits import limits
from .words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from .model import Sheet

HEAD = 60


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
    """Rows of a sheet and the columns in use; `gaps`: whether a column between them holds nothing."""

    last: int
    left: int
    right: int
    specials: dict[int, Special]
    gaps: bool = False

    @property
    def width(self) -> int:
        """How many columns are in use."""
        return self.right - self.left


def columns_of(sheet: Sheet) -> list[str]:
    """The frame's cell columns."""
    return [f"c{c}" for c in range(sheet.width)]


def shape(sheet: Sheet) -> Shape:
    """Counts filled cells and finds the rows that stand out, in one scan."""
    found: list[pl.DataFrame] = []
    blank, last, special = columns_of(sheet), 0, 0
    for batch in sheet.batches(sheet.frame, sheet.width):
        if special < limits().special_rows:
            found.append(standing_out(batch, sheet.width).head(limits().special_rows - special))
            special += found[-1].height
        if batch.height:
            last = batch["n"][-1]
        if batch.height and blank:
            filled = batch.select(is_filled(name).any().alias(name) for name in blank).row(0, named=True)
            blank = [name for name in blank if not filled[name]]
    in_use = sorted(set(range(sheet.width)) - {int(name[1:]) for name in blank})
    left, right = (in_use[0], in_use[-1] + 1) if in_use else (0, 0)
    rows = (row for frame in found for row in frame.iter_rows())
    specials = {n: Special(n, count, text or "", note, total) for n, count, text, total, note in rows}
    return Shape(last, left, right, specials, len(in_use) < right - left)


def standing_out(batch: pl.DataFrame, width: int) -> pl.DataFrame:
    """Rows that may be no data: number, filled cells, first text, and whether that makes them totals or notes."""
    import polars as pl

    names = [f"c{c}" for c in range(width)]
    first = pl.coalesce(names).str.strip_chars()
    total = total_word(names)
    cells = pl.sum_horizontal(pl.col(name).is_not_null() for name in names)
    few = 1 if width > 1 else 0
    # Cells of spaces are looked at only where the row's first cell is blank: whole columns need not be trimmed for it.
    odd = (cells <= few) | (first.str.len_bytes() == 0) | first.str.contains(words().note_mark) | total
    facts = (
        batch.lazy()
        .filter(odd.fill_null(value=True))
        .with_columns(total=total)
        .select("n", "total", filled=pl.sum_horizontal(is_filled(name) for name in names), text=first_text(names))
    )
    note = pl.col("text").str.contains(words().note_mark)
    alone = (pl.col("filled") == 1) & pl.col("text").str.contains(words().note_word)
    marked = facts.with_columns(note=(note | alone).fill_null(value=False))
    special = marked.filter((pl.col("filled") <= few) | pl.col("note") | pl.col("total"))
    return special.select("n", "filled", "text", "total", "note").collect()


def record_totals(sheet: Sheet) -> tuple[int, ...]:
    """Records that are totals by a word among their first three values, and have others."""
    import polars as pl

    names = columns_of(sheet)
    if not names:
        return ()
    rows = sheet.frame.filter(total_word(names)).head(limits().special_rows)
    filled = rows.select("n", filled=pl.sum_horizontal(is_filled(name) for name in names)).filter(pl.col("filled") > 1)
    return tuple(sheet.collect(filled)["n"].to_list())


def total_word(names: Sequence[str]) -> pl.Expr:
    """Whether one of a row's first three cells is a word of totals."""
    import polars as pl

    return pl.any_horizontal(pl.col(name).str.contains(words().total).fill_null(value=False) for name in names[:3])


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


def is_joined(special: Special, width: int) -> bool:
    """Whether a line of one cell is a row whose fields are parted by another sign than those of the other rows."""
    return special.filled == 1 and width > 2 and any(special.text.count(sign) == width - 1 for sign in "\t;|,")


def is_note(special: Special, width: int) -> bool:
    """Whether a row's words make it a note, and it has not the fullness of a data row."""
    if not special.note or is_joined(special, width):
        return False
    return special.filled <= max(1, width // 2) or (
        width == 2 and special.filled == 2 and ("：" in special.text or ":" in special.text)
    )
