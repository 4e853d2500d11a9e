"""Rows that are not data, and values left out because the row above has them: T03, T04, T08."""

from __future__ import annotations

import random

from ..containers import ANY, BOOKS, DELIMITED, GRID
from ..sheet import Cell, Column, Row, Sheet
from .base import GROUPS, NUMBERS, Planted, defect, some

NOTES = [
    "注：本表数据为快报数，最终以年报为准。",
    "数据来源：市统计局",
    "说明：表中合计数与分项之和不等是由于四舍五入。",
    "备注：以上数据不含开发区",
    "资料来源：第七次全国人口普查",
    "*为初步核实数",
    "填报单位：市数据局",
    "注1：2020年起口径有调整",
]
LABELS = {"sum": ["合计", "总计", "合 计", "全市合计", "总 计"], "mean": ["平均", "平均值"]}


def computed(sheet: Sheet, rows: list[Row], label: str, how: str) -> Row | None:
    """A row that sums up others: its label in the first column that is no number."""
    row = sheet.blank("total")
    numbers = [index for index, column in enumerate(sheet.columns) if column.kind in NUMBERS]
    for index in numbers:
        values = [cell for one in rows if isinstance(cell := one.cells[index].value, int | float)]
        if not values:
            return None
        total = sum(values)
        row.cells[index].value = round(total if how == "sum" else total / len(values), 2)
    row.cells[next(index for index, column in enumerate(sheet.columns) if column.kind not in NUMBERS)].value = label
    return row


@defect("T03", containers=ANY, needs=NUMBERS)
def total_below(sheet: Sheet, dice: random.Random) -> Planted | None:
    """合计 in the last row."""
    row = computed(sheet, sheet.data, dice.choice(LABELS["sum"]), "sum")
    sheet.rows.insert(sheet.last("data") + 1, row) if row else None
    return Planted(rows=[row]) if row else None


@defect("T03", containers=GRID, needs=NUMBERS)
def mean_below(sheet: Sheet, dice: random.Random) -> Planted | None:
    """平均 in the last row."""
    row = computed(sheet, sheet.data, dice.choice(LABELS["mean"]), "mean")
    sheet.rows.insert(sheet.last("data") + 1, row) if row else None
    return Planted(rows=[row]) if row else None


@defect("T03", containers=GRID, needs=NUMBERS)
def total_above(sheet: Sheet, dice: random.Random) -> Planted | None:
    """总计 in the first row of data."""
    row = computed(sheet, sheet.data, dice.choice(LABELS["sum"]), "sum")
    sheet.rows.insert(sheet.first("data"), row) if row else None
    return Planted(rows=[row]) if row else None


@defect("T03", containers=ANY, needs=NUMBERS, rows=16)
def subtotals(sheet: Sheet, dice: random.Random) -> Planted | None:
    """小计 after every few rows, 合计 at the end."""
    data, made = sheet.data, []
    size = dice.randint(4, 8)
    for start in range(0, len(data), size):
        part = data[start : start + size]
        row = computed(sheet, part, "小计", "sum")
        if row is None:
            return None
        made.append((part[-1], row))
    last = computed(sheet, data, "合计", "sum")
    made.append((made[-1][1], last))
    for after, row in made:
        sheet.rows.insert(sheet.rows.index(after) + 1, row)
    return Planted(rows=[row for _, row in made])


@defect("T03", containers=GRID, needs={"serial"})
def total_in_second_column(sheet: Sheet, dice: random.Random) -> Planted | None:
    """合计 beside a blank number of the row."""
    numbers = [index for index, column in enumerate(sheet.columns) if column.kind in NUMBERS]
    if sheet.columns[0].kind != "serial" or not numbers or sheet.columns[1].kind in NUMBERS:
        return None
    row = computed(sheet, sheet.data, "合计", "sum")
    if row is None:
        return None
    row.cells[0].value, row.cells[1].value = None, "合计"
    sheet.rows.insert(sheet.last("data") + 1, row)
    return Planted(rows=[row])


@defect("T03", containers=GRID, needs={"divisions"}, rows=6, also={"V08"}, alone=True)
def whole_city(sheet: Sheet, dice: random.Random) -> Planted | None:
    """全市 in the first row of data: the sum of all others."""
    row = computed(sheet, sheet.data, "全市", "sum")
    if row is None:
        return None
    label = next(cell for cell in row.cells if cell.value == "全市")
    label.value = None
    row.cells[next(index for index, column in enumerate(sheet.columns) if column.kind == "divisions")] = label
    label.value = "全市"
    sheet.rows.insert(sheet.first("data"), row)
    return Planted(rows=[row])


