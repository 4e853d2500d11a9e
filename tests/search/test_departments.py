"""Departments by full, short and older names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import data
from ckanext.govopen.search import departments


@pytest.mark.parametrize(
    ("title", "duties"),
    [
        ("泸州市市场监督管理局", ["市场监督管理"]),
        ("市监局", ["市场监督管理"]),
        ("四川省人力资源和社会保障厅", ["人力资源和社会保障"]),
        ("宁夏人社厅", ["人力资源和社会保障"]),
        ("江阳区文化广电和旅游局", ["文化", "广播电视", "旅游"]),
        ("昆明市教育体育局", ["教育", "体育"]),
        ("区教体局", ["教育", "体育"]),
        ("市公安局江阳区分局", ["公安"]),
        ("共青团银川市委员会", ["共青团委员会"]),
        ("市民族事务委员会（宗教局)", ["民族宗教事务"]),
        ("石嘴山市委编办", ["机构编制"]),
        ("市工程项目代理建设局", []),
        ("泸州市人民政府", []),
        ("某某公司", []),
        ("", []),
    ],
)
def test_the_duties_of_an_office_are_read_from_its_title(title: str, duties: list[str]) -> None:
    """From the end: ending, duties, place; what leaves anything but a place is not understood."""
    assert list(departments.duties(title)) == duties


def test_an_office_has_its_short_and_older_names_with_its_place() -> None:
    """People write any of them; the title itself is no other name."""
    found = departments.other_names("泸州市市场监督管理局")
    assert {"泸州市市监局", "泸州市市场监管局", "泸州市工商局", "市场监管部门"} <= set(found)
    assert "泸州市市场监督管理局" not in found
    assert {"四川省人社厅", "四川省人社局"} <= set(departments.other_names("四川省人力资源和社会保障厅"))
    assert departments.other_names("泸州市人民政府") == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市教育局的学校", [("市教育局", "市", ("教育",))]),
        ("教育部门有哪些学校", [("教育部门", "", ("教育",))]),
        ("泸州残联和疾控中心", [("残联", "", ("残疾人联合会",)), ("疾控中心", "", ("疾病预防控制中心",))]),
        ("文旅局景点", [("文旅局", "", ("文化", "旅游"))]),
        ("自治区教育厅", [("自治区教育厅", "自治区", ("教育",))]),
        ("教育局学校名录", [("教育局", "", ("教育",))]),
        ("双塔区教育局", [("教育局", "", ("教育",))]),
        ("泸州市教育局", [("市教育局", "市", ("教育",))]),
        ("局部地区气象局势", []),
        ("村民委员会", []),
        ("教育部分学校", []),
        ("安全生产办法", []),
        ("体育中心", []),
    ],
)
def test_departments_are_recognised_in_a_text(text: str, names: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """With the level before the name; not inside other words."""
    found = [(text[one.start : one.end], one.level, one.duties) for one in departments.named(text)]
    assert found == names


@given(st.text(alphabet="市区教育文化和旅游局厅委员会办公室部门、()共青团分公安", max_size=30))
def test_any_title_is_read_without_an_error(title: str) -> None:
    """Whoever names an office in a query is understood as the one who names it in a title."""
    for one in departments.named(title):
        assert one.duties == departments.duties(title[one.start : one.end])
    assert len(set(departments.other_names(title))) == len(departments.other_names(title))


@pytest.mark.parametrize("line", ["没有冒号", ": 局", "短 = 没有这个职能", "= 教育", "短 ="])
def test_a_line_that_says_nothing_is_named(tmp_path: Path, line: str) -> None:
    """The error holds the number and the text of the line."""
    (tmp_path / "departments.txt").write_text(f"教育: 教委\n{line}\n", "utf-8")
    data.use(tmp_path)
    try:
        with pytest.raises(departments.DepartmentError, match="line 2"):
            departments.duties("市教育局")
    finally:
        data.use(None)
