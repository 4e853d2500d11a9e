"""What calamine does not do for workbooks: cutting sheets that are too large, and the merged cells of ods."""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING

from lxml import etree

from .limits import limits
from .model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 1 << 20
ROW_END = b"</row>"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
REPEATED_ROWS = f"{TABLE}number-rows-repeated"
REPEATED_CELLS = f"{TABLE}number-columns-repeated"


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
            target = work / f"{path.name}.cut"
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
                for info in archive.infolist():
                    with archive.open(info) as source, copy.open(info.filename, "w", force_zip64=True) as sink:
                        for block in first_rows(source) if info.filename in large else plain(source):
                            sink.write(block)
            return target, True
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
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


def ods_merges(path: Path) -> dict[str, tuple[Span, ...]]:
    """Merged ranges of each sheet of an ods; nothing for other workbooks."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "content.xml" not in archive.namelist() or archive.getinfo("content.xml").file_size > limits().sheet_bytes:
                return {}
            with archive.open("content.xml") as file:
                return spans_of(file)
    except (zipfile.BadZipFile, OSError, etree.XMLSyntaxError, RuntimeError, NotImplementedError, ValueError):
        return {}


def spans_of(file: IO[bytes]) -> dict[str, tuple[Span, ...]]:
    """Walks the tables of `content.xml`."""
    found: dict[str, tuple[Span, ...]] = {}
    events = etree.iterparse(
        file, events=("end",), tag=f"{TABLE}table", resolve_entities=False, no_network=True, huge_tree=False
    )
    for _, table in events:
        spans, row = [], 1
        for line in table.iter(f"{TABLE}table-row"):
            spans += row_spans(line, row)
            row += int(line.get(REPEATED_ROWS, 1))
        found[table.get(f"{TABLE}name", "")] = tuple(sorted(spans))
        table.clear()
    return found


def row_spans(line: etree._Element, row: int) -> list[Span]:
    """Cells of one row that cover others."""
    spans, column = [], 0
    for cell in line.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        wide = int(cell.get(f"{TABLE}number-columns-spanned", 1))
        high = int(cell.get(f"{TABLE}number-rows-spanned", 1))
        if wide > 1 or high > 1:
            spans.append(Span(row, column, row + high - 1, column + wide - 1))
        column += int(cell.get(REPEATED_CELLS, 1))
    return spans
