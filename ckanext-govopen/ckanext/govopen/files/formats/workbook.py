"""Spreadsheets: xls, et, xlsx, xlsm, xlsb and ods, by calamine.

The reader is chosen by content: `.et` is a binary workbook and SpreadsheetML is XML. calamine says nothing of merges in
ods (their spans stand in `content.xml`), and a Rust panic in it is a BaseException.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from ..limits import limits
from ..model import Problem, Sheet, Span
from ..reading import Reading, Source
from ..sheets import cut_workbook, ods_merges

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineSheet

OOXML = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
names = {
    "xls": "application/vnd.ms-excel",
    "et": "application/wps-office.et",
    "xlsx": OOXML,
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
EXACT = 10**15  # whole numbers below this are exact in a spreadsheet's floating point
LETTER = re.compile("password|encrypt", re.IGNORECASE)


def read(source: Source) -> Reading:
    """All sheets that hold cells, in the workbook's order."""
    path, sampled = cut_workbook(source.path, source.work)
    if not zipfile.is_zipfile(path) and path.stat().st_size > limits().workbook_bytes:
        return Reading(problems=(Problem("too_large", {"bytes": path.stat().st_size}),), sampled=True)
    try:
        return open_all(path, sampled=sampled)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001  calamine panics across the language border
        kind = "encrypted" if LETTER.search(str(error)) else "corrupt"
        return Reading(problems=(Problem(kind, {"reason": str(error)[:200]}),))


def open_all(path: Path, *, sampled: bool) -> Reading:
    """Reads the sheets one after the other."""
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    spans = ods_merges(path)
    sheets = []
    for name in workbook.sheet_names[: limits().sheets]:
        sheet = workbook.get_sheet_by_name(name)
        if not sheet.height or not sheet.width:
            continue
        read_sheet, cut = to_sheet(sheet, name, spans.get(name))
        sampled = sampled or cut
        sheets.append(read_sheet)
    sampled = sampled or len(workbook.sheet_names) > limits().sheets
    return Reading(tuple(sheets), sampled=sampled)


def to_sheet(sheet: CalamineSheet, name: str, spans: tuple[Span, ...] | None) -> tuple[Sheet, bool]:
    """One sheet as strings, and whether it had to be cut."""
    import polars as pl

    left = sheet.start[1] if sheet.start else 0
    width = min(left + sheet.width, limits().columns)
    most = max(1, limits().sheet_cells // width)
    columns: list[list[str | None]] = [[] for _ in range(max(0, width - left))]
    for row in islice(sheet.iter_rows(), most):  # from the sheet's first row, but from the first used column
        texts = [text(value) for value in row[: len(columns)]]
        for column, value in zip_longest(columns, texts):
            column.append(value)
    height = len(columns[0]) if columns else 0
    values = [*[[None] * height for _ in range(left)], *columns]
    frame = pl.DataFrame(
        {f"c{c}": column for c, column in enumerate(values)}, schema={f"c{c}": pl.String for c in range(width)}
    )
    merges = spans if spans is not None else calamine_merges(sheet)
    rows = frame.with_row_index("n", 1).lazy()
    return Sheet(rows, width, name=name, merges=merges), height >= most and sheet.total_height > most


def calamine_merges(sheet: CalamineSheet) -> tuple[Span, ...]:
    """Merged ranges as calamine knows them."""
    ranges = sheet.merged_cell_ranges or []
    return tuple(sorted(Span(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges))


def text(value: object) -> str | None:
    """A cell's value as text: numbers without a needless fraction, dates in ISO form, empty as None."""
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)
