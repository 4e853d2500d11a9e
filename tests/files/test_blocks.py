"""Several tables on one sheet."""

from collections.abc import Callable, Sequence

import pytest

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.scoring.samples import workbook

Make = Callable[..., FileProfile]
Rows = list[Sequence[str | float | None]]
COUNTIES: Rows = [["区县", "户数"], ["甲县", 1], ["乙县", 2]]
SCHOOLS: Rows = [["学校", "人数"], ["一中", 5], ["二中", 6], ["三中", 7]]
LEVELS: Rows = [["区县", "人口", None], [None, "男", "女"], ["甲县", 5, 6], ["乙县", 7, 8]]
FIRMS: Rows = [["企业名称", "登记机关"], ["甲宏贸易", "市局"], ["乙盛贸易", "区局"]]


def places(profile: FileProfile) -> list[tuple[int, tuple[int, ...], tuple[int, int] | None]]:
    """First column, header and data rows of each table, in the order of the sheet."""
    found = [(one.layout.left, one.layout.header_rows, one.layout.data_rows) for one in profile.tables]
    return sorted(found, key=lambda one: (one[1], one[0]))


def beside(left: Rows, right: Rows) -> Rows:
    """Two tables side by side with an empty column between."""
    height = max(len(left), len(right))
    padded = [[*one, *([[None] * len(one[0])] * (height - len(one)))] for one in (left, right)]
    return [[*a, None, *b] for a, b in zip(*padded, strict=True)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([*COUNTIES, [], *SCHOOLS], [(0, (1,), (2, 3)), (0, (5,), (6, 8))], id="below a blank row"),
        pytest.param([*COUNTIES, ["表2"], *SCHOOLS], [(0, (1,), (2, 3)), (0, (5,), (6, 8))], id="below a title"),
        pytest.param([*COUNTIES, *COUNTIES], [(0, (1,), (2, 3)), (0, (4,), (5, 6))], id="the header comes again"),
        pytest.param([*COUNTIES, [], *LEVELS], [(0, (1,), (2, 3)), (0, (5, 6), (7, 8))], id="a header of two levels"),
        pytest.param([*COUNTIES, [], *FIRMS], [(0, (1,), (2, 3)), (0, (5,), (6, 7))], id="words alone"),
        pytest.param(beside(COUNTIES, SCHOOLS), [(0, (1,), (2, 3)), (3, (1,), (2, 4))], id="side by side"),
        pytest.param(beside(COUNTIES, COUNTIES), [(0, (1,), (2, 3)), (3, (1,), (2, 3))], id="the same names beside"),
        pytest.param([["区县", "户数", None, "面积", "人口"], ["甲县", 1, None, 2, 3]], [(0, (1,), (2, 2))], id="a gap"),
        pytest.param([["机构", "床位", None, "医院等级", "科"], ["甲", 1, None, "一级", 2]], [(0, (1,), (2, 2))], id="no key"),
        pytest.param([*COUNTIES, [], ["丙县", 3], ["丁县", 4]], [(0, (1,), (2, 6))], id="a blank row"),
        pytest.param([*COUNTIES[:2], ["二、市区"], ["乙县", 2], ["丙县", 4]], [(0, (1,), (2, 5))], id="a section"),
    ],
)  # fmt: skip
def test_tables_of_a_sheet(profile: Make, rows: Rows, expected: list[tuple[int, tuple[int, ...], tuple[int, int]]]) -> None:
    """Each table has its own header; rows and columns keep their numbers."""
    width = max(map(len, rows))
    content = workbook([[*row, *([None] * (width - len(row)))] for row in rows]).content
    assert places(profile("a.xlsx", content)) == expected


def test_cells_of_the_right_table(profile: Make) -> None:
    """A table on the right has the names, rows and cells of its own columns."""
    table = profile("a.xlsx", workbook(beside(COUNTIES, SCHOOLS)).content).tables[0]
    assert ([field.name for field in table.fields], table.rows) == (["学校", "人数"], 3)
    assert table.data.select("c3").collect()["c3"].to_list() == ["一中", "二中", "三中"]
