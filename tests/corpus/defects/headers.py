"""What is wrong with headers: H01, H02, H03."""

from __future__ import annotations

import random

from ..containers import ANY, BOOKS, DELIMITED, GRID
from ..sheet import Row, Sheet
from .base import NUMBERS, Planted, defect

GROUP_NAMES = ["基本情况", "规模指标", "位置信息", "年度数据", "登记信息", "其中"]


def titled(sheet: Sheet, *titles: str, ragged: bool = False) -> list[Row]:
    """Puts title rows above everything."""
    rows = [sheet.blank("title", title) for title in titles]
    for row in rows:
        row.ragged = ragged
    sheet.rows[:0] = rows
    return rows


@defect("H01", containers=GRID)
def title(sheet: Sheet, dice: random.Random) -> Planted:
    """The title stands above the header."""
    return Planted(rows=titled(sheet, dice.choice([sheet.title, f"2023年{sheet.title}表", f"附件1：{sheet.title}"])))


@defect("H01", containers=GRID)
def two_titles(sheet: Sheet, dice: random.Random) -> Planted:
    """A title and a subtitle."""
    return Planted(rows=titled(sheet, sheet.title, dice.choice(["（2023年度）", "2023年12月", "（按登记时间排序）"])))


@defect("H01", containers=DELIMITED, also={"D01"})
def short_title(sheet: Sheet, dice: random.Random) -> Planted:
    """A title line without the separators of the others."""
    return Planted(rows=titled(sheet, sheet.title, ragged=True))


@defect("H01", containers=BOOKS | {"html"}, also={"T01"})
def merged_title(sheet: Sheet, dice: random.Random) -> Planted:
    """A title over all columns."""
    rows = titled(sheet, sheet.title)
    sheet.merges.append((rows[0].cells[0], rows[0].cells[-1]))
    return Planted(rows=rows)


@defect("H01", containers=GRID, also={"D02"})
def title_and_blank(sheet: Sheet, dice: random.Random) -> Planted:
    """A title and a blank row below it."""
    rows = titled(sheet, sheet.title)
    sheet.rows.insert(1, sheet.blank("blank"))
    return Planted(rows=rows)


def levels(sheet: Sheet, dice: random.Random, *, merged: bool) -> Planted | None:
    """A second header row above the first, with a name for each of one or two groups of neighbours."""
    width = len(sheet.columns)
    size = dice.randint(2, max(2, (width - 1) // 2))
    first = dice.randint(1, width - size)
    groups = [range(first, first + size)]
    if first + size + 2 <= width and dice.random() < 0.6:
        groups.append(range(first + size, width))
    names = dice.sample(GROUP_NAMES, len(groups))
    header = sheet.of("header")[0]
    top = sheet.blank("header")
    sheet.rows.insert(sheet.rows.index(header), top)
    grouped = {index for group in groups for index in group}
    for name, group in zip(names, groups, strict=True):
        top.cells[group[0]].value = name
        for index in group:
            sheet.columns[index].upper = name
        if merged:
            sheet.merges.append((top.cells[group[0]], top.cells[group[-1]]))
    for index in set(range(width)) - grouped:
        top.cells[index].value, header.cells[index].value = header.cells[index].value, None
        if merged:
            sheet.merges.append((top.cells[index], header.cells[index]))
    return Planted(rows=[top, header], counted=False)


@defect("H02", containers=BOOKS | {"html"}, needs=NUMBERS, also={"T01"}, alone=True)
def merged_levels(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A header of two rows with merged cells."""
    return levels(sheet, dice, merged=True)


@defect("H02", containers=GRID, needs=NUMBERS, alone=True)
def blank_levels(sheet: Sheet, dice: random.Random) -> Planted | None:
    """The same after export: merged cells have become blanks."""
    return levels(sheet, dice, merged=False)


@defect("H02", containers=GRID, needs=NUMBERS, alone=True)
def repeated_levels(sheet: Sheet, dice: random.Random) -> Planted | None:
    """The same with every name filled in: the group's over each of its columns, the others' twice."""
    planted = levels(sheet, dice, merged=False)
    if planted is None:
        return None
    top, header = planted.rows
    for above, below, column in zip(top.cells, header.cells, sheet.columns, strict=True):
        above.value = column.upper or above.value
        below.value = below.value or above.value
    return planted


@defect("H03", containers=GRID, alone=True)
def blank_names(sheet: Sheet, dice: random.Random) -> Planted:
    """Columns without a name."""
    columns = dice.sample(sheet.columns[1:], dice.choice([1, 1, 2]))
    for column in columns:
        sheet.header(column).value = None
        sheet.touched.add(column)
    return Planted(cells=[*map(sheet.header, columns)], columns=columns, counted=False)


@defect("H03", containers=GRID, alone=True)
def repeated_names(sheet: Sheet, dice: random.Random) -> Planted:
    """Two columns of one name."""
    one, other = dice.sample(sheet.columns, 2)
    sheet.header(other).value = sheet.header(one).value
    sheet.touched |= {one, other}
    return Planted(cells=[sheet.header(one), sheet.header(other)], columns=[one, other], counted=False)


@defect("H03", containers=ANY, alone=True, also={"V07", "V08", "V11"})
def meaningless_names(sheet: Sheet, dice: random.Random) -> Planted:
    """列1, F2, Unnamed: 3."""
    pattern = dice.choice(["列{}", "F{}", "Unnamed: {}", "Column{}", "字段{}", "field{}"])
    columns = sheet.columns if dice.random() < 0.5 else dice.sample(sheet.columns, 2)
    for column in columns:
        column.name = sheet.header(column).value = pattern.format(sheet.columns.index(column) + 1)
    cells = [cell for column in columns for cell in [sheet.header(column), *sheet.cells(column)]]
    return Planted(cells=cells, columns=list(columns), counted=False)


@defect("H03", containers=GRID, needs=NUMBERS, alone=True, also={"V04", "V07", "V08", "V11"})
def numbers_as_names(sheet: Sheet, dice: random.Random) -> Planted:
    """The header counts the columns: 1, 2, 3."""
    for number, column in enumerate(sheet.columns, 1):
        column.name, sheet.header(column).value = str(number), str(number)
    return Planted(cells=list(sheet.of("header")[0].cells), rows=[sheet.rows[0]], columns=list(sheet.columns), counted=False)


@defect("H03", containers=GRID, needs=NUMBERS, alone=True, also={"V04", "V07", "V08", "V11"})
def no_header(sheet: Sheet, dice: random.Random) -> Planted:
    """The first row is data already."""
    sheet.rows[:] = [row for row in sheet.rows if row.kind != "header"]
    return Planted(rows=[sheet.rows[0]], counted=False)
