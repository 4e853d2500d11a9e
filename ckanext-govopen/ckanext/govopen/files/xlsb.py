"""What an xlsb holds besides values: merged cells, hidden rows and columns, formulas ([MS-XLSB] 2.4).

Merged cells stand behind the cells and are found by their bytes. For the rest the records are walked, as far as
`xlsb_records`: a large sheet is not worth the time that Python takes for each of them.
"""

from __future__ import annotations

import re
import struct
import zipfile
from typing import TYPE_CHECKING

from . import ooxml
from .containers import BROKEN
from .extras import prolong
from .limits import limits
from .model import Cells, Extras, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROW, COLUMNS, BUNDLE = 0, 60, 156
FORMULAS = (8, 9, 10, 11)
MERGES = re.compile(rb"\xb1\x01\x04(.{4})((?:\xb0\x01\x10.{16})+)\xb2\x01\x00", re.DOTALL)
NO_HEIGHT = 0x10  # BrtRowHdr.fDyZero, in the second byte of the flags


def sheets_of(path: Path) -> dict[str, tuple[tuple[Span, ...], Extras]]:
    """Merged ranges and extras of each sheet, by its name; nothing for what is no xlsb."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: sheet(archive, target) for name, target in sheets(archive)}
    except (*BROKEN, struct.error, IndexError):
        return {}


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet: BrtBundleSh has state, number, id of the relation and name."""
    targets = {key: target for key, _, target in ooxml.relations(archive, "xl/workbook.bin")}
    for kind, body in records(archive.read("xl/workbook.bin")):
        if kind == BUNDLE:
            length = struct.unpack_from("<I", body, 8)[0]
            key = body[12 : 12 + 2 * length].decode("utf-16le", "replace")
            name = body[16 + 2 * length :].decode("utf-16le", "replace")
            if key in targets:
                yield name, targets[key]


def records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of the first records."""
    position = 0
    for _ in range(limits().xlsb_records):
        if position >= len(raw):
            return
        kind, position = number(raw, position, 2)
        length, position = number(raw, position, 4)
        yield kind, raw[position : position + length]
        position += length


def number(raw: bytes, position: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    value = 0
    for shift in range(most):
        byte = raw[position] if position < len(raw) else 0
        position += 1
        value |= (byte & 0x7F) << (7 * shift)
        if not byte & 0x80:
            break
    return value, position


def sheet(archive: zipfile.ZipFile, name: str) -> tuple[tuple[Span, ...], Extras]:
    """All of one sheet."""
    if archive.getinfo(name).file_size > limits().sheet_bytes:
        return (), Extras()
    raw, row = archive.read(name), 0
    hidden_rows: list[tuple[int, int]] = []
    hidden_columns: list[tuple[int, int]] = []
    formulas: list[tuple[int, int]] = []
    for kind, body in records(raw):
        if kind == ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & NO_HEIGHT:
                prolong(hidden_rows, row)
        elif kind == COLUMNS:
            first, last, flags = struct.unpack_from("<II8xH", body)
            hidden_columns += [(first, last)] if flags & 1 else []
        elif kind in FORMULAS:
            formulas.append((row, struct.unpack_from("<I", body)[0]))
    told = Cells(len(formulas), tuple(formulas[: limits().examples]))
    return merges(raw), Extras(hidden_rows=tuple(hidden_rows), hidden_columns=tuple(hidden_columns), formulas=told)


def merges(raw: bytes) -> tuple[Span, ...]:
    """The last block of BrtMergeCell records that is as long as it says."""
    for count, body in reversed(MERGES.findall(raw)):
        if struct.unpack("<I", count)[0] * 19 == len(body):
            cells = (struct.unpack_from("<4I", body, at + 3) for at in range(0, len(body), 19))
            return tuple(sorted(Span(top + 1, left, bottom + 1, right) for top, bottom, left, right in cells))
    return ()
