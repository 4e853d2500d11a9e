"""Dates that are not written as ISO 8601: V03."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from ..containers import EVERY
from .base import DATES, DEFECTS, Defect, Planted, rewritten, some

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..sheet import Sheet, Value

STYLES: dict[str, Callable[[dt.date], Value]] = {
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "padded_slashes": lambda day: f"{day:%Y/%m/%d}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "unpadded": lambda day: f"{day.year}-{day.month}-{day.day}",
    "two_digit_year": lambda day: f"{day:%y}年{day.month}月{day.day}日",
    "republic": lambda day: f"民国{day.year - 1911}年{day.month}月{day.day}日",
    "serial": lambda day: (day - dt.date(1899, 12, 30)).days,
}


def written(value: Value, style: str) -> Value:
    """A day in a style."""
    return STYLES[style](value) if isinstance(value, dt.date) else value


def styled(*styles: str) -> Callable[[Sheet, random.Random], Planted | None]:
    """A way of planting that writes some or all dates of a column in these styles."""

    def plant(sheet: Sheet, dice: random.Random) -> Planted | None:
        column = sheet.pick(dice, DATES)
        if column is None:
            return None
        low, high = dice.choice([(0, 0), (0.1, 0.5), (0.5, 0.9), (1, 1)])
        cells = some(dice, [cell for cell in sheet.cells(column) if isinstance(cell.value, dt.date)], low, high)
        planted = rewritten(cells, lambda value: written(value, dice.choice(styles)))
        # In two styles the same day may be written as ISO has it.
        planted.cells = [cell for cell in planted.cells if cell.value != str(planted.clean[cell])]
        planted.column = column
        return planted if planted.cells else None

    return plant


def months(sheet: Sheet, dice: random.Random) -> Planted | None:
    """2019年1月."""
    return rewrite(sheet, dice, "months", lambda value: f"{str(value)[:4]}年{int(str(value)[5:])}月")


def times(sheet: Sheet, dice: random.Random) -> Planted | None:
    """2023/6/1 4:00."""
    return rewrite(
        sheet, dice, "hours", lambda value: f"{value.year}/{value.month}/{value.day} {value.hour}:{value.minute:02d}"
    )


def rewrite(sheet: Sheet, dice: random.Random, kind: str, write: Callable[[Any], Value]) -> Planted | None:
    """Some or all values of a column of this kind in another style."""
    column = sheet.pick(dice, frozenset({kind}))
    if column is None:
        return None
    planted = rewritten(some(dice, sheet.cells(column), *dice.choice([(0.1, 0.5), (1, 1)])), write)
    planted.column, planted.clean = column, {}
    return planted


ALSO = frozenset({"V04", "J01"})
NAMED = EVERY - {"dbf"}
"""Containers with names in Chinese: a number of five digits is a date only where the name says so."""
DEFECTS["V03"] += [
    Defect("V03", name, styled(name), NAMED if name == "serial" else EVERY, DATES, also=ALSO) for name in STYLES
]
DEFECTS["V03"] += [Defect("V03", "mixed", styled("chinese", "dots", "slashes", "compact"), needs=DATES, also=ALSO)]
DEFECTS["V03"] += [
    Defect("V03", "months", months, needs=frozenset({"months"}), also=ALSO),
    Defect("V03", "times", times, needs=frozenset({"hours"}), also=ALSO),
]
