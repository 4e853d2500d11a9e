"""A large sheet of an xlsx is read in slices, and what it says stays the same."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.formats import packed
from support.large import PARTS, SHEET

from ckanext.govopen.files import ooxml, slices
from ckanext.govopen.files.formats import workbook
from ckanext.govopen.files.model import Sheet
from ckanext.govopen.files.reach import a1
from ckanext.govopen.files.reading import Source

STYLES = f'<styleSheet xmlns="{SHEET}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
TEXTS = f'<sst xmlns="{SHEET}"><si><t>甲县</t></si><si><t/></si><si><t>乙县</t></si></sst>'
CONTENTS = ("<v>12</v>", "<v>0.5</v>", "<v>1e20</v>", "<f>A1</f><v>3</v>", "", "<is><t>文</t></is>")
KINDS = ("", ' t="s"', ' s="1"', ' t="b"', ' t="inlineStr"')
CELLS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(KINDS), st.sampled_from(CONTENTS)), max_size=5)
ROWS = st.lists(st.tuples(st.sampled_from([1, 1, 1, 2, 40]), CELLS), min_size=4, max_size=12)
PLAIN = [(1, [(0, "", "<v>1</v>"), (2, ' t="s"', "<v>2</v>")])] * 12
TAIL = '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>'


def sheet(rows: Sequence[tuple[int, list[tuple[int, str, str]]]], *, named: bool = True, head: str = "") -> str:
    """A sheet whose rows lie so many rows below the one before; `named`: rows and cells say where they are."""
    written, number = [], 0
    for step, cells in rows:
        number += step
        where = [f' r="{a1(number, c)}"' if named else "" for c, _, _ in cells]
        inside = (f"<c{at}{kind}>{content}</c>" for at, (_, kind, content) in zip(where, cells, strict=True))
        begin = f'<row r="{number}">' if named else "<row>"
        written.append(f"{begin}{''.join(inside)}</row>")
    return f'<?xml version="1.0"?><worksheet xmlns="{SHEET}">{head}<sheetData>{"".join(written)}{TAIL}'


def book(xml: str) -> bytes:
    """A workbook of one sheet."""
    return packed({**PARTS, "xl/styles.xml": STYLES, "xl/sharedStrings.xml": TEXTS, "xl/worksheets/sheet1.xml": xml})


def told(content: bytes, *, large: int) -> tuple[tuple[object, ...], int]:
    """All that is read of a workbook whose sheets of so many bytes are large, and how many slices were read."""
    read: list[str] = []

    def spy(path: Path, made: Sequence[str]) -> object:
        found = true(path, made)
        read.extend(made if found else ())
        return found

    true = workbook.from_slices
    with tempfile.TemporaryDirectory() as folder, patch.object(ooxml, "BLOCK", 300), patch.object(slices, "LARGE", large):
        path = Path(folder, "表.xlsx")
        path.write_bytes(content)
        source = Source(path, "xlsx", Path(folder), None, None, path, 0, never)
        with patch.object(workbook, "from_slices", spy):
            reading = workbook.read(source)
        assert [one.name for one in Path(folder).iterdir()] == [path.name]  # what lies there counts for an archive around
        return (reading.problems, reading.sampled, [described(one) for one in reading.sheets]), len(read)


def never(path: Path, name: str) -> NoReturn:
    """A workbook has no members."""
    raise AssertionError(path, name)


def described(one: Sheet) -> tuple[object, ...]:
    """What a sheet holds."""
    return one.name, one.width, one.merges, one.workbook, one.frame.cast(pl.String).collect().rows()


@settings(max_examples=40)
@given(ROWS)
def test_slices_say_what_the_sheet_says(rows: list[tuple[int, list[tuple[int, str, str]]]]) -> None:
    """Cells, merged ranges and extras are the same, whatever gaps and kinds of cells there are."""
    content = book(sheet(rows))
    assert told(content, large=0)[0] == told(content, large=1 << 30)[0]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_slices_are_read(prefix: str) -> None:
    """A regular sheet is read in several slices, its merged range from the last one."""
    xml = sheet(PLAIN).replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}").replace(f"<{prefix}?", "<?")
    (*_, sheets), count = told(book(xml.replace("xmlns=", "xmlns:x=" if prefix else "xmlns=")), large=0)
    assert count > 2
    assert [span.right for span in sheets[0][2]] == [2]


ODD = {
    "rows without numbers": sheet(PLAIN, named=False),
    "rows in disorder": sheet([(20, PLAIN[0][1]), (-9, PLAIN[0][1])] * 8),
    "a merged range before the rows": sheet(PLAIN, head='<mergeCells><mergeCell ref="B1:C1"/></mergeCells>'),
    "a dimension that is none": sheet(PLAIN, head='<dimension ref="?"/>'),
    "a row as long as many": sheet([(1, PLAIN[0][1] * 40), *PLAIN]),
    "a comment over a border": sheet(PLAIN)
    .replace('<row r="3">', '<!-- <row r="3">')
    .replace('<row r="9">', '--><row r="9">'),
    "no end": sheet(PLAIN).partition("</sheetData>")[0],
    "no rows": sheet([]),
    "broken": sheet(PLAIN).replace('r="C9"', 'r="C9'),
    "too far to the right": sheet([*PLAIN, *[(1, [(1100, "", "<v>1</v>")])] * 6]),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_sheets(name: str) -> None:
    """What cannot be cut is read as a whole, and what is wrong with it is told as ever."""
    content = book(ODD[name])
    assert told(content, large=0)[0] == told(content, large=1 << 30)[0]


def test_no_room_for_a_copy() -> None:
    """Where the slices cannot be written, the sheet is read as a whole, and what it holds besides values is told."""
    content = book(sheet(PLAIN))
    with patch.object(slices.Slices, "write", side_effect=OSError(28, "No space left on device")):
        full, count = told(content, large=0)
    assert count == 0
    assert full == told(content, large=1 << 30)[0]
