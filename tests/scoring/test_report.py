"""The report as its readers get it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckanext.govopen.scoring import check as checks
from ckanext.govopen.scoring.appeals import applied
from ckanext.govopen.scoring.report import render
from ckanext.govopen.scoring.samples import workbook

Check = Callable[..., dict[str, Any]]
STATISTICS = (
    '某市户数统计表\n区县,户数(户),完成率,日期\n甲县,"1,200",95%,2021年3月5日\n乙县,980户,0.93,2021-03-06\n'
    "丙县,1200,0.9,2021-03-07\n合计,3380,,\n注：本表为初步数。\n"
)


def places(report: dict[str, Any]) -> dict[str, list[tuple[str | None, list[str]]]]:
    """Range and example cells of each rule's findings."""
    found: dict[str, list[tuple[str | None, list[str]]]] = {}
    for one in report["findings"]:
        found.setdefault(one["rule"], []).append((one["where"]["range"], [example["at"] for example in one["examples"]]))
    return found


def test_whole_rows_and_cells(check: Check) -> None:
    """Titles, totals and notes are told as whole rows, defects of values as cells; each names the cells to look at."""
    assert places(check("a.csv", STATISTICS)) == {
        "H01": [("1:1", ["A1"])],
        "T03": [("6:6", ["A6"])],
        "T04": [("7:7", ["A7"])],
        "V01": [("B4", ["B4"]), ("C3", ["C3"])],
        "V02": [("B3", ["B3"])],
        "V03": [("D3", ["D3"])],
    }


def test_mojibake_of_the_whole_file(check: Check) -> None:
    """UTF-8 that was read as GBK and saved is told as such, with the text that it once was."""
    garbled = "区县,单位名称\n海淀区,某街道\n西城区,幼儿园\n".encode().decode("gb18030", "replace").replace("\ufffd", "?")
    report = check("a.csv", garbled)
    finding = next(one for one in report["findings"] if one["rule"] == "E03")
    assert report["score"] <= 40
    assert "区县" in [example["expected"] for example in finding["examples"]]


def test_mojibake_that_lost_bytes(check: Check) -> None:
    """All garbled cells are shown, those that cannot be reversed without what should stand there, sound ones are not."""
    names = ["区县名", "海淀街道", "西城街道"]
    garbled = [name.encode().decode("gb18030", "replace") for name in names]
    report = check("a.csv", "编号,名称\n1,浏阳市\n" + "".join(f"{n},{one}\n" for n, one in enumerate(garbled, 2)))
    finding = next(one for one in report["findings"] if one["rule"] == "E03")
    assert finding["count"] == 3
    assert [(one["at"], one["expected"]) for one in finding["examples"]] == [("B3", None), ("B4", names[1]), ("B5", names[2])]


def test_what_libarchive_says_is_the_same_every_time(check: Check) -> None:
    """The reason why an archive cannot be read names no address in memory."""
    assert "archive_p" not in json.dumps(check("a.rar", b"Rar!\x1a\x07"))


def test_shape(check: Check) -> None:
    """The report has the documented keys, in the documented nesting, and is strict JSON."""
    report = render(check("a.xlsx", workbook([["区县", "户数"], ["甲县", "12户"]], ["A1:A1"]).content), str)
    assert list(report) == [
        "file", "bytes", "sha256", "ruleset", "checked", "format", "tables", "score", "grade", "stars", "confidence",
        "sampled", "groups", "findings", "what_if", "error",
    ]  # fmt: skip
    assert list(report["format"]) == ["declared", "detected", "media_type", "encoding", "bom", "container"]
    assert set(report["groups"]) == {"access", "encoding", "structure", "values", "description"}
    finding = report["findings"][0]
    assert set(finding) == {
        "rule", "severity", "points", "confidence", "count", "params", "title", "message", "help", "where", "examples", "fix",
    }  # fmt: skip
    assert list(finding["where"]) == ["member", "sheet", "range", "line", "column", "pointer", "page", "offset"]
    assert list(report["what_if"][0]) == ["fixes", "score"]
    json.dumps(report, allow_nan=False)


def test_same_bytes_same_report(check: Check) -> None:
    """Two checks of the same bytes differ in nothing."""
    assert check("a.csv", STATISTICS) == check("a.csv", STATISTICS)


def test_pointers_of_records(check: Check) -> None:
    """Cells of JSON and XML are addressed from the record array, line breaks do not matter."""
    values = '[{"区县": "甲县", "户数": 12},\n\n{"区县": "乙县", "户数": "980户"}, {"区县": "乙县", "户数": 30}]'
    finding = next(one for one in check("a.json", values)["findings"] if one["rule"] == "V01")
    assert (finding["where"]["pointer"], finding["examples"][0]["at"]) == ("/1/户数", "/1/户数")


@pytest.mark.parametrize(
    ("name", "content", "rule", "line", "column"),
    [
        ("a.json", '[{"a": 1},\n {"a": }]', "J01", 2, 8),
        ("a.xml", "<rows>\n<row><a>1</row>\n</rows>", "X01", 2, 16),
    ],
)
def test_parse_errors_have_a_place(check: Check, name: str, content: str, rule: str, line: int, column: int) -> None:
    """JSON and XML that do not parse are fatal, with line and column."""
    report = check(name, content)
    finding = next(one for one in report["findings"] if one["rule"] == rule)
    assert (finding["severity"], finding["where"]["line"], finding["where"]["column"]) == ("fatal", line, column)


