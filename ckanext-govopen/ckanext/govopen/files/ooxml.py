"""What an xlsx holds besides values, by one pass over the bytes of each sheet's XML.

Nothing is parsed that need not be: blocks of whole rows are searched for marks, and only where one stands is it looked
at. A sheet without hidden rows, formulas and coloured styles costs its decompression and no more.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from contextlib import suppress
from functools import cache
from typing import IO, TYPE_CHECKING

from .containers import BROKEN
from .extras import VOLATILE_BYTES, prolong
from .limits import limits
from .model import Cells, Extras
from .reach import place
from .safexml import local, part, tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from lxml import etree

    from .slices import Cut, Slices

BLOCK = 1 << 22
CARRY = 1 << 24
COLOURED = 1 << 23  # bytes of a sheet in which colours are looked for
BLACK = {"FF000000", "00000000", "theme1", "indexed8", "indexed64"}
WHITE = {"FFFFFFFF", "00FFFFFF", "theme0", "indexed9", "indexed65", "indexed64"}
OBJECTS = (
    ("picture", re.compile(rb"<(?:\w+:)?pic[ >]")),
    ("chart", re.compile(rb"<(?:\w+:)?graphicFrame[ >]")),
    ("shape", re.compile(rb"<(?:\w+:)?(?:sp|cxnSp)[ >]")),
)
RELATED = {"oleObject": "control", "control": "control", "ctrlProp": "control", "image": "picture"}
COMMENT = re.compile(rb'<(?:\w+:)?(?:comment|threadedComment)\s[^>]*?\bref="([A-Z]{1,3}\d+)"')
COLUMN = re.compile(rb'<(?:\w+:)?col\s[^>]*?\bhidden="(?:1|true)"[^>]*>')


def workbook_extras(path: Path, slices: Slices | None = None) -> dict[str, Extras]:
    """The extras of each sheet, by its name; nothing for what is no sound container.

    `slices` take the rows of large sheets on the way.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            fills = coloured_styles(part(archive, "xl/styles.xml"))
            found = {name: sheet_extras(archive, name, target, fills, slices) for name, target in sheets(archive)}
            with suppress(*BROKEN):  # without room for a copy there are no slices
                if slices:
                    slices.close(archive)
            return found
    except BROKEN:
        return {}


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    book = tree(part(archive, "xl/workbook.xml"))
    targets = {key: target for key, _, target in relations(archive, "xl/workbook.xml")}
    for node in book.iter("{*}sheet") if book is not None else ():
        key = next((str(value) for name, value in node.attrib.items() if local(name) == "id"), "")
        if key in targets:
            yield str(node.get("name", "")), targets[key]


def relations(archive: zipfile.ZipFile, source: str) -> Iterator[tuple[str, str, str]]:
    """Id, kind and target of each relation of a part to others of the container."""
    folder, name = posixpath.split(source)
    root = tree(part(archive, f"{folder}/_rels/{name}.rels"))
    for node in root.iter("{*}Relationship") if root is not None else ():
        if node.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, str(node.get("Target", "")))).lstrip("/")
            yield str(node.get("Id", "")), str(node.get("Type", "")).rpartition("/")[2], target


def coloured_styles(raw: bytes) -> dict[bytes, str]:
    """Index of each cell style that fills its cells with a colour, or writes in one → the colour."""
    root = tree(raw)
    if root is None:
        return {}
    colours = [fill_colour(node) for fills in root.iterchildren("{*}fills") for node in fills.iterchildren("{*}fill")]
    inks = [ink_colour(node) for fonts in root.iterchildren("{*}fonts") for node in fonts.iterchildren("{*}font")]
    found = {}
    for formats in root.iterchildren("{*}cellXfs"):
        for index, node in enumerate(formats.iterchildren("{*}xf")):
            if colour := chosen(colours, node.get("fillId")) or chosen(inks, node.get("fontId")):
                found[str(index).encode()] = colour
    return found


