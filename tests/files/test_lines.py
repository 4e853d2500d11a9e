"""Large texts are read in columns, small ones record by record: both see the same."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.govopen.files import lines
from ckanext.govopen.files.formats import delimited
from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.lines import survey
from ckanext.govopen.scoring.check import check_file

CELLS = [
    "甲县",
    "乙县",
    "12",
    "1,200",
    "980户",
    "95%",
    "2021-03-05",
    "2021年3月5日",
    "",
    " ",
    "—",
    "合计",
    'a"b',
    "二\n行",
    "13800138000",
]


@contextmanager
def in_columns() -> Iterator[None]:
    """Reads any text as if it were a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "limits", lambda: replace(limits(), exact_bytes=0))
        yield


def told(path: Path) -> dict[str, Any]:
    """A report without physical lines: only records read one by one have them behind a quoted break."""
    report = check_file(path, now="")
    for finding in report["findings"]:
        finding["where"]["line"] = None
    return report


@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=3, max_size=3), min_size=2, max_size=30), st.integers(0, 40))
@settings(max_examples=60)
def test_both_ways_see_the_same(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], uneven: int) -> None:
    """The report does not depend on how a text was read."""
    if uneven < len(rows):
        rows[uneven] = [*rows[uneven], "更多"]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([["区县", "户数", "日期"], *rows])
    path = tmp_path_factory.mktemp("both") / "a.csv"
    path.write_text(buffer.getvalue(), encoding="utf-8")
    exactly = told(path)
    with in_columns():
        assert told(path) == exactly


def test_several_tables_are_seen_both_ways(tmp_path: Path) -> None:
    """A second table and a total without a word are found in columns, too; rows of one repeated value begin no table."""
    tables = [
        "区县,户数\n甲县,1\n乙县,2\n\n学校,人数\n一中,5\n二中,6\n",
        "区县,户数,日期\n" + "甲县,甲县,甲县\n甲县,,\n" * 2 + "甲县,甲县,12\n",
    ]
    for number, text in enumerate(tables):
        path = tmp_path / f"{number}.csv"
        path.write_text(text, encoding="utf-8")
        exactly = told(path)
        assert len(exactly["tables"]) == 2 - number
        with in_columns():
            assert told(path) == exactly


@pytest.mark.parametrize(
    ("text", "sound", "widths"),
    [
        ("a,b\n1,2\n", True, (2, 2)),
        ('a,b\n"1,2",3\n4,"5\n6"\n', True, (2, 2)),
        ('a,b\n"1 ""x"" 2",3\n', True, (2, 2)),
        ('a,b\r\n"1",2\r\n', True, (2, 2)),
        ("a,b\n1,2,3\n4\n", True, (2, 3)),
        ('a,b\n5" pipe,2\n6" pipe,1\n', False, None),
        ('a,b\n"1" x,2\n', False, None),
        ('a,b\n"1,2\n3,4\n', False, None),
    ],
)
def test_survey(tmp_path: Path, text: str, sound: bool, widths: tuple[int, int] | None) -> None:
    """Quotes that do not open and close fields are noticed, others do not disturb the count of fields."""
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    found = survey(path, ",")
    assert found.sound == sound
    assert widths is None or (found.expected, found.width) == widths


@pytest.mark.parametrize("block", [1, 7, 64])
def test_blocks_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Wherever a block ends, the same records are counted."""
    path = tmp_path / "a.csv"
    path.write_bytes('区县,户数\n甲县,"1\n2"\n乙县,"3,4",5\n\n丙县\n丁县,6'.encode())
    whole = survey(path, ",")
    monkeypatch.setattr(lines, "BLOCK", block)
    parts = survey(path, ",")
    assert (parts.number, parts.width, parts.problems()) == (whole.number, whole.width, whole.problems())
    assert [(one.kind, one.rows) for one in parts.problems()] == [("uneven_long", (3,)), ("uneven_short", (5,))]


@pytest.mark.parametrize(("extra", "told_of"), [("3室,", [("2:2,4:4", 2)]), ("", [])])
def test_a_blank_last_cell_hides_no_separator(tmp_path: Path, extra: str, told_of: list[tuple[str, int]]) -> None:
    """A separator too many is one in every row that has it, also where the last cell is blank; padding alone is none."""
    first = f"甲县,路1号,{extra}甲" if extra else "甲县,路1号,甲"
    rows = ["区县,地址,备注", first, "乙县,路2号,乙", f"丙县,路3号,{extra or ','}", *[f"丁县,路{n}号,丁" for n in range(9)]]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with in_columns():
        large = told(path)
    for report in (told(path), large):
        assert [(one["where"]["range"], one["count"]) for one in report["findings"] if one["rule"] == "D01"] == told_of
