"""What sheets hold besides values, told without opening them in a program."""

import io
import itertools
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from support.formats import ods, ods_cell, packed, xlsb

from ckanext.govopen.files import biff, containers, ooxml
from ckanext.govopen.files.extras import VOLATILE, VOLATILE_BYTES, prolong
from ckanext.govopen.files.model import Extras, FileProfile, Span
from ckanext.govopen.files.opendocument import sheets_of
from ckanext.govopen.files.tables import all_tables
from ckanext.govopen.scoring.samples import workbook

ROWS = [["区县", "户数", "合计"], ["甲县", 12, 24], ["乙县", 30, 60], ["丙县", 31, 62], ["丁县", 35, 70]]


def xlsx() -> bytes:
    """A workbook with one of everything."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    sheet["C3"] = "=B3*2"
    sheet["C4"] = "=TODAY()"
    sheet["B2"].comment = Comment("见附注", "某")
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A5"].fill = PatternFill("solid", fgColor="FFFF00")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=5))
    sheet.add_chart(chart, "E5")
    other = book.create_sheet("底稿")
    for row in ROWS:
        other.append(row)
    other.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls() -> bytes:
    """The same as a binary workbook, as far as the writer can."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    yellow = xlwt.easyxf("pattern: pattern solid, fore_colour yellow")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            if (r, c) not in ((2, 2), (3, 2)):
                sheet.write(r, c, value, yellow if (r, c) == (4, 0) else xlwt.Style.default_style)
    sheet.write(2, 2, xlwt.Formula("B3*2"))
    sheet.write(3, 2, xlwt.Formula("TODAY()"))
    sheet.row(2).hidden = sheet.row(3).hidden = True
    sheet.col(1).hidden = True
    other = book.add_sheet("底稿")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            other.write(r, c, value)
    other.visibility = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opendocument() -> bytes:
    """The same as an OpenDocument spreadsheet, one sheet."""
    styles = (
        '<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties fo:background-color="#ffff00"/>'
        "</style:style>"
    )
    columns = "<table:table-column/><table:table-column table:visibility='collapse'/><table:table-column/>"
    formula = '<table:table-cell table:formula="of:={}" {}/>'
    typed = 'office:value-type="float" office:value="60"'
    note = "<office:annotation><text:p>见附注</text:p></office:annotation>"
    rows = [[ods_cell(value) for value in row] for row in ROWS]
    rows[1][1] = rows[1][1].replace("<text:p>", f"{note}<text:p>", 1)
    rows[2][2] = formula.format("[.B3]*2", typed)
    rows[3][2] = formula.format("TODAY()", "")
    rows[4][0] = rows[4][0].replace("<table:table-cell", '<table:table-cell table:style-name="ce1"', 1)
    lines = "".join(
        f"<table:table-row{' table:visibility=' + chr(34) + 'filter' + chr(34) if r in (2, 3) else ''}>{''.join(row)}"
        "</table:table-row>"
        for r, row in enumerate(rows)
    )
    shapes = "<table:shapes><draw:frame><draw:object/></draw:frame></table:shapes>"
    return ods(shapes + columns + lines, styles)


def extras(profile: FileProfile, sheet: int = 0) -> Extras:
    """The extras of one sheet's first table."""
    found = sorted(all_tables(profile), key=lambda table: table.number)[sheet].sheet.workbook
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", xlsx()), ("a.xls", xls()), ("a.ods", opendocument())])
def test_everything_is_told(profile: Callable[..., FileProfile], name: str, content: bytes) -> None:
    """Hidden rows and columns, formulas, volatile ones, colours: the same in all three families."""
    found = extras(profile(name, content))
    rows = sorted(row for first, last in found.hidden_rows for row in range(first, last + 1))
    assert (rows, found.hidden_columns) == ([3, 4], ((1, 1),))
    assert (found.formulas.first, found.volatile.count, found.volatile.first) == (((3, 2), (4, 2)), 1, ((4, 2),))
    assert list(found.colours) == [(5, 0)]


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", xlsx()), ("a.ods", opendocument())])
def test_comments_objects_and_results(profile: Callable[..., FileProfile], name: str, content: bytes) -> None:
    """Comments have a place, charts are counted, and a formula without result is told from one with it."""
    found = extras(profile(name, content))
    assert (found.comments.first, dict(found.objects)) == (((2, 1),), {"chart": 1})
    assert found.stale.first == (((3, 2), (4, 2)) if name == "a.xlsx" else ((4, 2),))


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", xlsx()), ("a.xls", xls())])
def test_hidden_sheet(profile: Callable[..., FileProfile], name: str, content: bytes) -> None:
    """A hidden sheet is read and told as hidden."""
    assert [extras(profile(name, content), number).hidden for number in (0, 1)] == [False, True]


def inked_xlsx() -> bytes:
    """A red cell, an underlined blue one (a link) and a black one."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["B3"].font = Font(color="FF0000")
    book.active["A2"].font = Font(color="0000FF", underline="single")
    book.active["A3"].font = Font(color="000000")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def inked_xls() -> bytes:
    """The same as a binary workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    styles = {(2, 1): "font: colour red", (1, 0): "font: colour blue, underline on", (2, 0): "font: colour black, bold on"}
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value, xlwt.easyxf(styles[r, c]) if (r, c) in styles else xlwt.Style.default_style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def inked_ods() -> bytes:
    """The same as an OpenDocument spreadsheet."""
    inks = {"ce1": "#ff0000", "ce2": '#0000ff" style:text-underline-style="solid', "ce3": "#000000"}
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:text-properties fo:color="{ink}"/></style:style>'
        for name, ink in inks.items()
    )
    rows = [[ods_cell(value) for value in row] for row in ROWS]
    for (r, c), name in {(2, 1): "ce1", (1, 0): "ce2", (2, 0): "ce3"}.items():
        rows[r][c] = rows[r][c].replace("<table:table-cell", f'<table:table-cell table:style-name="{name}"', 1)
    return ods("".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows), styles)


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", inked_xlsx()), ("a.xls", inked_xls()), ("a.ods", inked_ods())])
def test_ink(profile: Callable[..., FileProfile], name: str, content: bytes) -> None:
    """A cell in red ink is coloured; a link and a black cell are not."""
    assert list(extras(profile(name, content)).colours) == [(3, 1)]


