"""Lists of small records: from a program's list or a person's lines to the same rows."""

import pytest

from ckanext.govopen.national import rows
from ckanext.govopen.national.errors import CheckError

LINES = "NF\t年份\t字符型\t4\t统计年份\t是\nRK\t人口\tN\t10,2\t\t\t万人\n\n"
ROWS = [
    {"name": "NF", "label": "年份", "type": "C", "length": 4, "description": "统计年份", "key": True},
    {"name": "RK", "label": "人口", "type": "N", "length": "10,2", "unit": "万人"},
]


def test_lines_and_lists_mean_the_same() -> None:
    """Pasted cells, a list and its JSON give the same rows, and rows stay themselves."""
    assert rows.parse(rows.ITEMS, LINES) == ROWS
    assert rows.parse(rows.ITEMS, ROWS) == ROWS
    assert rows.parse(rows.ITEMS, '[{"name": "NF"}]') == [{"name": "NF"}]


def test_lines_that_are_edited_again() -> None:
    """What the form shows reads back as the same rows; a refused text is shown as it was typed."""
    assert rows.parse(rows.ITEMS, rows.lines(rows.ITEMS, ROWS)) == ROWS
    assert rows.lines(rows.ITEMS, "not\tread") == "not\tread"
    assert rows.lines(rows.ITEMS, None) == ""


def test_commas_part_the_first_cells() -> None:
    """Who types has no tab key; a description may have commas itself."""
    assert rows.parse(rows.ITEMS, "NF，年份，日期型，8，年，月，日") == [
        {"name": "NF", "label": "年份", "type": "D", "length": 8, "description": "年，月，日"}
    ]


@pytest.mark.parametrize(
    "value",
    [
        "[1, 2",
        5,
        [5],
        [{"label": "年份"}],
        [{"name": "NF", "colour": "red"}],
        "NF\t年份\t几何型",
        "a\tb\tC\t1\td\te\tf\tg\th",
        [{"name": "SJ", "description": "如13812345678"}],
    ],
)
def test_refused(value: object) -> None:
    """Broken JSON, other types, unknown keys, missing names, unknown types, too many cells and personal numbers."""
    with pytest.raises(CheckError):
        rows.parse(rows.ITEMS, value)


def test_registrations() -> None:
    """Registrations have a type by its label and padded days."""
    assert rows.parse(rows.REGISTRATIONS, "DJ-1\t首次\t四川省数据局\t2025-3-1\t2028-2-29\thttps://dj.example.test/1") == [
        {
            "code": "DJ-1",
            "type": "1",
            "registrar": "四川省数据局",
            "date": "2025-03-01",
            "expires": "2028-02-29",
            "url": "https://dj.example.test/1",
        }
    ]
