"""Rows and values that say nothing new: V10."""

from __future__ import annotations

import random

from ..sheet import Cell, Row, Sheet
from .base import Planted, defect, some


@defect("V10", alone=True)
def duplicate_rows(sheet: Sheet, dice: random.Random) -> Planted:
    """Rows stand in the table twice."""
    doubled = dice.sample(sheet.data, max(1, len(sheet.data) // dice.choice([20, 8, 3])))
    copies = [Row([Cell(cell.value) for cell in row.cells]) for row in doubled]
    for copy in copies:
        sheet.rows.insert(dice.randint(sheet.first("data"), sheet.last("data") + 1), copy)
    return Planted(rows=[*doubled, *copies], counted=False)


@defect("V10", needs={"serial", "pattern"}, alone=True)
def duplicate_key(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A number that should name one row names two."""
    if sheet.columns[0].kind not in {"serial", "pattern"}:
        return None
    cells = sheet.cells(sheet.columns[0])
    spoiled = some(dice, cells[1:], 0.05, 0.15)
    for cell in spoiled:
        cell.value = cells[0].value
    return Planted(cells=[cells[0], *spoiled], columns=[sheet.columns[0]], counted=False)


@defect("V10", needs={"choice", "office", "street"})
def constant(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A column says the same in every row."""
    column = sheet.pick(dice, frozenset({"choice", "office", "street"}))
    if column is None:
        return None
    for cell in sheet.cells(column):
        cell.value = sheet.cells(column)[0].value
    return Planted(cells=sheet.cells(column), columns=[column], counted=False)


@defect("V10", needs={"remark", "choice", "phone", "float"})
def empty(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A column has a name and no value."""
    column = sheet.pick(dice, frozenset({"remark", "choice", "phone", "float"}))
    if column is None or column is sheet.columns[0]:
        return None
    for cell in sheet.cells(column):
        cell.value = None
    return Planted(cells=sheet.cells(column), columns=[column], counted=False)
