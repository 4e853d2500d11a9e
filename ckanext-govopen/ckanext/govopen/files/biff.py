"""What an old binary workbook (BIFF8) holds besides values, by a walk over its records ([MS-XLS] 2.4)."""

from __future__ import annotations

import re
import struct
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import ole
from .extras import prolong
from .limits import limits
from .model import Cells, Extras

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    import polars as pl

BOF, EOF, BOUND_SHEET, FONT, XF, ROW = 0x809, 0x0A, 0x85, 0x31, 0xE0, 0x208
COLUMNS, NOTE, OBJECT, FORMULA = 0x7D, 0x1C, 0x5D, 0x06
SINGLE = {0xFD, 0x203, 0x27E, 0x204, 0xD6, FORMULA}  # LABELSST NUMBER RK LABEL RSTRING: row, column, format, value
MULTIPLE = 0xBD  # MULRK: row, first column, then format and value for each
STRUCTURE = {BOF, EOF, BOUND_SHEET, FONT, XF, ROW, COLUMNS, NOTE, OBJECT, FORMULA}
COLOURED = {*SINGLE, MULTIPLE}  # looked at only where any format has a colour
KINDS = {5: "chart", 8: "picture", 2: "shape", 3: "shape", 4: "shape", 6: "shape", 9: "shape", 30: "shape", 1: "shape"}
# PtgAttrSemi, which Excel puts before volatile functions, or these by number: NOW TODAY RAND INFO, OFFSET INDIRECT CELL.
VOLATILE = re.compile(rb"\A\x19\x01|[\x21\x41\x61][\x4a\xdd\x3f\xf4]\0|[\x22\x42\x62].[\x4e\x94\x7d]\0", re.DOTALL)
WHITE = (9, 64, 65)
CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F]"
CONTROL_CHARACTER = re.compile(CONTROL)
BLACK = (0, 8, 64, 0x7FFF)  # the last is the automatic colour


@dataclass
class Found:
    """What has been seen of one sheet."""

    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    objects: Counter[str] = field(default_factory=Counter)
    comments: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    volatile: list[tuple[int, int]] = field(default_factory=list)
    colours: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0

    def result(self) -> Extras:
        """As the model has it."""
        return Extras(
            hidden_rows=tuple(self.hidden_rows),
            hidden_columns=tuple(self.hidden_columns),
            objects=self.objects,
            comments=Cells(len(self.comments), tuple(self.comments)),
            formulas=Cells(len(self.formulas), tuple(self.formulas[: limits().examples])),
            volatile=Cells(len(self.volatile), tuple(self.volatile[: limits().examples])),
            colours=self.colours,
            coloured_rows=self.rows if self.colours else 0,
        )


def workbook_extras(path: Path) -> dict[str, Extras]:
    """The extras of each sheet, by its name; nothing for what is no sound BIFF8 workbook."""
    names: dict[int, str] = {}
    fills: list[str | None] = []
    inks: list[str | None] = []
    found: dict[str, Extras] = {}
    inside: list[str | None] = []  # charts lie inside sheets
    sheet = Found()
    try:
        wanted = set(STRUCTURE)
        for offset, kind, body in records(ole.stream(path, "Workbook", limits().workbook_bytes), wanted):
            if kind == BOUND_SHEET:
                names[struct.unpack_from("<I", body)[0]] = sheet_name(body)
            elif kind == FONT:
                inks += [ink_of(body)] if len(inks) != 4 else [None, ink_of(body)]  # there is no font number 4
            elif kind == XF:
                fills.append(fill_of(body) or ink(inks, body))
                wanted |= COLOURED if fills[-1] else set()  # formats stand before all sheets
            elif kind == BOF:
                inside.append(names.get(offset))
                sheet = Found() if inside[-1] is not None else sheet
            elif kind == EOF and inside:
                if (name := inside.pop()) is not None:
                    found[name] = sheet.result()
            elif inside and inside[-1] is not None:
                record(sheet, kind, body, fills)
    except (struct.error, OSError, ValueError, IndexError):
        return found
    return found


def records(raw: bytes, wanted: Container[int]) -> Iterator[tuple[int, int, bytes]]:
    """Offset, kind and body of each record of the wanted kinds; what is wanted may grow on the way."""
    head = struct.Struct("<HH").unpack_from
    position, end = 0, len(raw) - 4
    while position <= end:
        kind, length = head(raw, position)
        if kind in wanted:
            yield position, kind, raw[position + 4 : position + 4 + length]
        position += 4 + length