def test_words_are_joined_as_the_language_joins_them(check: Check) -> None:
    """Several words in a message stand in a list; what parts them is the reader's."""
    report = check("a.csv", "许可号,日期\nA1,2021年3月5日\nA2,2021.3.6\nA3,2021-03-07\n")
    for comma in (", ", "、"):
        found = render(report, lambda msgid, comma=comma: comma if msgid == ", " else msgid)["findings"]
        assert f"YYYY年M月D日{comma}YYYY.M.D" in next(one["message"] for one in found if one["rule"] == "V03")


def test_physical_line_behind_a_quoted_break(check: Check) -> None:
    """Rows count records, lines count physical lines."""
    report = check("a.csv", '区县,户数\n"甲\n县",12\n乙县,30户\n丙县,31\n')
    finding = next(one for one in report["findings"] if one["rule"] == "V01")
    assert (finding["where"]["range"], finding["where"]["line"]) == ("B3", 4)


def test_personal_numbers_never_leave(check: Check) -> None:
    """No part of a report holds a number in clear."""
    number = "11010519491231002X"
    report = check("a.csv", f"姓名,身份证号\n王某某,{number}\n李某,{number}\n")
    assert report["findings"][0]["rule"] == "P01"
    assert number not in json.dumps(report, ensure_ascii=False)


def test_members_are_named(check: Check, tmp_path: Path) -> None:
    """A defect in an archive says in which member it is."""
    import zipfile

    with zipfile.ZipFile(tmp_path / "z", "w") as archive:
        archive.writestr("好.csv", "区县,户数\n甲县,12\n乙县,30\n")
        archive.writestr("坏.csv", "区县,户数\n甲县,12户\n乙县,30\n")
    report = check("a.zip", (tmp_path / "z").read_bytes())
    assert [(one["rule"], one["where"]["member"]) for one in report["findings"]] == [("V01", "坏.csv")]
    assert [table["member"] for table in report["tables"]] == ["好.csv", "坏.csv"]


@pytest.mark.parametrize(
    ("name", "content", "stars"),
    [
        ("a.csv", "区县,户数\n甲县,12\n乙县,30\n", 3),
        ("a.xlsx", workbook([["区县", "户数"], ["甲县", 12]]).content, 2),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1),
        ("a.csv", b"", 0),
        ("a.json", '{"code": 500, "msg": "系统繁忙"}', 0),
    ],
)
def test_stars(check: Check, name: str, content: bytes | str, stars: int) -> None:
    """The format decides the stars; what is no data has none."""
    assert check(name, content)["stars"] == stars


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "区县,户数,登记日期\n甲县,12,2021-03-05\n乙县,30,2021-03-06\n"),
        ("a.tsv", "区县\t户数\n甲县\t12\n乙县\t30\n"),
        ("a.json", '[{"区县": "甲县", "户数": 12}, {"区县": "乙县", "户数": 30}]'),
        ("a.jsonl", '{"区县": "甲县", "户数": 12}\n{"区县": "乙县", "户数": 30}\n'),
        ("a.xml", "<rows><row><区县>甲县</区县><户数>12</户数></row><row><区县>乙县</区县><户数>30</户数></row></rows>"),
        ("a.xlsx", workbook([["区县", "户数"], ["甲县", 12], ["乙县", 30]]).content),
    ],
)
def test_clean_files_are_clean(check: Check, name: str, content: bytes | str) -> None:
    """A tidy table has no finding in any format."""
    report = check(name, content)
    assert (report["findings"], report["score"], report["confidence"]) == ([], 100.0, 1.0)


def test_broken_rule_costs_nothing(check: Check, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A rule that raises deducts nothing and lowers the confidence."""
    rule = checks.rules()["V01"]
    monkeypatch.setattr(rule, "check", lambda _: 1 / 0)
    report = check("a.csv", "区县,户数\n甲县,12户\n乙县,30\n")
    assert report["score"] == 100.0
    assert 0 < report["confidence"] < 1
    assert "V01" in caplog.text


def test_old_reports_still_render() -> None:
    """A finding of a rule that is gone, or that lacks a param, is shown all the same."""
    findings = [{"rule": "Z99", "params": {}}, {"rule": "V01", "params": {}}]
    shown = render({"findings": findings}, str)["findings"]
    assert (shown[0]["message"], "—" in shown[1]["message"]) == ("Z99", True)


@pytest.mark.parametrize(("name", "content"), [("a.csv", b"\x7fELF\x02\x01\x01" + bytes(57)), ("a.pdf", b"%PDF-1.4\n%%EOF\n")])
def test_nothing_is_offered_where_there_is_no_table(check: Check, name: str, content: bytes) -> None:
    """A program or a document without a table has findings, and no repair and no better score are promised for it."""
    report = check(name, content)
    assert (report["tables"], report["what_if"]) == ([], [])
    assert {one["fix"] for one in report["findings"]} == {None}
    assert applied(report, ())["what_if"] == []