def test_binary_workbook_with_a_theme(profile: Callable[..., FileProfile]) -> None:
    """Excel puts a zip with its theme into a binary workbook, which is a binary workbook all the same."""
    found = profile("a.xls", xls() + packed({"theme/theme/theme1.xml": "<a/>"}))
    assert extras(found).hidden_rows


def test_prefixed_sheet(profile: Callable[..., FileProfile]) -> None:
    """Some libraries write every element with a prefix."""
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:").replace("<x:?xml", "<?xml")
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=").encode()
    found = extras(profile("a.xlsx", packed(parts)))
    assert (found.hidden_rows, found.hidden_columns, found.formulas.count) == (((3, 4),), ((1, 1),), 2)


def test_marks_across_blocks(profile: Callable[..., FileProfile], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a block ends makes no difference."""
    whole = extras(profile("a.xlsx", xlsx()))
    for size in (37, 200, 601):
        monkeypatch.setattr(ooxml, "BLOCK", size)
        # The columns stand before the rows, so the first block must hold them.
        found = extras(profile("b.xlsx", xlsx()))
        assert (found.hidden_rows, found.formulas, found.volatile) == (whole.hidden_rows, whole.formulas, whole.volatile)


def test_merges_of_binary_workbooks(profile: Callable[..., FileProfile]) -> None:
    """calamine tells no merged cells of an xlsb; its records do."""
    found = profile("a.xlsb", xlsb(((1, 2, 0, 0), (3, 3, 1, 2))))
    assert found.tables[0].sheet.merges == (Span(2, 0, 3, 0), Span(4, 1, 4, 2))


def test_hidden_parts_of_binary_workbooks(profile: Callable[..., FileProfile]) -> None:
    """An xlsb tells its hidden rows and columns, and its formulas."""
    found = extras(profile("a.xlsb", xlsb(hidden_row=3, hidden_column=2)))
    assert (found.hidden_rows, found.hidden_columns, found.formulas.first) == (((4, 4),), ((2, 2),), ((4, 1),))


def test_plain_sheet_has_nothing(profile: Callable[..., FileProfile]) -> None:
    """A sheet of values alone has no extras, and formatting of empty cells is none."""
    found = extras(profile("a.xlsx", workbook([["区县", "户数"], ["甲县", 12]]).content))
    assert found == Extras(coloured_rows=found.coloured_rows)


def test_damaged_records_are_no_trap(profile: Callable[..., FileProfile], tmp_path: Path) -> None:
    """A record that says it is longer than the file ends the walk."""
    raw = bytearray(xls())
    at = raw.find(struct.pack("<HH", 0x208, 16))
    raw[at + 2 : at + 4] = b"\xff\xff"
    assert profile("a.xls", bytes(raw)).format.detected == "xls"


def test_value_in_the_last_cell(profile: Callable[..., FileProfile]) -> None:
    """A stray value in the last row and column is told, and no memory is taken for the holes."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "区县", "x"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [(one.kind, one.params) for one in profile("a.xlsx", buffer.getvalue()).problems] == [
        ("spread", {"cells": 1 << 34})
    ]


@pytest.mark.parametrize("text", ["截止日期_EndDt", "CPI_当月同比(%)"])
def test_wide_text_read_byte_by_byte(text: str) -> None:
    """What a reader took for Western characters is put together again; other texts stay as they are."""
    narrow = "".join(bytes([one]).decode("cp1252", "ignore") or chr(one) for one in text.encode("utf-16le"))
    assert biff.rejoined(narrow) == text
    for other in (text, "café", "a\x1fb", None):
        assert biff.rejoined(other) == other


@given(st.sets(st.integers(1, 60)))
def test_rows_that_touch_are_one_run(rows: set[int]) -> None:
    """Runs say the same rows, and no two of them touch."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        prolong(runs, row)
    assert {row for first, last in runs for row in range(first, last + 1)} == rows
    assert all(after[0] > before[1] + 1 for before, after in itertools.pairwise(runs))


@pytest.mark.parametrize("formula", ["RANDARRAY(2)", "now()", "SUM(A1;OFFSET(A2;1;1))"])
def test_every_reader_knows_the_same_functions_that_change(formula: str) -> None:
    """One list serves all workbooks."""
    assert VOLATILE.search(formula)
    assert VOLATILE_BYTES.search(formula.encode())
    assert not VOLATILE.search(formula.replace("(", "X("))


@pytest.mark.parametrize("problem", containers.BROKEN)
def test_an_ods_breaks_as_every_container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: type[Exception]) -> None:
    """Whatever reading a member raises where a container is damaged, there are no extras, and no crash."""
    path = tmp_path / "a.ods"
    path.write_bytes(opendocument())
    assert sheets_of(path)

    def damaged(_file: object) -> bool:
        raise problem

    monkeypatch.setattr("ckanext.govopen.files.opendocument.is_marked", damaged)
    assert sheets_of(path) == {}
