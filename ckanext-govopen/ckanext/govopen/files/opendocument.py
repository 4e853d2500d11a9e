"""What calamine does not tell of an ods: merged cells, hidden rows and columns, objects, comments, formulas, colours.

All of it stands in `content.xml`, which is walked row by row where a mark of any of this stands in it; a row is
forgotten when it has been looked at.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from typing import IO, TYPE_CHECKING

from lxml import etree

from .containers import BROKEN
from .extras import VOLATILE, prolong
from .limits import limits
from .model import Cells, Extras, Span
from .safexml import events, local

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
FILL = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}background-color"
INK = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}color"
NAMES = (f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-column", f"{STYLE}style", f"{TABLE}shapes")
SHAPES = ("custom-shape", "line", "rect", "ellipse", "polygon", "path", "connector", "measure", "caption")
BLOCK = 1 << 22
MARK = re.compile(
    rb'-spanned="|:formula="|<office:annotation|<draw:|:visibility="(?:collapse|filter)|background-color="#(?!ffffff)|fo:color="#(?!000000)'
)
MANY = 1 << 20  # rows and columns that a repetition may stand for


def sheets_of(path: Path) -> dict[str, tuple[tuple[Span, ...], Extras]]:
    """Merged ranges and extras of each sheet, by its name; nothing for what is no ods."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "content.xml" not in archive.namelist() or archive.getinfo("content.xml").file_size > limits().sheet_bytes:
                return {}
            with archive.open("content.xml") as file:
                if not is_marked(file):
                    return {}
            with archive.open("content.xml") as file:
                return walk(file)
    except (*BROKEN, etree.XMLSyntaxError):
        return {}


def is_marked(file: IO[bytes]) -> bool:
    """Whether anything in the text is worth the walk: a sheet of plain values is only unpacked."""
    tail = b""
    while block := file.read(BLOCK):
        if MARK.search(tail + block):
            return True
        tail = block[-100:]
    return False


def walk(file: IO[bytes]) -> dict[str, tuple[tuple[Span, ...], Extras]]:
    """Walks the tables of `content.xml`."""
    found: dict[str, tuple[tuple[Span, ...], Extras]] = {}
    colours: dict[str, str] = {}
    sheet, depth = SheetWalk("", colours), 0
    for event, node in events(file, "start", "end", tags=NAMES):
        if node.tag == NAMES[0]:
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                sheet = SheetWalk(str(node.get(f"{TABLE}name", "")), colours)
            elif event == "end" and not depth:
                found[sheet.name] = sheet.result()
        elif event == "end" and node.tag == NAMES[3]:
            if colour := fill_of(node):
                colours[str(node.get(f"{STYLE}name"))] = colour
        elif event == "end" and depth == 1:  # a table inside a cell is part of that cell
            sheet.see(node)
    return found


