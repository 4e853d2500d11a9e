"""Reading tables and their grid."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.govopen.files.dialect import Dialect
from ckanext.govopen.files.formats import delimited
from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.preview import grid
from ckanext.govopen.files.profile import opened
from ckanext.govopen.files.reading import Source
from ckanext.govopen.files.tables import NoTableError, open_table
from ckanext.govopen.scoring.samples import workbook


def test_rows_without_titles_and_totals(tmp_path: Path) -> None:
    """Rows are data alone, trimmed, empty cells None."""
    path = tmp_path / "a.csv"
    path.write_text("某表,\n区县,户数\n 甲县 ,12\n\n乙县,\n合计,12\n", encoding="gb18030")
    with open_table(path) as table:
        assert [field.name for field in table.fields] == ["区县", "户数"]
        assert list(table.rows()) == [["甲县", "12"], ["乙县", None]]


def test_names_are_made_unique(tmp_path: Path) -> None:
    """Blank and repeated names get substitutes, so that a database can take them."""
    path = tmp_path / "a.csv"
    path.write_text("区县,,户数,户数\n甲县,x,1,2\n乙县,y,3,4\n", encoding="utf-8")
    with open_table(path) as table:
        assert [field.name for field in table.fields] == ["区县", "B", "户数", "户数_2"]


def test_member_and_sheet_are_chosen_by_name(tmp_path: Path) -> None:
    """A member of an archive is asked for like a sheet; Chinese names in GB18030 are read."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("一.csv", "a,b\n1,2\n3,4\n")
        archive.writestr("二.xlsx", workbook([["区县", "户数"], ["甲县", 12]]).content)
    with open_table(path, sheet="二.xlsx") as table:
        assert list(table.rows()) == [["甲县", "12"]]
    with pytest.raises(NoTableError) as raised:
        open_table(path, sheet="三.csv")
    assert (raised.value.kind, raised.value.names) == ("sheet", ("一.csv", "Sheet1"))


def test_no_table(tmp_path: Path) -> None:
    """A picture has no table, and a grid neither."""
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    with pytest.raises(NoTableError):
        open_table(path)
    assert grid(path) is None


def test_grid_shows_the_original(tmp_path: Path) -> None:
    """Titles and blank rows stay in the grid, with the numbers that findings use."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([["某表"], ["区县", "户数"], ["甲县", 12.5]]).content)
    assert grid(path) == {
        "member": None,
        "sheet": "Sheet1",
        "first": 1,
        "columns": ["A", "B"],
        "rows": [{"n": 1, "cells": ["某表", None]}, {"n": 2, "cells": ["区县", "户数"]}, {"n": 3, "cells": ["甲县", "12.5"]}],
        "more": [],
        "sheets": [],
    }


def test_large_sheet_is_cut_and_marked(profile: Callable[..., FileProfile], monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit a workbook keeps its first rows and its merged cells."""
    small = {name: getattr(limits(), name) for name in limits().__slots__} | {"sheet_bytes": 1000, "sample_rows": 20}
    monkeypatch.setattr("ckanext.govopen.files.sheets.limits", lambda: type(limits())(**small))
    content = workbook([["区县", "户数"], *[["甲县", n] for n in range(100)]], ["A2:A3"]).content
    found = profile("a.xlsx", content)
    assert (found.sampled, found.tables[0].rows, len(found.tables[0].sheet.merges)) == (True, 19, 1)


cell = st.text(st.sampled_from('ab,"\n;1 县'), max_size=4)


@given(st.lists(st.lists(cell, min_size=2, max_size=4), min_size=1, max_size=8))
@settings(max_examples=60)
def test_columns_and_records_agree(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """The columnar reader sees the same cells in the same rows as the reader of records."""
    import csv

    folder = tmp_path_factory.mktemp("rows")
    path = folder / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["h", "x"], *rows])
    source = Source(path, "csv", folder, "csv", None, path, 0, lambda _, __: pytest.fail("no members"))
    exact = delimited.exact(path, ",", []).frame.collect()
    columnar = delimited.columnar(source, Dialect(1.0, 2, ","), []).frame.collect()
    shared = [name for name in exact.columns if name in columnar.columns]
    assert columnar.select(shared).rows() == exact.select(shared).rows()


def test_reading_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files go away with the profile."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "a.csv"
    path.write_text("区县,户数\n甲县,12\n乙县,30\n", encoding="gb18030")
    with opened(path):
        assert len(list(tmp_path.iterdir())) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
