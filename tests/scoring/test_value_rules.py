"""What the rules on values and structure say of a defect: where, how often, and what should stand there."""

from collections.abc import Callable
from typing import Any

import pytest

from ckanext.govopen.scoring.samples import workbook
from ckanext.govopen.scoring.spellings import usual

Check = Callable[..., dict[str, Any]]
PERSON = "11010519491231002X"

# Rule, variant, table, range, and cells with what should stand in them where that can be said.
CASES = [
    ("E04", "", "名称,地址\n甲厂,某路１２号\n乙厂,某路3号\n", "B2", "B2=某路12号"),
    ("E04", "", "名称,地址\n甲\u200b厂,某路\n乙厂,大路\n", "A2", "A2=甲厂"),
    ("E04", "", "名称,地址\n甲厂,\ue000路\n乙厂,某路\n", "B2", "B2"),
    ("E04", "header", "ＩＤ,名称\nA1,甲厂\nA2,乙厂\n", "A1", "A1=ID"),
    ("T07", "", "区县,2019年,2020年,2021年\n甲县,1,2,4\n乙县,3,4,5\n", "B1:D1", "B1 C1 D1"),
    ("T08", "", "学校,区县,人数\n一中,甲县,12\n二中,同上,13\n三中,〃,14\n", "B3:B4", "B3 B4"),
    ("T08", "blank", "区县,学校,人数\n甲县,一中,12\n,二中,13\n乙县,三中,14\n,四中,16\n", "A3:A5", "A3 A5"),
    ("T03", "parts", "区县,户数\n甲县,12\n其中：农村,7\n乙县,30\n", "3:3", "A3"),
    ("V04", "", "区县,户数\n甲县,12\n乙县,约四十户\n丙县,31\n丁县,30\n", "B3", "B3"),
    ("V04", "", "区县,户数\n甲县,12\n乙县,约四十户\n丙县,待核实\n丁县,30\n", "B3:B4", "B3 B4"),
    ("V10", "key", "XUHAO,区县,户数\n1,甲县,12\n2,乙县,30\n2,丙县,31\n4,丁县,32\n", "A4", "A4"),
    ("V09", "", "编号,性别\n1,男\n2,女\n3,1\n4,男\n5,女\n", "B4", "B4=男"),
    ("V03", "", "区县,年份\n甲县,2019年\n乙县,2020年\n", "B2:B3", "B2=2019 B3=2020"),
    ("V04", "date", "名称,日期\n甲,2021-03-05\n乙,近期\n丙,2021-03-07\n", "B3", "B3"),
    ("V05", "", "学校,人数\n一中,12\n二中,—\n三中,30\n四中,/\n", "B3:B5", "B3 B5"),
    ("V05", "", "学校,邮编\n一中,310000\n二中,0\n三中,310001\n", "B3", "B3"),
    ("V06", "", "编号,科目\n1,语文、数学\n2,语文\n3,数学\n", "B2", "B2"),
    ("V06", "", "机构,电话\n甲局,010-12345678；010-87654321\n乙局,010-12345679\n", "B2", "B2"),
    ("V06", "pair", "站点,坐标\n甲站,\"116.3,39.9\"\n乙站,\"116.4,39.8\"\n", "B2:B3", "B2 B3"),
    ("V07", "zeros", "学校,邮政编码\n一中,50000\n二中,050011\n", "B2", "B2=050000"),
    ("V07", "zeros", "名称,电话区号\n甲,10\n乙,0571\n", "B2", "B2=010"),
    ("V07", "zeros", "名称,学校代码\n甲,0012\n乙,0013\n丙,14\n", "B4", "B4=0014"),
    ("V07", "zeros", "机构,电话\n甲局,571-87654321\n乙局,0571-87654322\n丙局,400-1234567\n", "B2", "B2=0571-87654321"),
    ("V09", "", "编号,行业\n1,批发和零售业\n2,批发零售业\n3,教育\n4,批发和零售业\n", "B3", "B3=批发和零售业"),
    ("V07", "rounded", "名称,许可证编号\n甲,1.23457E+17\n乙,123457000000000001\n", "B2", "B2"),
    ("V07", "rounded", "名称,账号\n甲,622202110000123000\n乙,622202110000124000\n", "B2:B3", "B2 B3"),
    ("V07", "uscc", "名称,统一社会信用代码\n甲,91350100M000100Y44\n乙,91350100M000100Y43\n", "B2", "B2"),
    ("V07", "division", "区划代码,户数\n110105,12\n119999,13\n110101,14\n", "A3", "A3"),
    ("V08", "", "区县,户数\n海淀,12\n西城区,30\n高新区,31\n朝阳区,33\n", "A2:A4", "A2=海淀区 A4"),
    ("V08", "", "省份,户数\n河北,12\n吉林,30\n山西省,31\n", "A2:A3", "A2=河北省 A3=吉林省"),
    ("V09", "", "学校,寄宿\n一中,是\n二中,Y\n三中,否\n四中,是\n", "B3", "B3=是"),
    ("V09", "", "编号,状态\n1,已办结\n2,已 办结\n3,受理\n4,已办结\n", "B3", "B3=已办结"),
    ("V09", "", "编号,状态\n1,已办结\n2,已办结 \n3,受理\n4,已办结\n", "B3", "B3=已办结"),
    ("V09", "", "编号,类别\n1,A类\n2,a类\n3,B类\n4,A类\n", "B3", "B3=A类"),
    ("V10", "", "区县,户数\n甲县,12\n乙县,30\n甲县,12\n", "4:4", "A4"),
    ("V10", "key", "序号,区县\n1,甲县\n2,乙县\n2,丙县\n4,丁县\n", "A4", "A4"),
    ("V10", "constant", "省,区县\n浙省,甲县\n浙省,乙县\n浙省,丙县\n浙省,丁县\n", "A2:A5", ""),
    ("V10", "empty", "区县,户数,备注\n甲县,12,\n乙县,30,\n", "C2:C3", ""),
    ("V11", "swapped", "站点,经度(WGS84),纬度(WGS84)\n甲,39.9,116.3\n乙,121.4,31.2\n", "B2:C2", "B2"),
    ("V11", "", "站点,经度(WGS84),纬度(WGS84)\n甲,116.3,39.9\n乙,12.14,31.2\n", "B3", "B3"),
    ("V11", "system", "站点,lng,lat\n甲,116.3,39.9\n乙,121.4,31.2\n", "B1:C1", "B1 C1"),
    ("V01", "", "楼盘,层数\n甲苑,18层\n乙苑,6\n", "B2", "B2=18"),
    ("V02", "", "区县,户数\n甲县,1200 \n乙县,980\n", "B2", "B2=1200"),
    ("V03", "", "许可号,发证日期\nA1,44260\nA2,44261\n", "B2:B3", "B2=2021-03-05 B3=2021-03-06"),
    ("V03", "", "许可号,日期\nA1,民国110年3月5日\nA2,2021-03-06\n", "B2", "B2=2021-03-05"),
    ("V03", "", "许可号,日期\nA1,21-3-5\nA2,农历正月初五\n", "B2:B3", "B2 B3"),
    ("E04", "", "编号,名称\n1,⽬录\n2,书目\n", "B2", "B2=目录"),
    ("V03", "", "申请号,申请日\nA1,44260\nA2,44261\n", "B2:B3", "B2=2021-03-05 B3=2021-03-06"),
    ("V03", "", "许可号,CFRQ\nA1,24年6月1日\nA2,23年12月5日\n", "B2:B3", "B2 B3"),
    ("V09", "", "编号,规格型号\n1,250mL\n2,250ml\n3,500g/袋\n4,250mL\n", "B3", "B3=250mL"),
    ("T08", "blank", "检验依据,样品,数\nGB1,甲,1\n,乙,2\n,丙,3\nGB2,丁,4\n,戊,5\n", "A3:A6", "A3 A4 A6"),
    (
        "V07",
        "uscc",
        "名称,DM\n甲,9.13401E+17\n乙,91350100M000100Y43\n丙,9.13401E+17\n丁,91320924370273102M\n戊,91350100M000100Y43\n",
        "B2:B5",
        "B2 B4 B5",
    ),
    ("D01", "short", "区县,户数,日期\n甲县,12,一\n乙县,30,二\n注山县\t31\t三\n丙县;30;二\n", "4:5", "A4 A5"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "variant", "content", "place", "cells"), CASES)
