"""Sheets that calamine would take too much memory for: large ones are cut, those that are all holes are told."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import IO, TYPE_CHECKING

from .containers import BROKEN
from .limits import limits
from .reach import place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 1 << 20
ROW_END = b"</row>"
HEAD = 4096
DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*?\bref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
BINARY = re.compile(rb"\x94\x01\x10(.{16})", re.DOTALL)  # BrtWsDim: first and last row, first and last column


def claimed_cells(path: Path) -> int:
    """The cells between the first and the last used one of the widest sheet, as an xlsx or xlsb says: memory is
    taken for all of them, so that a single value in the last row and column costs hundreds of gigabytes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
            return max((area(archive, name) for name in names[: limits().sheets]), default=0)
    except BROKEN:
        return 0


def area(archive: zipfile.ZipFile, name: str) -> int:
    """The cells that one sheet says it spans, 0 where it says nothing."""
    with archive.open(name) as file:
        head = file.read(HEAD)
    if found := DIMENSION.search(head):
        (top, left), (bottom, right) = (place(one.decode()) for one in found.groups())
    elif (found := BINARY.search(head)) and name.endswith(".bin"):
        top, bottom, left, right = struct.unpack("<4I", found.group(1))
    else:
        return 0
    rows = bottom - top + 1
    if archive.getinfo(name).file_size > limits().sheet_bytes:
        rows = min(rows, limits().sample_rows)
    return rows * (right - left + 1)


def cut_workbook(path: Path, work: Path) -> tuple[Path, bool]:
    """A copy of an OOXML workbook whose oversized sheets end after `sample_rows`, or the workbook itself.

    What follows the rows (merged ranges above all) is kept. Raises nothing: a broken container is left to the reader.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            large = {
                info.filename
                for info in archive.infolist()
                if info.filename.startswith("xl/worksheets/") and info.file_size > limits().sheet_bytes
            }
            if not large:
                return path, False
            target = work / f"cut.{path.name}"
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
                for info in archive.infolist():
                    with archive.open(info) as source, copy.open(info.filename, "w", force_zip64=True) as sink:
                        for block in first_rows(source) if info.filename in large else plain(source):
                            sink.write(block)
            return target, True
    except BROKEN:
        return path, False


def plain(source: IO[bytes]) -> Iterator[bytes]:
    """A stream in blocks."""
    return iter(lambda: source.read(BLOCK), b"")


def first_rows(source: IO[bytes]) -> Iterator[bytes]:
    """The sheet's XML up to its last sampled row, and what follows the rows."""
    left, kept = limits().sample_rows, b""
    for block in plain(source):
        data = kept + block
        ends = data.count(ROW_END)
        if ends >= left:
            position = 0
            for _ in range(left):
                position = data.index(ROW_END, position) + len(ROW_END)
            yield data[:position]
            yield from after_rows(source, data[position:])
            return
        left -= ends
        border = data.rfind(ROW_END) + len(ROW_END) if ends else 0
        yield data[:border]
        kept = data[border:]
    yield kept


def after_rows(source: IO[bytes], data: bytes) -> Iterator[bytes]:
    """Skips to the end of the rows."""
    mark = b"</sheetData>"
    while mark not in data:
        block = source.read(BLOCK)
        if not block:
            yield mark + b"</worksheet>"
            return
        data = data[-len(mark) :] + block
    yield data[data.index(mark) :]
    yield from plain(source)
