"""What names of columns say."""

import pytest

from ckanext.govopen.files.names import code_of, is_division, is_key, is_prose, is_quantity


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("统一社会信用代码", "uscc"),
        ("身份证号码", "id"),
        ("行政区划代码", "division_code"),
        ("areaCode", "division_code"),
        ("邮政编码", "postcode"),
        ("联系电话", "phone"),
        ("电话用户数", None),
        ("证件号码", None),
        ("户数", None),
    ],
)
def test_codes(name: str, expected: str | None) -> None:
    """A column of codes is known by its name, one that counts them is none."""
    assert code_of(name) == expected


@pytest.mark.parametrize("name", ["户数", "面积(平方米)", "移动电话普及率", "金额（万元）", "平均年龄"])
def test_quantities(name: str) -> None:
    """Names of quantities are known by their ends, units left aside."""
    assert is_quantity(name)


@pytest.mark.parametrize(
    ("name", "expected"), [("所属区县", True), ("县（市、区）", True), ("地区", True), ("区域面积", False), ("街道", False)]
)
def test_divisions(name: str, expected: bool) -> None:
    """A column of divisions is known by its whole name."""
    assert is_division(name) is expected


def test_keys_and_prose() -> None:
    """Numbers of rows, and columns of free text."""
    assert is_key("序号")
    assert is_key("ID")
    assert is_key("BIANHAO")
    assert is_key("WEIYIBIAOS")
    assert not is_key("许可证编号")
    assert is_prose("经营范围")
    assert not is_prose("科目")


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("电话用户数(万户)", ["12", "30"], "integer"),
        ("行政区划", ["甲县", "乙县"], "string"),
        ("是否规上", ["是", "否", "是"], "boolean"),
        ("达标", ["Y", "N", "Y"], "boolean"),
        ("层数", ["3层", "12层"], "number"),
        ("等级", ["3级", "2级"], "string"),
        ("发证日期", ["44260", "44261"], "date"),
        ("处理时间(分钟)", ["44260", "44261"], "integer"),
        ("月份", ["202101", "202102"], "integer"),
        ("成立日期", ["民国110年3月5日", "2021-03-05"], "date"),
        ("日期", ["21-3-5", "21-3-6"], "date"),
        ("版本", ["10.1.2", "11.2.3"], "string"),
    ],
)
def test_types(profile, name: str, values: list[str], expected: str) -> None:  # type: ignore[no-untyped-def]
    """The name decides where the values could be one thing or another."""
    lines = "".join(f"K{number},{value}\n" for number, value in enumerate(values))
    assert profile("a.csv", f"记录,{name}\n{lines}").tables[0].fields[1].type == expected
