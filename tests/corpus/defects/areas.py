"""Coordinates that are wrong or say too little: V11."""

from __future__ import annotations

import random

from ..containers import ANY
from ..sheet import Cell, Sheet
from .base import Planted, defect, some


def pairs(sheet: Sheet) -> list[tuple[Cell, Cell]]:
    """Longitude and latitude of each row."""
    columns = {column.kind: column for column in sheet.columns}
    return list(zip(sheet.cells(columns["lon"]), sheet.cells(columns["lat"]), strict=True))


def chosen(sheet: Sheet, dice: random.Random) -> list[tuple[Cell, Cell]]:
    """Some or all of the pairs."""
    found = pairs(sheet)
    return dice.sample(found, max(2, round(len(found) * dice.choice([0.1, 0.4, 1]))))


@defect("V11", containers=ANY, needs={"lon"})
def swapped(sheet: Sheet, dice: random.Random) -> Planted:
    """Longitude stands where latitude belongs."""
    found = chosen(sheet, dice)
    for lon, lat in found:
        lon.value, lat.value = lat.value, lon.value
    return Planted(cells=[cell for pair in found for cell in pair], counted=False)


@defect("V11", containers=ANY, needs={"lon"}, also={"V05"})
def zeros(sheet: Sheet, dice: random.Random) -> Planted:
    """0, 0: no position is known."""
    found = dice.sample(pairs(sheet), 3)
    for lon, lat in found:
        lon.value = lat.value = 0
    return Planted(cells=[cell for pair in found for cell in pair], counted=False)


@defect("V11", containers=ANY, needs={"lon"})
def point_lost(sheet: Sheet, dice: random.Random) -> Planted:
    """The decimal point is gone."""
    found = chosen(sheet, dice)
    for lon, lat in found:
        lon.value, lat.value = (int(str(cell.value).replace(".", "")) for cell in (lon, lat))
    return Planted(cells=[cell for pair in found for cell in pair], counted=False)


@defect("V11", containers=ANY, needs={"lon"})
def abroad(sheet: Sheet, dice: random.Random) -> Planted:
    """A digit of the longitude was mistyped: the point lies outside China."""
    cells = some(dice, [lon for lon, _ in pairs(sheet)], 0.05, 0.3, 2)
    for cell in cells:
        cell.value = round(float(str(cell.value)) - 80, 6)
    return Planted(cells=[cell for pair in pairs(sheet) for cell in pair if pair[0] in cells], counted=False)


@defect("V11", containers=ANY, needs={"lon"})
def system_unstated(sheet: Sheet, dice: random.Random) -> Planted:
    """Nothing says to which system the coordinates belong."""
    found = [column for column in sheet.columns if column.kind in {"lon", "lat"}]
    for column in found:
        column.name = sheet.header(column).value = column.name[:2]
    cells = [cell for pair in pairs(sheet) for cell in pair]
    return Planted(cells=[*cells, *map(sheet.header, found)], columns=found, counted=False)
