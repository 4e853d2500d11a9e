"""Workbooks whose bytes depend on their content only: no clock, no machine."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.files.draft import Draft
    from sandbox.table import Cell

MOMENT = (2023, 1, 1, 0, 0, 0)
STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _still(content: bytes) -> bytes:
    """The same package with fixed times, inside and out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = STAMP.sub(b"2023-01-01T00:00:00Z", data)
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return target.getvalue()


def xlsx(draft: Draft, _encoding: str) -> bytes:
    """An Office Open XML workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for row in draft.grid():
        sheet.append(row)
    for top, left, bottom, right in draft.spans():
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    target = io.BytesIO()
    book.save(target)
    return _still(target.getvalue())


def xls(draft: Draft, _encoding: str) -> bytes:
    """A BIFF8 workbook of one sheet."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day_style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    merged = {(top, left): (bottom, right) for top, left, bottom, right in draft.spans()}

    def put(row: int, column: int, cell: Cell) -> None:
        style = day_style if isinstance(cell, date) else xlwt.Style.default_style
        if (row, column) in merged:
            bottom, right = merged[row, column]
            sheet.write_merge(row, bottom, column, right, cell, style)
        else:
            sheet.write(row, column, cell, style)

    covered = {
        (row, column)
        for top, left, bottom, right in draft.spans()
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    for row, cells in enumerate(draft.grid()):
        for column, cell in enumerate(cells):
            if cell is not None and (row, column) not in covered:
                put(row, column, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
