"""The small Chinese table on which other tools report nothing: each of its defects at its cell, whatever it is packed in."""

from collections.abc import Callable
from typing import Any

import pytest

from ckanext.govopen.scoring.samples import workbook

Check = Callable[..., dict[str, Any]]
Places = list[tuple[str, list[str]]]

TABLE = (
    '区县,户数(户),完成率,日期\n甲县,"1,200",95%,2021年3月5日\n乙县,980户,0.93,2021-03-06\n丙县,1100,0.9,2021-03-07\n'
    "合计,3280,,\n注：本表为初步数。\n"
)
DEFECTS: Places = [
    ("T03", ["A5"]),
    ("T04", ["A6"]),
    ("V01", ["B3"]),
    ("V01", ["C2"]),
    ("V02", ["B2"]),
    ("V03", ["D2"]),
]
BELOW_TITLE: Places = [
    ("H01", ["A1"]),
    ("T03", ["A6"]),
    ("T04", ["A7"]),
    ("V01", ["B4"]),
    ("V01", ["C3"]),
    ("V02", ["B3"]),
    ("V03", ["D3"]),
]


def found(report: dict[str, Any]) -> Places:
    """Rule and example cells of each finding."""
    return [(one["rule"], [example["at"] for example in one["examples"]]) for one in report["findings"]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(TABLE.encode(), DEFECTS, id="utf-8"),
        pytest.param(TABLE.encode("utf-8-sig"), DEFECTS, id="bom"),
        pytest.param(TABLE.encode("gb18030"), [("E01", []), *DEFECTS], id="gb18030"),
        pytest.param(f"某市户数统计表,,,\n{TABLE}".encode(), BELOW_TITLE, id="title"),
        pytest.param(f"某市户数统计表\n{TABLE}".encode("gb18030"), [("E01", []), *BELOW_TITLE], id="short title, gb18030"),
        pytest.param(f"某市户数统计表,,,单位：户\n{TABLE}".encode(), BELOW_TITLE, id="title and unit"),
    ],
)
def test_text(check: Check, content: bytes, expected: Places) -> None:
    """As delimited text in each encoding, with and without a title."""
    assert found(check("a.csv", content)) == expected


def test_mojibake(check: Check) -> None:
    """Read as GBK and saved: the names and cells are told as garbled with the text they once were."""
    garbled = TABLE.encode().decode("gb18030", "replace").replace("\ufffd", "?")
    report = check("a.csv", garbled)
    hits = {at for rule, cells in found(report) for at in cells if rule == "E03"}
    assert {"A1", "A2", "A3"} <= hits
    assert report["score"] <= 40


def test_workbook(check: Check) -> None:
    """With a merged title, a header of two rows and a formula."""
    rows: list[list[str | float | None]] = [
        ["某市户数统计表", None, None, None],
        ["区县", "户数", None, "日期"],
        [None, "户数(户)", "完成率", None],
        ["甲县", "1,200", "95%", "2021年3月5日"],
        ["乙县", "980户", 0.93, "2021-03-06"],
        ["丙县", 1100, 0.9, "2021-03-07"],
        ["合计", 3280, None, None],
        ["注：本表为初步数。", None, None, None],
    ]
    sample = workbook(rows, ["A1:D1", "A2:A3", "B2:C2", "D2:D3"])
    formula = with_formula(sample.content, "<v>3280</v>", "<f>SUM(B4:B6)</f><v>3280</v>")
    assert found(check("a.xlsx", formula)) == [
        ("H01", ["A1"]),
        ("H02", ["B3", "C3"]),
        ("T01", ["A1:D1", "A2:A3", "B2:C2", "D2:D3"]),
        ("T03", ["A7"]),
        ("T04", ["A8"]),
        ("T06", ["B7"]),
        ("V01", ["B5"]),
        ("V01", ["C4"]),
        ("V02", ["B4"]),
        ("V03", ["D4"]),
    ]


def with_formula(content: bytes, old: str, new: str) -> bytes:
    """The same workbook with a piece of its sheet's XML replaced."""
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            target.writestr(name, part.replace(old, new) if name.endswith("sheet1.xml") else part)
    return buffer.getvalue()
