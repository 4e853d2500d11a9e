"""Types, units, null marks and date styles of columns."""

from collections.abc import Callable

import pytest

from ckanext.govopen.files.fields import speaks_of_dates, split_unit
from ckanext.govopen.files.model import Field, FileProfile


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("户数", ["12", "30", "7"], "integer"),
        ("面积", ["12.5", "30", "7"], "number"),
        ("户数", ["1,200", "980户", "1200"], "number"),
        ("日期", ["2021-03-05", "2021-03-06"], "date"),
        ("时间", ["2021-03-05 08:30:00", "2021-03-06 09:00:00"], "datetime"),
        ("成立日期", ["20210305", "20210306"], "date"),
        ("项目", ["20210305", "20210306", "20211231"], "date"),
        ("项目编号", ["20210305", "20210306", "20211231"], "identifier"),
        ("统一社会信用代码", ["91350100M000100Y43", "12110000400000000X"], "identifier"),
        ("学校代码", ["3211000001", "3211000002"], "identifier"),
        ("联系电话", ["01012345678", "01087654321"], "identifier"),
        ("顺序", ["001", "002", "010"], "identifier"),
        ("名称", ["甲局", "乙局"], "string"),
        ("名称", ["", ""], "string"),
    ],
)
def test_type(profile: Callable[..., FileProfile], name: str, values: list[str], expected: str) -> None:
    """Identifiers are known before numbers; what is nearly a number is a number."""
    lines = "".join(f'甲,"{value}"\n' for value in values)
    assert profile("a.csv", f"区县,{name}\n{lines}").tables[0].fields[1].type == expected


def test_field_facts(profile: Callable[..., FileProfile]) -> None:
    """Null marks are missing cells; the unit leaves the label; the style is the most frequent one."""
    content = "区县,户数(户),登记日期\n甲县,12,2021年3月5日\n乙县,—,2021年3月6日\n丙县,,暂无\n"
    assert profile("a.csv", content).tables[0].fields[1:] == (
        Field("户数(户)", "户数", "integer", "户", ("—",), None, 2, 2),
        Field("登记日期", "登记日期", "date", None, ("暂无",), "YYYY年M月D日", 3, 1),
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("户数(户)", ("户数", "户")),
        ("面积（平方米）", ("面积", "平方米")),
        ("金额（单位：万元）", ("金额", "万元")),
        ("单价(元/平方米)", ("单价", "元/平方米")),
        ("名称(中文)", ("名称(中文)", None)),
        ("产值/万元", ("产值", "万元")),
        ("人口_男_人", ("人口_男", "人")),
        ("户数", ("户数", None)),
    ],
)
def test_unit_of_a_header(name: str, expected: tuple[str, str | None]) -> None:
    """A bracket is a unit only where it holds one."""
    assert split_unit(name) == expected


def test_dates_under_pinyin_initials() -> None:
    """A field name of ten letters at most says 日期 by its initials."""
    assert speaks_of_dates("FZRQ")
    assert speaks_of_dates("riqi")
    assert not speaks_of_dates("RQI_2")