def noted(sheet: Sheet, dice: random.Random, *, ragged: bool) -> list[Row]:
    """One to three notes below the table."""
    rows = [sheet.blank("note", note) for note in dice.sample(NOTES, dice.randint(1, 3))]
    for row in rows:
        row.ragged = ragged
    sheet.rows += rows
    return rows


@defect("T04", containers=GRID)
def notes_below(sheet: Sheet, dice: random.Random) -> Planted:
    """Notes after the last row."""
    return Planted(rows=noted(sheet, dice, ragged=False))


@defect("T04", containers=DELIMITED, also={"D01"})
def short_notes(sheet: Sheet, dice: random.Random) -> Planted:
    """Notes after the last row, without the separators of the others."""
    return Planted(rows=noted(sheet, dice, ragged=True))


@defect("T04", containers=GRID, also={"D02"})
def notes_apart(sheet: Sheet, dice: random.Random) -> Planted:
    """A blank row, then notes."""
    sheet.rows.append(sheet.blank("blank"))
    return Planted(rows=noted(sheet, dice, ragged=False))


@defect("T04", containers=GRID)
def unit_above(sheet: Sheet, dice: random.Random) -> Planted:
    """单位：万元 above the header."""
    row = sheet.blank("note")
    row.cells[dice.choice([0, -1])].value = dice.choice(
        ["单位：万元", "单位：人、户", "统计时间：2023年12月", "填报单位：市数据局"]
    )
    sheet.rows.insert(0, row)
    return Planted(rows=[row])


@defect("T04", containers=BOOKS | {"html"}, also={"T01"})
def merged_note(sheet: Sheet, dice: random.Random) -> Planted:
    """A note merged over all columns."""
    rows = noted(sheet, dice, ragged=False)
    sheet.merges += [(row.cells[0], row.cells[-1]) for row in rows]
    return Planted(rows=rows)


@defect("T04", containers=GRID)
def plain_sentence(sheet: Sheet, dice: random.Random) -> Planted:
    """A remark on the table that begins with none of the usual words."""
    text = dice.choice(
        [
            "本表数据未经审计，仅供参考，最终以正式公布为准。",
            "以上名单截至2023年12月31日，如有变动另行公告。",
            "联系人：市数据局，电话：12345",
        ]
    )
    row = sheet.blank("note", text)
    sheet.rows.append(row)
    return Planted(rows=[row])


def grouped(sheet: Sheet, dice: random.Random) -> tuple[Column, list[list[Cell]]] | None:
    """Sorts the rows by a column of groups and moves it to the front; the cells of each group of at least two.

    A table with merged cells is left as it is: its cells would no longer be neighbours.
    """
    column = None if sheet.merges else sheet.pick(dice, GROUPS)
    if column is None:
        return None
    place = sheet.columns.index(column)
    sheet.columns.insert(0, sheet.columns.pop(place))
    for row in sheet.rows:
        row.cells.insert(0, row.cells.pop(place))
    start = sheet.first("data")
    data = sorted(sheet.data, key=lambda row: str(row.cells[0].value))
    sheet.rows[start : start + len(data)] = data
    groups: list[list[Cell]] = []
    for row in data:
        if groups and groups[-1][0].value == row.cells[0].value:
            groups[-1].append(row.cells[0])
        else:
            groups.append([row.cells[0]])
    return column, [group for group in groups if len(group) > 1]


def repeated(sheet: Sheet, dice: random.Random, word: str | None) -> Planted | None:
    """Every value that repeats the one above is replaced."""
    found = grouped(sheet, dice)
    if found is None or len(found[1]) < 3:
        return None
    column, groups = found
    cells = [cell for group in groups for cell in group[1:]]
    clean = {cell: cell.value for cell in cells}
    for cell in cells:
        cell.value = word
    return Planted(column, cells, clean=clean)


@defect("T08", containers=ANY, needs=GROUPS, rows=20, alone=True)
def ditto(sheet: Sheet, dice: random.Random) -> Planted | None:
    """同上."""
    return repeated(sheet, dice, dice.choice(["同上", "同上", "〃", '"']))


@defect("T08", containers=GRID, needs=GROUPS, rows=20, alone=True)
def blank_as_above(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Only the first row of a group names it."""
    return repeated(sheet, dice, None)


@defect("T08", containers=ANY, needs=GROUPS | {"address", "name"}, rows=20)
def ditto_anywhere(sheet: Sheet, dice: random.Random) -> Planted | None:
    """同上 in some cells of any column of text."""
    column = sheet.pick(dice, GROUPS | {"address", "name"})
    if column is None:
        return None
    cells = some(dice, sheet.cells(column)[1:], 0.1, 0.4, 2)
    for cell in cells:
        cell.value = "同上"
    return Planted(column, cells, clean={})