def test_findings(check: Check, rule: str, variant: str, content: str, place: str, cells: str) -> None:
    """A finding names its range, counts its cells, and shows only offending ones."""
    found = [one for one in check("a.csv", content)["findings"] if one["rule"] == rule]
    found = [one for one in found if one["params"].get("variant", "") == variant]
    assert [one["where"]["range"] for one in found] == [place]
    shown = [f"{one['at']}={one['expected']}" if one["expected"] else one["at"] for one in found[0]["examples"]]
    assert shown == cells.split()
    assert found[0]["count"] == len(shown) or variant in ("constant", "empty")


def test_one_finding_a_column(check: Check) -> None:
    """Value rules say each column once, and leave sound columns alone."""
    content = "学校,人数,教师\n一中,—,无\n二中,12,3\n三中,/,4\n四中,13,5\n"
    found = [one["params"]["column"] for one in check("a.csv", content)["findings"] if one["rule"] == "V05"]
    assert found == ["人数", "教师"]


def test_several_marks_weigh_more(check: Check) -> None:
    """One mark is a minor matter, two of them in one table are more."""
    one = check("a.csv", "学校,人数\n一中,/\n二中,12\n三中,/\n四中,13\n")
    two = check("a.csv", "学校,人数\n一中,/\n二中,12\n三中,无\n四中,13\n")
    assert two["score"] < one["score"]