def chosen(colours: Sequence[str | None], index: object) -> str | None:
    """The colour of an index as styles write it; None without one."""
    text = str(index or "0")
    return colours[int(text)] if text.isdecimal() and int(text) < len(colours) else None


def ink_colour(font: etree._Element) -> str | None:
    """The colour of a font, None for black; what is underlined is a link."""
    if font.find("{*}u") is not None:
        return None
    for colour in font.iterchildren("{*}color"):
        name = named(colour)
        return f"ink {name}" if name and name not in BLACK else None
    return None


def named(colour: etree._Element) -> str | None:
    """A colour as styles write it: by value, theme or index, and how much lighter or darker."""
    name = colour.get("rgb") or next((f"{key}{colour.get(key)}" for key in ("theme", "indexed") if colour.get(key)), None)
    return f"{name}{colour.get('tint', '')}" if name else None


def fill_colour(fill: etree._Element) -> str | None:
    """The colour of a fill, None for no fill or white."""
    for pattern in fill.iterchildren("{*}patternFill"):
        if pattern.get("patternType") in (None, "none"):
            continue
        for colour in pattern.iterchildren("{*}fgColor"):
            name = named(colour)
            return name if name and name not in WHITE else None
    return None


def sheet_extras(archive: zipfile.ZipFile, sheet: str, name: str, fills: Mapping[bytes, str], slices: Slices | None) -> Extras:
    """All of one sheet, whose part has a name."""
    objects: Counter[str] = Counter()
    commented: dict[tuple[int, int], None] = {}
    for _, kind, target in relations(archive, name):
        if kind in ("comments", "threadedComment"):
            commented |= dict.fromkeys(place(one.decode()) for one in COMMENT.findall(part(archive, target)))
        elif kind == "drawing":
            raw = part(archive, target)
            objects.update({word: len(mark.findall(raw)) for word, mark in OBJECTS})
        elif kind in RELATED:
            objects[RELATED[kind]] += 1
    scan = Scan(fills)
    if name in archive.namelist():
        with archive.open(name) as file:
            scan.run(file, slices.cut(sheet, archive.getinfo(name).file_size) if slices else None)
    return Extras(
        hidden_rows=tuple(scan.hidden_rows),
        hidden_columns=tuple(scan.hidden_columns),
        objects=+objects,
        comments=Cells(len(commented), tuple(commented)[: limits().special_rows]),
        formulas=Cells(scan.formulas, tuple(scan.formula_first)),
        stale=Cells(scan.stale, tuple(scan.stale_cells)),
        volatile=Cells(scan.volatile, tuple(scan.volatile_cells)),
        colours=scan.colours,
        coloured_rows=scan.coloured_rows,
    )


class Marks:
    """The marks of a sheet whose elements have a namespace prefix, or none."""

    def __init__(self, prefix: bytes) -> None:
        self.cell, self.row_end = b"<%bc " % prefix, b"</%brow>" % prefix
        self.formula = re.compile(rb"<%bf[ />]" % prefix)
        self.row = re.compile(rb"<%brow\s([^>]*)>" % prefix)
        self.formulas = re.compile(rb"<%bf(?=[ />])([^>]*?)(?:/>|>([^<]*)</%bf>)\s*(<%bv>[^<])?" % (prefix, prefix, prefix))


@cache
def marks(prefix: bytes) -> Marks:
    """Compiled once a prefix."""
    return Marks(prefix)


