"""Delimited text in several encodings, a web page, and text in an archive."""

from __future__ import annotations

import html
import random
from typing import TYPE_CHECKING

from ..sheet import Cell, Row, Sheet, text
from .base import Container, Written, grid
from .packing import zipped

if TYPE_CHECKING:
    from collections.abc import Callable


def lines(sheet: Sheet, separator: str, end: str, *, quoted: bool) -> str:
    """The table as delimited text; cells are quoted where they must be, or, as some programs do, all texts."""
    return "".join(line(row, separator, quoted=quoted) + end for row in sheet.rows)


def line(row: Row, separator: str, *, quoted: bool = False) -> str:
    """One record."""
    if row.line is not None:
        return row.line.replace(",", separator)
    cells = row.cells
    if row.ragged:
        filled = [index for index, cell in enumerate(cells) if cell.value is not None]
        cells = cells[: filled[-1] + 1] if filled else []
    return separator.join(field(cell, separator, quoted=quoted) for cell in cells)


def field(cell: Cell, separator: str, *, quoted: bool = False) -> str:
    """One field."""
    if cell.raw is not None:
        return cell.raw.replace(",", separator)
    value = text(cell.value)
    if (quoted and isinstance(cell.value, str)) or separator in value or '"' in value or "\n" in value or "\r" in value:
        return '"' + value.replace('"', '""') + '"'
    return value


def delimited(separator: str, encoding: str) -> Callable[[Sheet, random.Random], Written]:
    """A writer of delimited text."""

    def write(sheet: Sheet, dice: random.Random) -> Written:
        end = dice.choice(["\n", "\r\n"])
        body = lines(sheet, separator, end, quoted=dice.random() < 0.15)
        return grid(sheet, (body.removesuffix(end) if dice.random() < 0.2 else body).encode(encoding))

    return write


def any_text(sheet: Sheet, dice: random.Random) -> Written:
    """Text files are separated by tabs or commas."""
    return delimited(dice.choice([",", "\t"]), "utf-8")(sheet, dice)


def archive(sheet: Sheet, dice: random.Random) -> Written:
    """A zip with the table as its one member."""
    written = delimited(",", "utf-8")(sheet, dice)
    written.data = zipped({f"{sheet.title}.csv": written.data})
    return written


def page(sheet: Sheet, dice: random.Random) -> Written:
    """A web page with the table and nothing else."""
    spans, covered = spanned(sheet)
    body = []
    for row in sheet.rows:
        tag = "th" if row.kind == "header" else "td"
        cells = [
            f"<{tag}{spans.get(cell, '')}>{html.escape(text(cell.value))}</{tag}>" for cell in row.cells if cell not in covered
        ]
        body.append(f"<tr>{''.join(cells)}</tr>")
    name = html.escape(sheet.title)
    head = f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{name}</title></head>\n<body>\n'
    return grid(sheet, (head + "<table border='1'>\n" + "\n".join(body) + "\n</table>\n</body></html>\n").encode())


def spanned(sheet: Sheet) -> tuple[dict[Cell, str], set[Cell]]:
    """Attributes of merged cells, and the cells they cover."""
    places, spans, covered = sheet.places(), {}, set()
    for first, last in sheet.merges:
        (top, left), (bottom, right) = places[first], places[last]
        spans[first] = f' rowspan="{bottom - top + 1}" colspan="{right - left + 1}"'
        covered |= {cell for row in sheet.rows[top - 1 : bottom] for cell in row.cells[left - 1 : right]} - {first}
    return spans, covered


CONTAINERS = [
    Container("csv", "csv", delimited(",", "utf-8")),
    Container("csv-bom", "csv", delimited(",", "utf-8-sig")),
    Container("csv-gb18030", "csv", delimited(",", "gb18030")),
    Container("txt-utf16", "txt", delimited("\t", "utf-16")),
    Container("tsv", "tsv", delimited("\t", "utf-8")),
    Container("txt", "txt", any_text),
    Container("zip", "zip", archive),
    Container("html", "html", page),
]
