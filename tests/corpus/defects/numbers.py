"""Numbers that are not written as numbers: V01 and V02."""

from __future__ import annotations

import random
import re

from ..containers import EVERY
from ..sheet import Cell, Column, Sheet, Value
from .base import NUMBERS, Planted, Write, defect, rewritten, some

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def unit_of(column: Column) -> str | None:
    """The unit that a header names in brackets."""
    found = re.search(r"[（(]([^（(]+?)[）)]$", column.name)
    return found[1] if found else None


def with_unit(sheet: Sheet, dice: random.Random, wanted: str, *, header: bool) -> Planted | None:
    """Writes the header's unit behind some numbers; `header` keeps it in the header too."""
    fitting = [column for column in sheet.columns if column.kind in NUMBERS and re.fullmatch(wanted, unit_of(column) or "")]
    column = Sheet(sheet.title, fitting, [], touched=sheet.touched).pick(dice, NUMBERS)
    if column is None:
        return None
    unit = unit_of(column)
    planted = rewritten(filled(sheet, dice, column), lambda value: f"{value}{unit}")
    planted.column = column
    if not header:
        column.name = sheet.header(column).value = column.name[: -len(unit) - 2]
    return planted


def filled(sheet: Sheet, dice: random.Random, column: Column, least: float = 0) -> list[Cell]:
    """One, some or all of the numbers of a column from `least` up."""
    cells = [cell for cell in sheet.cells(column) if isinstance(cell.value, int | float) and cell.value >= least]
    low, high = dice.choice([(0, 0), (0.05, 0.3), (0.4, 0.8), (1, 1)])
    return some(dice, cells, low, high)


@defect("V01", needs=NUMBERS, also={"V04", "J01"})
def unit(sheet: Sheet, dice: random.Random) -> Planted | None:
    """980户."""
    return with_unit(sheet, dice, "户|人|个|条|张|辆|台|m|㎡|公顷|℃|mm|h|工作日", header=True)


@defect("V01", needs=NUMBERS, also={"V04", "J01"})
def unit_unnamed(sheet: Sheet, dice: random.Random) -> Planted | None:
    """980户, and the header says nothing of it."""
    return with_unit(sheet, dice, "户|人|个|条|张|辆|台|㎡|公顷", header=False)


@defect("V01", needs=NUMBERS, also={"V04", "J01"})
def percent(sheet: Sheet, dice: random.Random) -> Planted | None:
    """95%."""
    return with_unit(sheet, dice, "%", header=True)


@defect("V01", needs=NUMBERS, also={"V02", "V04", "J01"})
def money(sheet: Sheet, dice: random.Random) -> Planted | None:
    """120元, 3.5万元, 1.2亿元."""
    return with_unit(sheet, dice, "元|万元|亿元|万人", header=True)


@defect("V01", needs=NUMBERS, also={"V04", "J01"})
def currency(sheet: Sheet, dice: random.Random) -> Planted | None:
    """¥120."""
    columns = [column for column in sheet.columns if (unit_of(column) or "").startswith("元") and column not in sheet.touched]
    if not columns:
        return None
    sheet.touched.add(columns[0])
    sign = dice.choice("¥￥")
    planted = rewritten(filled(sheet, dice, columns[0]), lambda value: f"{sign}{value}")
    planted.column = columns[0]
    return planted


def written(sheet: Sheet, dice: random.Random, write: Write, least: float = 0) -> Planted | None:
    """Writes some numbers from `least` up in another way."""
    column = sheet.pick(dice, NUMBERS)
    if column is None:
        return None
    cells = filled(sheet, dice, column, least)
    if not cells:
        return None
    planted = rewritten(cells, write)
    planted.column = column
    return planted


@defect("V02", needs=NUMBERS, also={"V04", "J01"})
def thousands(sheet: Sheet, dice: random.Random) -> Planted | None:
    """1,200."""
    return written(sheet, dice, lambda value: f"{value:,}", 1000)


@defect("V02", needs=NUMBERS, also={"V04", "J01", "E04"})
def full_width(sheet: Sheet, dice: random.Random) -> Planted | None:
    """１２００."""
    return written(sheet, dice, lambda value: str(value).translate(FULL_WIDTH))


@defect("V02", needs=NUMBERS, also={"V01", "V04", "J01"})
def ten_thousands(sheet: Sheet, dice: random.Random) -> Planted | None:
    """1.2万."""
    return written(
        sheet, dice, lambda value: f"{round(value / 10000, 6):g}万" if value < 10**8 else f"{round(value / 10**8, 8)}亿", 10000
    )


@defect("V02", needs=NUMBERS, also={"V04", "J01"})
def spaced(sheet: Sheet, dice: random.Random) -> Planted | None:
    """1 200."""
    return written(sheet, dice, lambda value: f"{value:,}".replace(",", " "), 1000)


@defect("V02", containers=EVERY - {"html", "xml", "dbf"}, needs=NUMBERS, also={"V04", "J01"})
def padded(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A blank before or behind the number."""
    front = dice.random() < 0.5

    def write(value: Value) -> Value:
        return f" {value}" if front else f"{value} "

    return written(sheet, dice, write)


@defect("V02", needs=NUMBERS, also={"V04", "J01", "E04"})
def wide_comma(sheet: Sheet, dice: random.Random) -> Planted | None:
    """1，200."""
    return written(sheet, dice, lambda value: f"{value:,}".replace(",", "，"), 1000)
