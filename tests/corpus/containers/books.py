"""Spreadsheets: xlsx, xls, ods."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from html import escape

import openpyxl
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from ..sheet import Cell, Sheet, Value, text
from .base import Container, Written, grid, letters
from .packing import zipped
from .text import spanned


def xlsx(sheet: Sheet, dice: random.Random) -> Written:
    """A workbook with native numbers and dates."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Sheet1"
    for r, row in enumerate(sheet.rows, 1):
        for c, cell in enumerate(row.cells, 1):
            put(page, r, c, cell)
        if row.hidden:
            page.row_dimensions[r].hidden = True
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[letters(number)].hidden = column.hidden
    places = sheet.places()
    for first, last in sheet.merges:
        page.merge_cells(None, *places[first], *places[last])
    if sheet.picture:
        chart = BarChart()
        chart.add_data(Reference(page, min_col=2, min_row=2, max_row=6))
        page.add_chart(chart, f"{letters(len(sheet.columns) + 2)}2")
    for name, rows, hidden in sheet.extra_sheets:
        more = book.create_sheet(name)
        more.sheet_state = "hidden" if hidden else "visible"
        for r, values in enumerate(rows, 1):
            for c, value in enumerate(values, 1):
                put(more, r, c, Cell(value))
    packed = io.BytesIO()
    book.save(packed)
    written = grid(sheet, packed.getvalue())
    cached = {written.cells[cell]: cell.value for row in sheet.rows for cell in row.cells if cell.formula and cell.cached}
    written.data = settled(written.data, cached)
    return written


def put(page: Worksheet, r: int, c: int, cell: Cell) -> None:
    """One cell with what hangs on it."""
    if cell.value is None and not cell.formula and not cell.fill:
        return
    target = page.cell(r, c, cell.formula or cell.value)
    if isinstance(cell.value, str) and not cell.formula:
        target.data_type = "s"
    if isinstance(cell.value, dt.datetime):
        target.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(cell.value, dt.date):
        target.number_format = "yyyy-mm-dd"
    if cell.fill:
        target.fill = PatternFill("solid", fgColor=cell.fill)
    if cell.ink:
        target.font = Font(color=cell.ink)
    if cell.comment:
        target.comment = Comment(cell.comment, "审核")


def settled(data: bytes, results: dict[str, Value]) -> bytes:
    """The workbook without the time of its making, and with the results of its formulas as programs save them."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        for name in source.namelist():
            body = source.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2024-01-01T00:00:00Z", body)
            if name == "xl/worksheets/sheet1.xml" and results:
                body = with_results(body.decode(), results).encode()
            members[name] = body
    return zipped(members)


def with_results(xml: str, results: dict[str, Value]) -> str:
    """The XML of a sheet with the results of its formulas."""
    for at, value in results.items():
        xml = re.sub(rf'(<c r="{at}"[^>]*>)<f>([^<]*)</f><v ?/?>(</v>)?', rf"\1<f>\2</f><v>{value}</v>", xml)
    return xml


def xls(sheet: Sheet, dice: random.Random) -> Written:
    """A workbook of the old binary kind."""
    return grid(sheet, stored(xls_book(sheet)))


def stored(book: xlwt.Workbook) -> bytes:
    """The bytes of an old workbook."""
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def xls_book(sheet: Sheet) -> xlwt.Workbook:
    """The old workbook before it is packed."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    styles: dict[type, xlwt.XFStyle] = {
        dt.date: xlwt.easyxf(num_format_str="yyyy-mm-dd"),
        dt.datetime: xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss"),
    }
    places = sheet.places()
    merged = dict(sheet.merges)
    _, covered = spanned(sheet)
    for r, row in enumerate(sheet.rows):
        for c, cell in enumerate(row.cells):
            style = styles.get(type(cell.value), xlwt.Style.default_style)
            if cell in merged:
                bottom, right = places[merged[cell]]
                page.write_merge(r, bottom - 1, c, right - 1, cell.value, style)
            elif cell.value is not None and cell not in covered:
                page.write(r, c, cell.value, style)
        if row.hidden:
            page.row(r).hidden = True
    for number, column in enumerate(sheet.columns):
        page.col(number).hidden = column.hidden
    return book


SPACE = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
    f'xmlns:office="{SPACE}:office:1.0" xmlns:table="{SPACE}:table:1.0" xmlns:text="{SPACE}:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{SPACE}:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(sheet: Sheet, dice: random.Random) -> Written:
    """An OpenDocument spreadsheet."""
    spans, covered = spanned(sheet)
    hide = ' table:visibility="collapse"'
    body = [f"<table:table-column{hide if column.hidden else ''}/>" for column in sheet.columns]
    for row in sheet.rows:
        cells = "".join(ods_cell(cell, spans.get(cell, ""), covered=cell in covered) for cell in row.cells)
        body.append(f"<table:table-row{hide if row.hidden else ''}>{cells}</table:table-row>")
    members = {
        "mimetype": ODS_TYPE,
        "content.xml": ODS_HEAD + "".join(body) + ODS_TAIL,
        "META-INF/manifest.xml": ODS_MANIFEST,
    }
    return grid(sheet, zipped({name: content.encode() for name, content in members.items()}))


def ods_cell(cell: Cell, span: str, *, covered: bool) -> str:
    """One cell."""
    if covered:
        return "<table:covered-table-cell/>"
    value = cell.value
    span = span.replace("rowspan", "table:number-rows-spanned").replace("colspan", "table:number-columns-spanned")
    if value is None:
        return f"<table:table-cell{span}/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = 'office:value-type="string"'
    paragraphs = "".join(f"<text:p>{escape(part)}</text:p>" for part in text(value).split("\n"))
    return f"<table:table-cell {kind}{span}>{paragraphs}</table:table-cell>"


CONTAINERS = [Container("xlsx", "xlsx", xlsx), Container("xls", "xls", xls), Container("ods", "ods", ods)]
