"""What is wrong with the shape of a table: T01, T02, T07, D02."""

from __future__ import annotations

import random

from ..containers import BOOKS, DELIMITED, GRID
from ..sheet import Cell, Column, Row, Sheet
from .base import ALL, GROUPS, NUMBERS, Planted, defect
from .headers import titled
from .rows import grouped


@defect("T01", containers=BOOKS | {"html"}, also={"H01"})
def merged_title_only(sheet: Sheet, dice: random.Random) -> Planted:
    """The title is merged over all columns."""
    row = titled(sheet, sheet.title)[0]
    sheet.merges.append((row.cells[0], row.cells[-1]))
    return Planted(cells=list(row.cells), count=1)


@defect("T01", containers=BOOKS | {"html"}, needs=GROUPS, also={"T08"})
def merged_groups(sheet: Sheet, dice: random.Random) -> Planted | None:
    """One merged cell for each group of rows."""
    found = grouped(sheet, dice)
    if found is None or not found[1]:
        return None
    _, groups = found
    for first, *rest in groups:
        for cell in rest:
            cell.value = None
        sheet.merges.append((first, rest[-1]))
    return Planted(cells=[cell for group in groups for cell in group], count=len(groups))


@defect("T01", containers=BOOKS | {"html"})
def merged_neighbours(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Two cells of a row are one."""
    place = dice.randrange(1, len(sheet.columns) - 1)
    rows = dice.sample(sheet.data, dice.randint(1, 3))
    for row in rows:
        row.cells[place + 1].value = None
        sheet.merges.append((row.cells[place], row.cells[place + 1]))
    return Planted(cells=[cell for row in rows for cell in row.cells[place : place + 2]], count=len(rows))


def second(sheet: Sheet, dice: random.Random) -> Sheet:
    """Another clean table."""
    from ..templates import clean, templates

    return clean(dice.choice([title for title in templates() if title not in sheet.title]), dice, 8)


@defect("T02", containers=GRID, also=ALL, alone=True)
def stacked(sheet: Sheet, dice: random.Random) -> Planted:
    """A second table below the first."""
    other = second(sheet, dice)
    gap = [sheet.blank("blank") for _ in range(dice.choice([1, 1, 2]))]
    if dice.random() < 0.5:
        gap.append(sheet.blank("other", f"表2 {other.title}"))
    added = [Row(row.cells, "other") for row in other.rows]
    sheet.rows += [*gap, *added]
    widest = max(len(row.cells) for row in sheet.rows)
    for row in sheet.rows:
        row.cells += [Cell() for _ in range(widest - len(row.cells))]
    return Planted(rows=list(sheet.rows), counted=False)


@defect("T02", containers=GRID, also=ALL, alone=True)
def side_by_side(sheet: Sheet, dice: random.Random) -> Planted:
    """A second table beside the first."""
    other = second(sheet, dice)
    width = len(sheet.columns)
    sheet.columns += [Column(""), *other.columns]
    while len(sheet.rows) < len(other.rows):
        sheet.rows.append(Row([Cell() for _ in range(width)], "other"))
    for index, row in enumerate(sheet.rows):
        more = other.rows[index].cells if index < len(other.rows) else [Cell() for _ in other.columns]
        row.cells += [Cell(), *more]
    return Planted(rows=list(sheet.rows), counted=False)


PERIODS = [
    [f"{year}年" for year in range(2014, 2024)],
    [str(year) for year in range(2012, 2024)],
    [f"{month}月" for month in range(1, 13)],
    [f"2023-{month:02d}" for month in range(1, 13)],
    [f"{year}年{quarter}季度" for year in (2022, 2023) for quarter in "一二三四"],
    [f"{year}年产值（万元）" for year in range(2016, 2024)],
    [f"人口数_{year}" for year in range(2016, 2024)],
]


@defect(
    "T07", containers=GRID | {"json", "jsonl"}, needs={"division", "divisions", "street", "each", "from"}, alone=True, rows=8
)
def periods_as_columns(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Years, months or quarters stand side by side."""
    column = next(column for column in sheet.columns if column.kind in {"division", "divisions", "street", "each", "from"})
    names = list(dict.fromkeys(sheet.values(column)))
    if len(names) < 4:
        return None
    periods = dice.choice(PERIODS)
    periods = periods[-dice.randint(4, len(periods)) :]
    sheet.columns = [Column(column.name, "key"), *(Column(period, "int") for period in periods)]
    body = [Row([Cell(name), *(Cell(dice.randint(100, 90000)) for _ in periods)]) for name in names]
    sheet.rows = [Row([Cell(one.name) for one in sheet.columns], "header"), *body]
    return Planted(cells=[cell for row in sheet.rows for cell in row.cells[1:]], columns=sheet.columns[1:], counted=False)


@defect("D02", containers=GRID)
def blank_rows(sheet: Sheet, dice: random.Random) -> Planted:
    """Blank rows among the data."""
    rows = [sheet.blank("blank") for _ in range(dice.randint(1, 4))]
    for row in rows:
        row.ragged = dice.random() < 0.3
        sheet.rows.insert(dice.randint(sheet.first("data") + 2, sheet.last("data") - 1), row)
    return Planted(rows=rows)


@defect("D02", containers=GRID)
def rows_of_spaces(sheet: Sheet, dice: random.Random) -> Planted:
    """Rows with nothing but spaces."""
    rows = [sheet.blank("blank", " ", "  ") for _ in range(dice.randint(1, 3))]
    for row in rows:
        sheet.rows.insert(dice.randint(sheet.first("data") + 2, sheet.last("data") - 1), row)
    return Planted(rows=rows)


@defect("D02", containers=GRID - {"html"})
def leading_rows(sheet: Sheet, dice: random.Random) -> Planted:
    """The table begins below blank rows."""
    rows = [sheet.blank("blank") for _ in range(dice.randint(1, 3))]
    sheet.rows[:0] = rows
    return Planted(rows=rows)


@defect("D02", containers=DELIMITED, also={"V10"})
def trailing_rows(sheet: Sheet, dice: random.Random) -> Planted:
    """Lines of separators after the data, as spreadsheets export them."""
    rows = [sheet.blank("blank") for _ in range(dice.randint(2, 9))]
    sheet.rows += rows
    return Planted(rows=rows)


@defect("D02", containers=GRID, also={"H03", "V10"}, needs=NUMBERS)
def blank_column(sheet: Sheet, dice: random.Random) -> Planted:
    """A column without name and values."""
    place = dice.randint(0, len(sheet.columns) - 1)
    column = Column("", "blank")
    sheet.columns.insert(place, column)
    for row in sheet.rows:
        row.cells.insert(place, Cell())
    return Planted(columns=[column], counted=False)
