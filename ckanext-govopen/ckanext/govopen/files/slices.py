"""A large sheet of an xlsx as many small ones in a copy of its workbook, for calamine.

calamine unpacks and parses a sheet twice, for its cells and, from the beginning again, for its merged ranges, and hands out
nothing before it holds all. In the copy each slice of rows says at once that it has no merged ranges, nothing is packed, and
slices can be read side by side. The last slice is the sheet without the rows of the others: what stands before and after the
rows is still there.
"""

from __future__ import annotations

import re
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING

from .containers import BROKEN
from .limits import limits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LARGE = 1 << 23
"""Bytes of a sheet's XML from which on it is worth a copy."""
BESIDE = 1 << 25
"""Bytes of all that is no sheet up to which a workbook is copied: each reader of slices holds it once more."""
DATA = re.compile(rb"<(?:\w+:)?sheetData\s*>")
NEXT = re.compile(rb'\s*(?:<(?:\w+:)?row\s(?:[^>]*\s)?r="|</(?:\w+:)?sheetData)')
SHEETS = re.compile(rb"<(?:\w+:)?sheets\b[^>]*>")
RELATED = re.compile(rb"</(?:\w+:)?Relationships\s*>")
OPEN, CLOSE = b"<worksheet><mergeCells/><sheetData>", b"</sheetData></worksheet>"
KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


class Slices:
    """The copy of a workbook. When it is closed, `names` tells the slices of each sheet that was cut."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.copy = zipfile.ZipFile(path, "w")
        self.names: dict[str, list[str]] = {}
        self.made: dict[str, list[str]] = {}
        self.left = limits().sheet_bytes
        self.count = 0
        self.writer = ThreadPoolExecutor(1)
        self.written: list[Future[None]] = []

    def cut(self, sheet: str, size: int) -> Cut | None:
        """What takes the rows of a sheet of so many bytes; None for one that is not to be cut."""
        if sheet in self.made or not LARGE <= size <= self.left:
            return None
        self.left -= size
        self.made[sheet] = []
        return Cut(self, sheet)

    def add(self, sheet: str, *content: bytes | memoryview) -> None:
        """Writes the next slice of a sheet, while the rows behind it are looked at."""
        self.count += 1
        self.made[sheet].append(f"slice{self.count}")
        wait(self.written[-1:])  # a slow disk must not make memory grow
        self.written.append(self.writer.submit(self.write, f"xl/worksheets/slice{self.count}.xml", content))

    def write(self, name: str, content: Sequence[bytes | memoryview]) -> None:
        """Writes a part of the copy."""
        with self.copy.open(name, "w") as file:
            for one in content:
                file.write(one)

    def drop(self) -> None:
        """Takes the copy away: what lies in the folder counts for the archive around, and nobody else closes a broken one."""
        self.writer.shutdown()
        with suppress(*BROKEN):
            self.copy.close()
        self.path.unlink(missing_ok=True)

    def close(self, archive: zipfile.ZipFile) -> None:
        """Writes what the workbook has besides sheets; slices are named before these, so that none is taken for a slice."""
        if not any(self.made.values()):
            return
        numbers = range(1, self.count + 1)
        sheets = b"".join(b'<sheet name="slice%d" sheetId="%d" r:id="slice%d"/>' % (n, n, n) for n in numbers)
        target = b'<Relationship Id="slice%d" Type="%b" Target="/xl/worksheets/slice%d.xml"/>'
        relations = b"".join(target % (n, KIND, n) for n in numbers)
        with self.writer:
            for one in self.written:
                one.result()
        for info in besides(archive):
            content = archive.read(info)
            if info.filename == BOOK:
                content = SHEETS.sub(lambda found: found.group() + sheets, content, count=1)
            elif info.filename == RELATIONS:
                content = RELATED.sub(lambda found: relations + found.group(), content, count=1)
            self.copy.writestr(info.filename, content)
        self.copy.close()
        self.names = {sheet: made for sheet, made in self.made.items() if made}


def besides(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts of a workbook that its sheets are read with, whatever case their names are in."""
    names = {info.filename: info.filename.lower() for info in archive.infolist()}
    return [
        info
        for info in archive.infolist()
        if names[info.filename].endswith((".xml", ".rels")) and "/worksheets/" not in names[info.filename]
    ]


def are_worth(path: Path) -> bool:
    """Whether a workbook has a large sheet, and not much besides sheets."""
    try:
        with zipfile.ZipFile(path) as archive:
            sheets = [info.file_size for info in archive.infolist() if info.filename.startswith("xl/worksheets/")]
            return max(sheets, default=0) >= LARGE and sum(info.file_size for info in besides(archive)) <= BESIDE
    except BROKEN:
        return False


class Cut:
    """Takes a sheet block by block; where its rows do not say which they are, it leaves no slices."""

    def __init__(self, slices: Slices, sheet: str) -> None:
        self.slices, self.sheet = slices, sheet
        self.head: memoryview | None = None
        self.sound = True

    def rows(self, data: memoryview) -> None:
        """The next whole rows, the first of them behind all that the sheet begins with."""
        if self.head is None and (found := DATA.search(data)):
            self.head, data = data[: found.end()], data[found.end() :]
        self.sound = self.sound and self.head is not None and NEXT.match(data) is not None
        if self.sound:
            self.slices.add(self.sheet, OPEN, data, CLOSE)

    def rest(self, data: memoryview) -> None:
        """What follows these rows, to the end of the sheet."""
        if self.sound and self.head is not None and NEXT.match(data):
            self.slices.add(self.sheet, self.head, data)
        else:
            self.slices.made[self.sheet] = []
