"""Codes that were damaged on the way: V07."""

from __future__ import annotations

import random

from ..containers import ANY, DELIMITED
from ..sheet import Sheet, Value
from ..values import USCC, USCC_WEIGHTS, known_regions
from .base import Planted, Write, defect, rewritten, some


def spoiled(sheet: Sheet, dice: random.Random, kind: str, spoil: Write, low: float, high: float) -> Planted | None:
    """A share of the codes of a column, damaged."""
    column = sheet.pick(dice, frozenset({kind}))
    if column is None:
        return None
    planted = rewritten(some(dice, sheet.cells(column), low, high, 2), spoil)
    planted.cells = [cell for cell in planted.cells if cell.value != planted.clean[cell]]
    planted.clean = {}  # what a code was cannot be known from what is left
    planted.column = column
    return planted if planted.cells else None


def is_credit_code(code: str) -> bool:
    """Whether the check character is right."""
    total = sum(USCC.index(char) * weight for char, weight in zip(code[:17], USCC_WEIGHTS, strict=True))
    return USCC[-total % 31] == code[17]


@defect("V07", needs={"uscc"})
def check_character(sheet: Sheet, dice: random.Random) -> Planted | None:
    """One character of a credit code was mistyped."""

    def mistype(value: Value) -> Value:
        code, place = str(value), dice.randrange(8, 16)
        return code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :] if code[place].isdigit() else code

    return spoiled(sheet, dice, "uscc", mistype, 0.1, 0.8)


@defect("V07", needs={"uscc"}, also={"V04"})
def scientific(sheet: Sheet, dice: random.Random) -> Planted | None:
    """9.132E+17: a spreadsheet took the code for a number."""
    return spoiled(
        sheet, dice, "uscc", lambda value: f"{int(''.join(filter(str.isdigit, str(value))).ljust(18, '0')):.5E}", 0.1, 0.8
    )


@defect("V07", needs={"uscc"}, also={"V04", "J01"})
def tail_zeros(sheet: Sheet, dice: random.Random) -> Planted | None:
    """The digits after the fifteenth are zeros."""

    def cut(value: Value) -> Value:
        code = "".join(filter(str.isdigit, str(value))).ljust(18, "7")[:15] + "000"
        return code if not is_credit_code(code) else value

    return spoiled(sheet, dice, "uscc", cut, 0.1, 0.8)


@defect("V07", containers=ANY, needs={"pattern"}, also={"V04", "J01"})
def leading_zero(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A postal code lost its leading zero."""
    columns = [column for column in sheet.columns if column.words and column.words[0].startswith("01{")]
    if not columns or columns[0] in sheet.touched:
        return None
    sheet.touched.add(columns[0])
    cells = some(dice, sheet.cells(columns[0]), 0.2, 0.7, 2)
    planted = rewritten(cells, lambda value: str(value)[1:])
    planted.column, planted.clean = columns[0], {}
    return planted


@defect("V07", needs={"region"}, rows=6)
def unknown_region(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A division code that GB/T 2260 does not know."""

    def invent(value: Value) -> Value:
        return next(code for _ in range(999) if (code := f"{str(value)[:4]}{dice.randint(30, 79)}") not in known_regions())

    return spoiled(sheet, dice, "region", invent, 0.2, 0.6)


@defect("V07", containers=DELIMITED, needs={"uscc"}, also={"V02", "V04"})
def short_code(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A credit code lost its last character."""
    return spoiled(sheet, dice, "uscc", lambda value: str(value)[:-1], 0.1, 0.5)
