"""What is wrong with tables in the world: one function a defect, and the rules of the score that should find it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sandbox.entry import Item

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.files.draft import Draft

# Printed as examples in GB 11643-1999, and the operator's service number: nobody's own.
ID_SPECIMENS = ("11010519491231002X", "440524188001010014")
MOBILE_SPECIMEN = "13800138000"


def title(draft: Draft) -> None:
    """The title stands in a row above the header."""
    draft.titles.append([draft.title])


def levels(draft: Draft) -> None:
    """The header has two rows: groups above, columns below, the first column through both."""
    width = len(draft.items)
    middle = max(2, (width + 1) // 2)
    top: list[str | int | float | date | None] = [draft.header[0][0], "基本信息", *[None] * (width - 2)]
    top[middle] = "业务信息"
    draft.header = [top, [None, *draft.header[0][1:]]]
    spans = [(0, 0, 1, 0), (0, 1, 0, middle - 1), (0, middle, 0, width - 1)]
    draft.merges += [span for span in spans if span[:2] != span[2:]]


def units(draft: Draft) -> None:
    """Numbers carry their unit: 980户, 120张."""
    for place in draft.quantities():
        item = draft.items[place]
        draft.header[-1][place] = item.label
        for row in draft.data:
            row[place] = f"{row[place]}{item.unit}"


def thousands(draft: Draft) -> None:
    """Large numbers are written with separators: 12,345."""
    for place in draft.quantities():
        for row in draft.data:
            value = row[place]
            if isinstance(value, int | float):
                row[place] = f"{int(value) * 1000 + draft.dice.randrange(1000):,}"


def dates(draft: Draft) -> None:
    """Dates are written in four ways."""
    styles: list[Callable[[date], str]] = [
        lambda day: f"{day.year}年{day.month}月{day.day}日",
        lambda day: f"{day.year}.{day.month}.{day.day}",
        lambda day: f"{day.year}/{day.month}/{day.day}",
        lambda day: f"{day:%Y%m%d}",
    ]
    for index, row in enumerate(draft.data):
        style = styles[index % len(styles)]
        row[:] = [style(cell) if isinstance(cell, date) else cell for cell in row]


def blanks(draft: Draft) -> None:
    """Rows without content stand among the data."""
    for _ in range(3):
        draft.data.insert(draft.dice.randrange(1, len(draft.data)), [None] * len(draft.items))


def total(draft: Draft) -> None:
    """The last row sums the quantities."""
    row: list[str | int | float | date | None] = ["合计", *[None] * (len(draft.items) - 1)]
    for place in draft.quantities():
        numbers = [cells[place] for cells in draft.data if isinstance(cells[place], int | float)]
        if place and numbers:
            row[place] = round(sum(number for number in numbers if isinstance(number, int | float)), 4)
    draft.tail.append(row)


def note(draft: Draft) -> None:
    """Notes stand below the data."""
    draft.tail += [["注：本表数据由各填报单位汇总，仅供参考。"], ["数据来源：业务系统导出"]]


def personal(draft: Draft) -> None:
    """Two columns of personal numbers, filled with specimens."""
    draft.items += [Item("SFZH", "身份证号", "string", ""), Item("SJH", "手机号码", "string", "")]
    draft.header[-1] += ["身份证号", "手机号码"]
    for index, row in enumerate(draft.data):
        row += [ID_SPECIMENS[index % len(ID_SPECIMENS)], MOBILE_SPECIMEN]


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect and what finds it; `spreadsheet_rules` besides where the file is a workbook."""

    apply: Callable[[Draft], None]
    rules: tuple[str, ...]
    spreadsheet_rules: tuple[str, ...] = ()


# In the order in which a recipe must name them: what changes cells before what adds rows.
DEFECTS = {
    "personal": Defect(personal, ("P01",)),
    "thousands": Defect(thousands, ("V02",)),
    "total": Defect(total, ("T03",)),
    "units": Defect(units, ("V01",)),
    "dates": Defect(dates, ("V03",)),
    "blanks": Defect(blanks, ("D02",)),
    "levels": Defect(levels, ("H02",), ("T01",)),
    "title": Defect(title, ("H01",), ("T01",)),
    "note": Defect(note, ("T04",)),
}
