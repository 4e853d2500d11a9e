"""Spreadsheets: xls, et, xlsx, xlsm, xlsb and ods, by calamine.

The reader is chosen by content: `.et` is a binary workbook and SpreadsheetML is XML. calamine says nothing of merges in
ods and xlsb, nor of anything besides values (see `ooxml`, `opendocument`, `biff`, `xlsb`), and a Rust panic in it is a
BaseException.
"""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from .. import biff, ooxml, opendocument, xlsb
from ..areas import area, joined
from ..limits import limits
from ..model import Extras, Problem, Sheet, Span
from ..reading import Reading, Source
from ..sheets import claimed_cells, cut_workbook
from ..slices import Slices, are_worth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet, CalamineWorkbook

    from ..areas import Area

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
LETTER = re.compile("password|encrypt", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beside:
    """What other readers know of the sheets of a workbook, by their names: merged ranges where calamine knows none."""

    extras: Mapping[str, Extras]
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def read(source: Source) -> Reading:
    """All sheets that hold cells, in the workbook's order."""
    whole = named(source)
    path, sampled = cut_workbook(whole, source.work)
    if source.name in BINARY and path.stat().st_size > limits().workbook_bytes:
        return Reading(problems=(Problem("too_large", {"bytes": path.stat().st_size}),), sampled=True)
    if (cells := claimed_cells(path)) > limits().sheet_span:
        return Reading(problems=(Problem("spread", {"cells": cells}),))
    slices = Slices(source.work / f"slices{path.suffix}") if source.name in ("xlsx", "xlsm") and are_worth(path) else None
    try:
        with ThreadPoolExecutor(1) as pool:  # calamine lets go of Python's lock: both unpack side by side
            return open_all(path, pool.submit(beside, whole, source.name, slices), slices, sampled=sampled)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001  calamine panics across the language border
        kind = "encrypted" if LETTER.search(str(error)) else "corrupt"
        return Reading(problems=(Problem(kind, {"reason": str(error)[:200]}),))
    finally:
        if slices:
            slices.drop()


def named(source: Source) -> Path:
    """The workbook under a name that says what it is: calamine goes by the extension, whatever the bytes are."""
    ending = ".xls" if source.name == "et" else f".{source.name}"
    if source.path.suffix == ending:
        return source.path
    link = source.work / f"{source.path.name}{ending}"
    if not link.is_symlink():
        link.symlink_to(source.path.resolve())
    return link


def beside(path: Path, name: str, slices: Slices | None) -> Beside:
    """Asks the other readers; on the way slices take the rows of large sheets."""
    if name in ("ods", "xlsb"):
        found = opendocument.sheets_of(path) if name == "ods" else xlsb.sheets_of(path)
        return Beside(
            {sheet: extras for sheet, (_, extras) in found.items()}, {sheet: spans for sheet, (spans, _) in found.items()}
        )
    return Beside(biff.workbook_extras(path) if name in BINARY else ooxml.workbook_extras(path, slices))


def open_all(path: Path, told: Future[Beside], slices: Slices | None, *, sampled: bool) -> Reading:
    """Reads the sheets one after the other."""
    import python_calamine

    workbook = Workbook(path)
    names = workbook.book.sheet_names
    shown = {one.name for one in workbook.book.sheets_metadata if one.visible == python_calamine.SheetVisibleEnum.Visible}
    if slices:
        told.result()  # now they are filled
        if slices.names:
            del workbook.book  # its texts take as much room as those of the slices
    sheets = []
    for name in names[: limits().sheets]:
        areas, merges = cells_of(workbook, name, slices)
        if not areas:
            continue
        frame, cut = joined(areas)
        sampled = sampled or cut
        rows = frame.with_row_index("n", 1).lazy()
        sheets.append(
            Sheet(
                biff.undone(rows, frame.width) if path.suffix == ".xls" else rows,
                frame.width,
                name=name,
                merges=told.result().spans.get(name, merges),
                workbook=replace(told.result().extras.get(name, Extras()), hidden=name not in shown),
            )
        )
    sampled = sampled or len(names) > limits().sheets
    return Reading(tuple(sheets), sampled=sampled)


class Workbook:
    """A workbook as calamine has it, which is opened when it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def book(self) -> CalamineWorkbook:
        """The open workbook."""
        import python_calamine

        return python_calamine.CalamineWorkbook.from_path(str(self.path))


def cells_of(workbook: Workbook, name: str, slices: Slices | None) -> tuple[list[Area], tuple[Span, ...]]:
    """The cells and merged ranges of a sheet, by way of its slices where these are sound."""
    if slices and (made := slices.names.get(name)) and (found := from_slices(slices.path, made)):
        return found
    sheet = workbook.book.get_sheet_by_name(name)
    one = area(sheet)
    return [one] if one else [], calamine_merges(sheet)


def from_slices(path: Path, made: Sequence[str]) -> tuple[list[Area], tuple[Span, ...]] | None:
    """What slices hold; None where they cannot be read, or their rows are not in order."""
    try:
        book = Workbook(path).book
        with ThreadPoolExecutor(1) as pool:  # calamine parses a slice while the one before becomes columns
            found = [(area(sheet), calamine_merges(sheet)) for sheet in pool.map(book.get_sheet_by_name, made)]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001  then the sheet as a whole says what is wrong with it
        return None
    areas = [one for one, _ in found if one]
    if any(above.bottom >= below.top for above, below in pairwise(areas)):
        return None
    return areas, found[-1][1]


def calamine_merges(sheet: CalamineSheet) -> tuple[Span, ...]:
    """Merged ranges as calamine knows them."""
    ranges = sheet.merged_cell_ranges or []
    return tuple(sorted(Span(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges))