class Scan:
    """One pass over the XML of a sheet, in blocks of whole rows."""

    def __init__(self, fills: Mapping[bytes, str]) -> None:
        self.fills = fills
        self.hidden_rows: list[tuple[int, int]] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.formulas = self.stale = self.volatile = self.coloured_rows = 0
        self.formula_first: list[tuple[int, int]] = []
        self.stale_cells: list[tuple[int, int]] = []
        self.volatile_cells: list[tuple[int, int]] = []
        self.colours: dict[tuple[int, int], str] = {}
        self.changing: set[bytes] = set()
        self.marks = marks(b"")
        self.style = re.compile(rb'\bs="(%b)"' % b"|".join(fills)) if fills else None

    def run(self, file: IO[bytes], cut: Cut | None = None) -> None:
        """Reads at most `sheet_bytes`; `cut` takes the rows."""
        kept, read, taken = b"", 0, 0
        while read < limits().sheet_bytes and (block := file.read(BLOCK)):
            if not read:
                self.begin(block)
            read += len(block)
            data = kept + block
            end = data.rfind(self.marks.row_end) if len(data) < CARRY else len(data)
            kept = data[end:] if end >= 0 else data
            if end > 0:
                self.look(data[:end], colours=read <= COLOURED)
                if cut:
                    cut.rows(memoryview(data)[taken : end + len(self.marks.row_end)])
                taken = len(self.marks.row_end) if kept else 0
        self.look(kept, colours=read <= COLOURED)
        if cut:
            cut.rest(memoryview(kept)[taken:])

    def begin(self, block: bytes) -> None:
        """The prefix of the elements, and the columns, which stand before all rows."""
        if found := re.search(rb"<(\w+:)worksheet[\s>]", block[:4096]):
            self.marks = marks(found.group(1))
        for tag in COLUMN.findall(block[: max(0, block.find(b"sheetData"))]):
            first, last = attribute(tag, b"min"), attribute(tag, b"max")
            if first and last:
                self.hidden_columns.append((int(first) - 1, int(last) - 1))

    def look(self, data: bytes, *, colours: bool) -> None:
        """Looks for each mark, and further only where it stands."""
        if b"hidden=" in data:
            self.rows(data)
        if self.marks.formula.search(data):
            self.formula_cells(data)
        if self.style and colours:
            self.coloured(data)

    def rows(self, data: bytes) -> None:
        """Hidden rows as runs."""
        for found in self.marks.row.finditer(data):
            tag = found.group(1)
            if b'hidden="1"' not in tag and b'hidden="true"' not in tag:
                continue
            number = int(attribute(tag, b"r") or 0)
            if number:
                prolong(self.hidden_rows, number)

    def formula_cells(self, data: bytes) -> None:
        """Counts formulas; those that were never calculated, and those that never stay the same."""
        for found in self.marks.formulas.finditer(data):
            self.formulas += 1
            self.remember(self.formula_first, data, found.start())
            tag, text, value = found.groups()
            shared = attribute(tag, b"si") if b'"shared"' in tag else None
            if (text and VOLATILE_BYTES.search(text)) or (shared is not None and shared in self.changing):
                self.volatile += 1
                self.remember(self.volatile_cells, data, found.start())
                if shared is not None:
                    self.changing.add(shared)
            if not value and b't="str"' not in self.tag_before(data, found.start()):
                self.stale += 1
                self.remember(self.stale_cells, data, found.start())

    def tag_before(self, data: bytes, position: int) -> bytes:
        """The start tag of the cell in which a position lies."""
        begin = data.rfind(self.marks.cell, max(0, position - 1000), position)
        return data[begin : data.find(b">", begin)] if begin >= 0 else b""

    def remember(self, cells: list[tuple[int, int]], data: bytes, position: int) -> None:
        """The address of a cell, while there are few."""
        if len(cells) < limits().examples and (at := attribute(self.tag_before(data, position), b"r")):
            cells.append(place(at.decode()))

    def coloured(self, data: bytes) -> None:
        """Cells whose style has a fill."""
        self.coloured_rows += data.count(self.marks.row_end) + 1
        for found in self.style.finditer(data) if self.style else ():
            if len(self.colours) >= limits().special_rows:
                return
            tag = self.tag_before(data, found.end())
            if found.group() in tag and (at := attribute(tag, b"r")):
                self.colours[place(at.decode())] = self.fills[found.group(1)]


def attribute(tag: bytes, name: bytes) -> bytes | None:
    """An attribute's value in a start tag."""
    found = re.search(rb'\b%b="([^"]*)"' % name, tag)
    return found.group(1) if found else None