def test_merged_cells_are_not_told_twice(check: Check) -> None:
    """Blanks inside merged ranges are T01's alone."""
    rows = [["区县", "学校", "人数"], ["甲县", "一中", 12], [None, "二中", 13], ["乙县", "三中", 14], [None, "四中", 16]]
    assert {one["rule"] for one in check("a.xlsx", workbook(rows, ["A2:A3", "A4:A5"]).content)["findings"]} == {"T01"}


def test_several_tables(check: Check) -> None:
    """Tables below each other and side by side are one finding a sheet, which points at the second."""
    below = [["区县", "户数"], ["甲县", 1], ["乙县", 2], [None, None], ["学校", "人数"], ["一中", 5], ["二中", 6]]
    beside = [["区县", "户数", None, "学校", "人数"], ["甲县", 1, None, "一中", 5], ["乙县", 2, None, "二中", 6]]
    for rows, place in ((below, "A5:B7"), (beside, "D1:E3")):
        report = check("a.xlsx", workbook(rows).content)
        assert [(one["rule"], one["where"]["range"]) for one in report["findings"]] == [("T02", place)]
        assert len(report["tables"]) == 2


def test_rules_on_records(check: Check) -> None:
    """Records are pointed at, whole columns and rows by their first record."""
    values = '[{"区县": "海淀", "户数": 12}, {"区县": "西城区", "户数": 30}, {"区县": "海淀", "户数": 12}]'
    found = {one["rule"]: one["where"]["pointer"] for one in check("a.json", values)["findings"]}
    assert found == {"V08": "/0/区县", "V10": "/2"}


@pytest.mark.parametrize("number", ["110105194912310021", "110105194912310000"])
def test_damaged_identity_numbers_stay_hidden(check: Check, number: str) -> None:
    """A number of a person that is damaged is masked like a sound one."""
    report = check("a.csv", f"编号,身份证号\n1,{number}\n2,{PERSON}\n")
    assert "V07" in {one["rule"] for one in report["findings"]}
    assert number not in str(report)


@pytest.mark.parametrize("note", ["注：坐标系为CGCS2000。,,", "坐标：WGS84,,"])
def test_system_named_in_a_note(check: Check, note: str) -> None:
    """A note that names the system is enough."""
    report = check("a.csv", f"站点,lng,lat\n甲,116.3,39.9\n乙,121.4,31.2\n{note}\n")
    assert "V11" not in {one["rule"] for one in report["findings"]}


@pytest.mark.parametrize(
    ("spellings", "kept"),
    [
        ({"A类": 1, "Ａ类": 1}, "A类"),
        ({"是": 2, "Y": 2}, "是"),
        ({"是": 1, "Y": 2}, "Y"),
        ({"已 办结": 3, "已办结": 3}, "已办结"),
    ],
)
def test_the_spelling_to_keep(spellings: dict[str, int], kept: str) -> None:
    """The most frequent spelling stays; among equals the plainest."""
    assert usual(spellings, spellings) == kept


def test_estimates_and_wide_digits_with_a_unit(check: Check) -> None:
    """Full-width digits with a unit are V01 and no other type; for an estimate no number is promised, as none is written."""
    report = check("a.csv", "幼儿园,在园人数\n甲园,980人\n乙园,１２０人\n丙园,约300人\n丁园,90\n")
    found = {one["rule"]: [(cell["at"], cell["expected"]) for cell in one["examples"]] for one in report["findings"]}
    assert found["V01"] == [("B2", "980"), ("B3", "120"), ("B4", None)]
    assert "V04" not in found
