"""Personal data in clear: P01. Only numbers that are printed as specimens stand here."""

from __future__ import annotations

import random

from ..sheet import Cell, Column, Sheet
from .base import Planted, defect

IDENTITIES = ["11010519491231002X", "440524188001010014"]
MOBILES = ["13800138000", "13912345678", "13800000000", "13900000000"]


def added(sheet: Sheet, name: str, values: list[str]) -> Planted:
    """A new last column with these values."""
    column = Column(name, "personal")
    sheet.touched.add(column)
    sheet.columns.append(column)
    numbers = iter(values)
    for row in sheet.rows:
        row.cells.append(Cell(name if row.kind == "header" else next(numbers) if row.kind == "data" else None))
    return Planted(column=column, cells=sheet.cells(column), counted=False)


@defect("P01", also={"V07", "V10", "J01"})
def identity_numbers(sheet: Sheet, dice: random.Random) -> Planted:
    """A column of identity numbers."""
    name = dice.choice(["身份证号", "身份证号码", "公民身份号码", "法定代表人证件号码"])
    return added(sheet, name, dice.choices(IDENTITIES, k=len(sheet.data)))


@defect("P01", also={"V07", "V10", "J01"})
def mobile_numbers(sheet: Sheet, dice: random.Random) -> Planted:
    """A column of mobile numbers."""
    name = dice.choice(["手机号码", "联系人手机", "联系电话", "负责人电话"])
    sheet.touched.update(column for column in sheet.columns if column.name == name)
    if any(column.name == name for column in sheet.columns):
        name = "手机号码"
    return added(sheet, name, dice.choices(MOBILES, k=len(sheet.data)))


@defect("P01", needs={"prose"})
def in_text(sheet: Sheet, dice: random.Random) -> Planted | None:
    """An identity number inside a sentence."""
    column = sheet.pick(dice, frozenset({"prose"}))
    if column is None:
        return None
    cells = dice.sample(sheet.cells(column), dice.randint(1, 3))
    for cell in cells:
        cell.value = f"{cell.value}当事人身份证号{dice.choice(IDENTITIES)}。"
    return Planted(column=column, cells=cells, counted=False)
