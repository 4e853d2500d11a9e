"""Which rows are what, and what the columns are called."""

from collections.abc import Callable

import pytest

from ckanext.govopen.files.model import FileProfile, Table
from ckanext.govopen.scoring.samples import workbook

Make = Callable[..., FileProfile]
STATISTICS = (
    "某市人口统计表\n统计时间：2020年\n区县,户数(户),完成率,日期\n"
    '甲县,"1,200",95%,2021年3月5日\n乙县,980户,0.93,2021-03-06\n合计,"2,180",,\n注：初步数。\n'
)


def rows(table: Table) -> tuple[object, ...]:
    """Title, header, data, total and note rows of a table."""
    layout = table.layout
    return layout.title_rows, layout.header_rows, layout.data_rows, layout.total_rows, layout.note_rows


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("区县,户数\n甲县,12\n乙县,30\n", ((), (1,), (2, 3), (), ()), id="tidy"),
        pytest.param(STATISTICS, ((1,), (3,), (4, 5), (6,), (2, 7)), id="statistics"),
        pytest.param("甲县,12,2021-01-01\n乙县,30,2021-01-02\n", ((), (), (1, 2), (), ()), id="no header"),
        pytest.param("名称,地址\n幼儿园,某路\n小学,某街\n", ((), (1,), (2, 3), (), ()), id="all text"),
        pytest.param("单位名称,备注\n甲局,无\n乙局,新设\n", ((), (1,), (2, 3), (), ()), id="header with note words"),
        pytest.param("年份,2019,2020,2021\n人口,1,2,3\n户数,4,5,6\n", ((), (1,), (2, 3), (), ()), id="years"),
        pytest.param(
            "区县,人口,,GDP,\n,男,女,总量,增速\n甲县,1,2,3,4\n乙县,5,6,7,8\n", ((), (1, 2), (3, 4), (), ()), id="levels"
        ),
        pytest.param("区县,户数,金额\n,户,万元\n甲县,1,2\n乙县,3,4\n", ((), (1, 2), (3, 4), (), ()), id="unit row"),
        pytest.param("\n区县,户数\n\n甲县,12\n  ,  \n乙县,30\n\n", ((), (2,), (4, 6), (), ()), id="blank rows"),
        pytest.param('区县,说明\n"甲\n县",12\n乙县,30\n', ((), (1,), (2, 3), (), ()), id="quoted line break"),
        pytest.param(
            "区县,户数\n甲县,1\n小计,1\n乙县,2\n小计,2\n总　计,3\n", ((), (1,), (2, 4), (3, 5, 6), ()), id="subtotals"
        ),
        pytest.param(
            "标题,,\n制表：某局,,\nid,name,value\n1,甲,2\n2,乙,3\n*仅供参考,,\n",
            ((1,), (3,), (4, 5), (), (2, 6)),
            id="star note",
        ),
    ],
)
def test_rows_of_text(profile: Make, content: str, expected: tuple[object, ...]) -> None:
    """Rows are records of the original, from 1, blank lines counted."""
    assert rows(profile("a.csv", content).tables[0]) == expected


def test_rows_are_counted_without_totals_and_notes(profile: Make) -> None:
    """`rows` is the number of data rows alone."""
    assert profile("a.csv", STATISTICS).tables[0].rows == 2


def test_merged_levels(profile: Make) -> None:
    """Merged cells of a workbook make levels; a title merged over the table is a title."""
    content = workbook(
        [["某市人口", None, None], ["区县", "人口", None], [None, "男", "女"], ["甲县", 1, 2], ["乙县", 3, 4]],
        ["A1:C1", "A2:A3", "B2:C2"],
    ).content
    table = profile("a.xlsx", content).tables[0]
    assert rows(table) == ((1,), (2, 3), (4, 5), (), ())
    assert [field.name for field in table.fields] == ["区县", "人口_男", "人口_女"]


def test_blank_upper_cells_take_the_name_on_their_left(profile: Make) -> None:
    """Without merges an upper name reaches over the blanks to its right."""
    table = profile("a.csv", "区县,人口,,面积\n,男,女,\n甲县,1,2,3\n乙县,4,5,6\n").tables[0]
    assert [field.name for field in table.fields] == ["区县", "人口_男", "人口_女", "面积"]


def test_line_breaks_in_names_mean_nothing(profile: Make) -> None:
    """A Chinese name loses spaces and line breaks."""
    table = profile("a.csv", '区　县,"户数\n(户)"\n甲县,1\n乙县,2\n').tables[0]
    assert [field.name for field in table.fields] == ["区县", "户数(户)"]


def test_two_tables_on_a_sheet(profile: Make) -> None:
    """A blank row and another header begin a second table; the larger one comes first."""
    content = workbook(
        [["区县", "户数"], ["甲县", 1], [None, None], ["学校", "人数"], ["一中", 5], ["二中", 6], ["三中", 7]]
    ).content
    assert [rows(table)[:3] for table in profile("a.xlsx", content).tables] == [((), (4,), (5, 7)), ((), (1,), (2, 2))]


def test_table_that_begins_elsewhere(profile: Make) -> None:
    """A table may begin in C3; its columns are those in use."""
    content = workbook([[None], [None], [None, None, "区县", "户数"], [None, None, "甲县", 12]]).content
    table = profile("a.xlsx", content).tables[0]
    assert (table.layout.left, [field.name for field in table.fields], rows(table)[1:3]) == (
        2,
        ["区县", "户数"],
        ((3,), (4, 4)),
    )


def test_records_have_no_rows_to_point_at(profile: Make) -> None:
    """JSON and XML give names themselves."""
    for name, content in {
        "a.json": '{"data": {"list": [{"区县": "甲县", "户数": 1}, {"区县": "乙县", "户数": 2}]}}',
        "a.jsonl": '{"区县": "甲县", "户数": 1}\n{"区县": "乙县", "户数": 2}\n',
        "a.xml": "<r><row><区县>甲县</区县><户数>1</户数></row><row><区县>乙县</区县><户数>2</户数></row></r>",
        "a.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null,'
        ' "properties": {"区县": "甲县", "户数": 1}},'
        ' {"type": "Feature", "geometry": null, "properties": {"区县": "乙县", "户数": 2}}]}',
    }.items():
        table = profile(name, content).tables[0]
        assert (table.rows, [field.name for field in table.fields][:2], rows(table)[:2]) == (2, ["区县", "户数"], ((), ()))
