"""What only spreadsheets have: T05 and T06."""

from __future__ import annotations

import random

from ..containers import BOOKS
from ..sheet import Sheet, text
from .base import NUMBERS, Planted, defect, some

XLSX = frozenset({"xlsx"})


@defect("T05", containers=BOOKS)
def hidden_rows(sheet: Sheet, dice: random.Random) -> Planted:
    """Rows are hidden."""
    rows = dice.sample(sheet.data, dice.randint(1, 4))
    for row in rows:
        row.hidden = True
    return Planted(rows=rows, counted=False)


@defect("T05", containers=BOOKS)
def hidden_columns(sheet: Sheet, dice: random.Random) -> Planted:
    """Columns are hidden."""
    columns = dice.sample(sheet.columns, dice.randint(1, 2))
    for column in columns:
        column.hidden = True
    return Planted(columns=columns, counted=False)


@defect("T05", containers=XLSX)
def hidden_sheet(sheet: Sheet, dice: random.Random) -> Planted:
    """A sheet is hidden."""
    from .layout import second

    other = second(sheet, dice)
    sheet.extra_sheets.append(("Sheet2", [[cell.value for cell in row.cells] for row in other.rows], True))
    return Planted(counted=False)


@defect("T05", containers=XLSX)
def comments(sheet: Sheet, dice: random.Random) -> Planted:
    """Cells carry comments."""
    cells = dice.sample([cell for row in sheet.data for cell in row.cells if cell.value is not None], dice.randint(1, 5))
    for cell in cells:
        cell.comment = "此数待核"
    return Planted(cells=cells, counted=False)


@defect("T05", containers=XLSX)
def picture(sheet: Sheet, dice: random.Random) -> Planted:
    """A chart lies on the sheet."""
    sheet.picture = True
    return Planted(counted=False)


@defect("T05", containers=XLSX)
def colours(sheet: Sheet, dice: random.Random) -> Planted:
    """Some rows or cells of data are coloured, and nothing says why."""
    cells = [cell for row in dice.sample(sheet.data, dice.randint(2, 5)) for cell in row.cells]
    if dice.random() < 0.5:
        cells = dice.sample(cells, 3)
    colour = dice.choice(["FFFF00", "FF0000", "92D050"])
    inked = dice.random() < 0.4
    for cell in cells:
        if inked:
            cell.ink = "FF0000"
        else:
            cell.fill = colour
    return Planted(cells=cells, counted=False)


@defect("T06", containers=XLSX, needs=NUMBERS, also={"V10", "D02", "V05"})
def no_results(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Formulas whose results were never saved."""
    column = sheet.pick(dice, NUMBERS)
    if column is None:
        return None
    cells = some(dice, sheet.cells(column), *dice.choice([(0.1, 0.3), (1, 1)]))
    for cell in cells:
        cell.formula, cell.cached = f"=ROUND({text(cell.value) or 0}*1,2)", False
    return Planted(cells=cells)


@defect("T06", containers=XLSX, needs=NUMBERS)
def volatile(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Formulas that give something else on another day."""
    column = sheet.pick(dice, NUMBERS)
    if column is None:
        return None
    formula = dice.choice(["=INT(RAND()*1000)", "=YEAR(TODAY())-{}", "=NOW()-{}"])
    cells = some(dice, [cell for cell in sheet.cells(column) if cell.value is not None], *dice.choice([(0.1, 0.3), (1, 1)]))
    for cell in cells:
        cell.formula = formula.format(text(cell.value))
    return Planted(cells=cells)