def forget(node: etree._Element) -> None:
    """Frees a row that has been looked at, and those before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def fill_of(style: etree._Element) -> str | None:
    """The colour with which a cell style fills or writes, None for none, white ground and black ink; links are underlined."""
    for node in style.iterchildren(f"{STYLE}table-cell-properties"):
        colour = str(node.get(FILL, "transparent"))
        if colour not in ("transparent", "#ffffff"):
            return colour
    for node in style.iterchildren(f"{STYLE}text-properties"):
        ink = str(node.get(INK, "#000000"))
        if ink != "#000000" and node.get(f"{STYLE}text-underline-style", "none") == "none":
            return f"ink {ink}"
    return None


def repeated(node: etree._Element, what: str) -> int:
    """How often an element stands for itself."""
    text = str(node.get(f"{TABLE}number-{what}-repeated", "1"))
    return min(int(text), MANY) if text.isdecimal() else 1


def is_hidden(node: etree._Element) -> bool:
    """Whether a row or column is collapsed or filtered away."""
    return node.get(f"{TABLE}visibility") in ("collapse", "filter")


class SheetWalk:
    """What has been seen of one sheet."""

    def __init__(self, name: str, colours: dict[str, str]) -> None:
        self.name, self.styles = name, colours
        self.next_row, self.next_column = 1, 0
        self.spans: list[Span] = []
        self.hidden_rows: list[tuple[int, int]] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.objects: Counter[str] = Counter()
        self.comments: list[tuple[int, int]] = []
        self.formulas, self.stale, self.volatile = 0, 0, 0
        self.formula_first: list[tuple[int, int]] = []
        self.stale_cells: list[tuple[int, int]] = []
        self.volatile_cells: list[tuple[int, int]] = []
        self.colours: dict[tuple[int, int], str] = {}

    def see(self, node: etree._Element) -> None:
        """A row, a column, or the shapes of the sheet."""
        if node.tag == NAMES[1]:
            self.row(node)
            forget(node)
        elif node.tag == NAMES[2]:
            self.column(node)
        else:
            self.drawn(node)

    def column(self, node: etree._Element) -> None:
        """Columns, one element for several of a kind."""
        count = repeated(node, "columns")
        if is_hidden(node):
            self.hidden_columns.append((self.next_column, self.next_column + count - 1))
        self.next_column += count

    def row(self, node: etree._Element) -> None:
        """Rows, one element for several that are alike."""
        count = repeated(node, "rows")
        if is_hidden(node):
            prolong(self.hidden_rows, self.next_row, self.next_row + count - 1)
        column = 0
        for cell in node.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            self.cell(cell, self.next_row, column)
            column += repeated(cell, "columns")
        self.next_row += count

    def cell(self, cell: etree._Element, row: int, column: int) -> None:
        """A cell's span, formula, colour and what is pinned to it."""
        wide, high = (int(cell.get(f"{TABLE}number-{what}-spanned", 1)) for what in ("columns", "rows"))
        if wide > 1 or high > 1:
            self.spans.append(Span(row, column, row + high - 1, column + wide - 1))
        if formula := cell.get(f"{TABLE}formula"):
            self.formula(cell, str(formula), row, column)
        colour = self.styles.get(str(cell.get(f"{TABLE}style-name")))
        if colour and len(self.colours) < limits().special_rows:
            self.colours[row, column] = colour
        if len(cell):
            if cell.find(f"{OFFICE}annotation") is not None:
                self.comments.append((row, column))
            self.drawn(cell)

    def formula(self, cell: etree._Element, text: str, row: int, column: int) -> None:
        """A formula; a stored result has a type."""
        self.formulas += 1
        self.formula_first += [(row, column)][: limits().examples - len(self.formula_first)]
        if VOLATILE.search(text):
            self.volatile += 1
            self.volatile_cells += [(row, column)][: limits().examples - len(self.volatile_cells)]
        if cell.get(f"{OFFICE}value-type") is None:
            self.stale += 1
            self.stale_cells += [(row, column)][: limits().examples - len(self.stale_cells)]

    def drawn(self, node: etree._Element) -> None:
        """Pictures, charts and shapes that hang on a cell or on the sheet."""
        for child in node.iterchildren():
            kind = local(child.tag)
            if kind == "frame":
                inner = {local(one.tag) for one in child}
                self.objects["chart" if "object" in inner else "picture" if "image" in inner else "shape"] += 1
            elif kind in SHAPES and str(child.tag).startswith(DRAW):
                self.objects["shape"] += 1

    def result(self) -> tuple[tuple[Span, ...], Extras]:
        """Merged ranges and extras."""
        return tuple(sorted(self.spans)), Extras(
            hidden_rows=tuple(self.hidden_rows),
            hidden_columns=tuple(self.hidden_columns),
            objects=self.objects,
            comments=Cells(len(self.comments), tuple(self.comments[: limits().special_rows])),
            formulas=Cells(self.formulas, tuple(self.formula_first)),
            stale=Cells(self.stale, tuple(self.stale_cells)),
            volatile=Cells(self.volatile, tuple(self.volatile_cells)),
            colours=self.colours,
            coloured_rows=self.next_row - 1,
        )
