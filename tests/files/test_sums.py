"""Totals that no word gives away."""

from collections.abc import Callable

import pytest

from ckanext.govopen.files.model import FileProfile

ROWS = "甲县,12,30\n乙县,30,70\n丙县,8,20\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(f"区县,户数,人口\n{ROWS}全市,50,120\n", (5,), id="last, by name"),
        pytest.param(f"区县,户数,人口\n全市,50,120\n{ROWS}", (2,), id="first, by name"),
        pytest.param(f"区县,户数,人口\n{ROWS},50,120\n", (5,), id="without a name"),
        pytest.param(f"区县,户数,人口\n{ROWS}某市,50,120\n", (5,), id="by its sums alone"),
        pytest.param(f"区县,户数,比例\n{ROWS}全市,50,40\n", (5,), id="a share is no sum"),
        pytest.param(f"区县,户数,人口\n{ROWS}丁县,50,121\n", (), id="one sum is not enough"),
        pytest.param(f"区县,户数,人口\n{ROWS}全市,51,121\n", (), id="a name is not enough"),
        pytest.param("区县,户数\n甲县,1\n乙县,2\n丙县,3\n丁县,6\n", (), id="small numbers add up by chance"),
        pytest.param("序号,区县\n1,甲县\n2,乙县\n3,丙县\n6,丁县\n", (), id="numbers of rows"),
        pytest.param("区县,金额\n甲县,1.5\n乙县,22.25\n丙县,3.5\n丁县,27.25\n", (5,), id="decimals"),
    ],
)
def test_rows_that_are_sums(profile: Callable[..., FileProfile], content: str, expected: tuple[int, ...]) -> None:
    """A row is a total where its numbers add up, in all columns or where its name speaks for it."""
    assert profile("a.csv", content).tables[0].layout.total_rows == expected


def test_names_that_end_like_totals(profile: Callable[..., FileProfile]) -> None:
    """马平均 is a person, 全市平均 is a mean."""
    table = profile("a.csv", "姓名,得分\n马平均,12\n王某,13\n全市平均,12.5\n").tables[0]
    assert table.layout.total_rows == (4,)
