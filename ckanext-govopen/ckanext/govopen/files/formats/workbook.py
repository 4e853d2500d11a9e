"""Spreadsheets: xls, et, xlsx, xlsm, xlsb and ods, by calamine.

The reader is chosen by content: `.et` is a binary workbook and SpreadsheetML is XML. calamine says nothing of merges in
ods and xlsb, nor of anything besides values (see `ooxml`, `opendocument`, `biff`, `xlsb`), and a Rust panic in it is a
BaseException.
"""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from .. import biff, ooxml, opendocument, xlsb
from ..limits import limits
from ..model import Extras, Problem, Sheet, Span
from ..reading import Reading, Source
from ..sheets import claimed_cells, cut_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl
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
BINARY = ("xls", "et")  # these too may have a zip in them, that of their theme
PLAIN = (1e-4, 1e15)  # sizes of numbers that nobody writes with an exponent
EXACT = 10**15  # whole numbers below this are exact in a spreadsheet's floating point
ROWS = 4_000  # rows that are held as Python objects at a time: few enough to stay near the processor
Known = tuple[dict[str, tuple[Span, ...]], dict[str, Extras]]
LETTER = re.compile("password|encrypt", re.IGNORECASE)


def read(source: Source) -> Reading:
    """All sheets that hold cells, in the workbook's order."""
    whole = named(source)
    path, sampled = cut_workbook(whole, source.work)
    if source.name in BINARY and path.stat().st_size > limits().workbook_bytes:
        return Reading(problems=(Problem("too_large", {"bytes": path.stat().st_size}),), sampled=True)
    if (cells := claimed_cells(path)) > limits().sheet_span:
        return Reading(problems=(Problem("spread", {"cells": cells}),))
    try:
        with ThreadPoolExecutor(1) as pool:  # calamine lets go of Python's lock: both unpack side by side
            return open_all(path, pool.submit(known, whole, source.name), sampled=sampled)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001  calamine panics across the language border
        kind = "encrypted" if LETTER.search(str(error)) else "corrupt"
        return Reading(problems=(Problem(kind, {"reason": str(error)[:200]}),))


def named(source: Source) -> Path:
    """The workbook under a name that says what it is: calamine goes by the extension, whatever the bytes are."""
    ending = ".xls" if source.name == "et" else f".{source.name}"
    if source.path.suffix == ending:
        return source.path
    link = source.work / f"{source.path.name}{ending}"
    if not link.is_symlink():
        link.symlink_to(source.path.resolve())
    return link


def known(path: Path, name: str) -> Known:
    """Merged ranges that calamine does not tell, and what sheets hold besides values, by the name of the sheet."""
    if name in ("ods", "xlsb"):
        found = opendocument.sheets_of(path) if name == "ods" else xlsb.sheets_of(path)
        return {sheet: spans for sheet, (spans, _) in found.items()}, {sheet: extras for sheet, (_, extras) in found.items()}
    return {}, biff.workbook_extras(path) if name in BINARY else ooxml.workbook_extras(path)


def open_all(path: Path, told: Future[Known], *, sampled: bool) -> Reading:
    """Reads the sheets one after the other."""
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    shown = {one.name for one in workbook.sheets_metadata if one.visible == python_calamine.SheetVisibleEnum.Visible}
    sheets = []
    for name in workbook.sheet_names[: limits().sheets]:
        sheet = workbook.get_sheet_by_name(name)
        if not sheet.height or not sheet.width:
            continue
        spans, extras = told.result()
        read_sheet, cut = to_sheet(sheet, name, spans.get(name))
        sampled = sampled or cut
        if path.suffix == ".xls":
            read_sheet = replace(read_sheet, frame=biff.undone(read_sheet.frame, read_sheet.width))
        sheets.append(replace(read_sheet, workbook=replace(extras.get(name, Extras()), hidden=name not in shown)))
    sampled = sampled or len(workbook.sheet_names) > limits().sheets
    return Reading(tuple(sheets), sampled=sampled)


def to_sheet(sheet: CalamineSheet, name: str, spans: tuple[Span, ...] | None) -> tuple[Sheet, bool]:
    """One sheet as strings, and whether it had to be cut."""
    import polars as pl

    left = sheet.start[1] if sheet.start else 0
    width = min(left + sheet.width, limits().columns)
    most = max(1, limits().sheet_cells // width)
    rows = islice(sheet.iter_rows(), most)  # from the sheet's first row, but from the first used column
    parts = [block(part, left, width) for part in iter(lambda: list(islice(rows, ROWS)), [])]
    frame = pl.concat(parts) if parts else block([], left, width)
    height = frame.height
    merges = spans if spans is not None else calamine_merges(sheet)
    return Sheet(
        frame.with_row_index("n", 1).lazy(), width, name=name, merges=merges
    ), height >= most and sheet.total_height > most


def block(rows: Sequence[Sequence[object]], left: int, width: int) -> pl.DataFrame:
    """Some rows as columns of strings; those before the first used one are empty."""
    import polars as pl

    empty = [pl.lit(None, pl.String).alias(f"c{c}") for c in range(left)]
    cells = islice(zip(*rows, strict=True), max(0, width - left))
    columns = [strings(values).alias(f"c{left + c}") for c, values in enumerate(cells)]
    filled = [pl.when(pl.col(one.name) != "").then(one.name) for one in columns]
    return (
        pl.DataFrame(columns).select(*empty, *filled)
        if columns
        else pl.DataFrame(schema={f"c{c}": pl.String for c in range(width)})
    )


def strings(values: Sequence[object]) -> pl.Series:
    """Values as text: at once where all are text or plain numbers, else one by one."""
    import polars as pl

    kinds = set(map(type, values))
    if kinds == {str}:
        return pl.Series(values, dtype=pl.String)
    if kinds <= {float, str}:
        numbers = pl.Series([value if type(value) is float else None for value in values], dtype=pl.Float64)
        if are_plain(numbers):
            texts = pl.Series([value if type(value) is str else None for value in values], dtype=pl.String)
            return written(numbers, texts)
    return pl.Series(map(text, values), dtype=pl.String)


def are_plain(numbers: pl.Series) -> bool:
    """Whether numbers are written without an exponent, by Polars as by Python."""
    size = numbers.abs()
    return bool((size.is_between(*PLAIN, closed="left") | (size == 0)).all())


def written(numbers: pl.Series, texts: pl.Series) -> pl.Series:
    """Plain numbers as text, whole ones without a fraction; texts where there is no number."""
    import polars as pl

    number = pl.col("number")
    whole = number.cast(pl.Int64).cast(pl.String)
    shown = pl.when(number == number.floor()).then(whole).otherwise(number.cast(pl.String))
    return pl.DataFrame({"number": numbers, "text": texts}).select(pl.coalesce(shown, "text")).to_series()


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