def sheet_name(body: bytes) -> str:
    """The name in a BOUNDSHEET record: its length, whether it is wide, its characters."""
    return body[8:].decode("utf-16le" if body[7] & 1 else "latin-1", "replace")[: body[6]]


def undone(frame: pl.LazyFrame, width: int) -> pl.LazyFrame:
    """Cells of wide characters that were read byte by byte as Western text, as some writers' records make readers do."""
    import polars as pl

    def undo(values: pl.Series) -> pl.Series:
        return pl.Series(values.name, [rejoined(value) for value in values], pl.String)

    names = [f"c{c}" for c in range(width)]
    hit = frame.select(pl.col(name).str.contains(CONTROL).any() for name in names).collect().row(0)
    return frame.with_columns(pl.col(name).map_batches(undo, pl.String) for name, any_ in zip(names, hit, strict=True) if any_)


def rejoined(text: str | None) -> str | None:
    """A text whose characters are the bytes of a UTF-16 one is that; any other stays as it is."""
    if text is None or len(text) % 2 or not CONTROL_CHARACTER.search(text):
        return text
    try:
        raw = b"".join(one.encode("latin-1" if one < "\u0100" else "cp1252") for one in text)
        wide = raw.decode("utf-16le")
    except UnicodeError:
        return text
    return text if CONTROL_CHARACTER.search(wide) else wide


def fill_of(body: bytes) -> str | None:
    """The colour index of a cell format that fills, None for none or white."""
    borders, colours = struct.unpack_from("<IH", body, 14)
    index = colours & 0x7F
    return f"indexed{index}" if borders >> 26 and index not in WHITE else None


def ink_of(body: bytes) -> str | None:
    """The colour index in a FONT record (height, flags, colour, weight, position, underline), None for black or a link."""
    (index,) = struct.unpack_from("<4xH", body)
    return None if index in BLACK or body[10] else f"ink{index}"


def ink(inks: list[str | None], body: bytes) -> str | None:
    """The colour in which a cell format writes."""
    (font,) = struct.unpack_from("<H", body)
    return inks[font] if font < len(inks) else None


def record(sheet: Found, kind: int, body: bytes, fills: list[str | None]) -> None:
    """One record of a sheet."""
    if kind in SINGLE:
        row, column, style = struct.unpack_from("<HHH", body)
        cell(sheet, row + 1, column, style, fills)
        if kind == FORMULA:
            sheet.formulas.append((row + 1, column))
            if body[14] & 1 or VOLATILE.search(body[22:]):  # to be calculated always
                sheet.volatile.append((row + 1, column))
    elif kind == MULTIPLE:
        row, first = struct.unpack_from("<HH", body)
        for number, at in enumerate(range(4, len(body) - 6, 6)):
            cell(sheet, row + 1, first + number, struct.unpack_from("<H", body, at)[0], fills)
    elif kind in SHAPE:
        SHAPE[kind](sheet, body)


def row_height(sheet: Found, body: bytes) -> None:
    """A ROW record: number, first and last column, height, two reserved words, flags (0x20: no height at all)."""
    row, flags = struct.unpack_from("<H10xH", body)
    if flags & 0x20:
        prolong(sheet.hidden_rows, row + 1)


def column_width(sheet: Found, body: bytes) -> None:
    """A COLINFO record: first and last column, width, format, flags (1: hidden)."""
    first, last, _, _, flags = struct.unpack_from("<5H", body)
    if flags & 1:
        sheet.hidden_columns.append((first, last))


def note(sheet: Found, body: bytes) -> None:
    """A NOTE record: row and column of the commented cell."""
    row, column = struct.unpack_from("<HH", body)
    sheet.comments.append((row + 1, column))


def drawn(sheet: Found, body: bytes) -> None:
    """An OBJ record: what kind of object; comments are objects too and not counted here."""
    if name := KINDS.get(struct.unpack_from("<4xH", body)[0]):
        sheet.objects[name] += 1


SHAPE = {ROW: row_height, COLUMNS: column_width, NOTE: note, OBJECT: drawn}


def cell(sheet: Found, row: int, column: int, style: int, fills: list[str | None]) -> None:
    """A filled cell and its colour."""
    sheet.rows = max(sheet.rows, row)
    colour = fills[style] if style < len(fills) else None
    if colour and len(sheet.colours) < limits().special_rows:
        sheet.colours[row, column] = colour
