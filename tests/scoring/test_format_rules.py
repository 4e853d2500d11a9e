"""Defects of file formats are told at their place, whatever the file is called."""

import json
import struct
from collections.abc import Callable
from typing import Any

import pytest
from support.formats import xls, xlsx

from ckanext.govopen.scoring.appeals import applied
from ckanext.govopen.scoring.report import render

Check = Callable[..., dict[str, Any]]
STORE = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><RequestId>64A0</RequestId></Error>"
SERVICE = '<ServiceExceptionReport xmlns="http://www.opengis.net/ogc"><ServiceException>无此图层</ServiceException></ServiceExceptionReport>'
PLACES = [
    {"type": "Feature", "properties": {"名称": name}, "geometry": {"type": "Point", "coordinates": [116.4, 39.9]}}
    for name in ("甲", "乙", "丙")
]


def told(report: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    """The findings of one rule."""
    return [one for one in report["findings"] if one["rule"] == rule]


@pytest.mark.parametrize("name", ["a.xml", "a.csv", "a.xlsx"])
@pytest.mark.parametrize("body", [STORE, SERVICE], ids=["store", "service"])
def test_error_documents(check: Check, name: str, body: str) -> None:
    """What a store or a map service answers instead of the data is no data under any name."""
    report = check(name, f'<?xml version="1.0" encoding="UTF-8"?>{body}')
    assert (report["score"], report["format"]["detected"], len(told(report, "F02"))) == (0, "xml", 1)


def test_records_of_errors_are_data(check: Check) -> None:
    """A list of error codes is a table like any other."""
    rows = "".join(f"<row><code>{n}</code><message>说明{n}</message></row>" for n in range(400, 404))
    assert not told(check("a.xml", f"<errorcodes>{rows}</errorcodes>"), "F02")


@pytest.mark.parametrize(("name", "content"), [("a.xls", xlsx()), ("a.ods", xlsx()), ("a.xlsx", xls()), ("A.XLSX", xlsx())])
def test_workbook_under_another_name(check: Check, name: str, content: bytes) -> None:
    """The reader is chosen by content: a wrong ending costs F01, never the data."""
    report = check(name, content)
    assert (report["tables"][0]["rows"], told(report, "F06")) == (6, [])


@pytest.mark.parametrize("text", ["[{'区县': '甲县', '户数': 12},\n {'区县': '乙县', '户数': 30}]", "{'区县': '甲县'}"])
@pytest.mark.parametrize("name", ["a.json", "a"])
def test_single_quotes(check: Check, name: str, text: str) -> None:
    """JSON in single quotes is JSON that does not parse, at its first quote."""
    report = check(name, text)
    found = told(report, "J01")[0]
    assert (report["format"]["detected"], found["severity"]) == ("json", "fatal")
    assert (found["where"]["line"], found["where"]["column"]) == (1, text.index("'") + 1)


def test_numbered_elements_are_no_records(check: Check) -> None:
    """Elements named row1, row2, row3 are no repeated record."""
    rows = "".join(f"<row{n}><区县>甲县</区县><户数>{n}</户数></row{n}>" for n in range(1, 4))
    assert told(check("a.xml", f"<data>{rows}</data>"), "X01")[0]["params"]["variant"] == "no_records"


def test_nul_in_xml_has_a_place(check: Check) -> None:
    """Where the parser counts no line, the NUL character is looked for."""
    where = told(check("a.xml", "<data>\n<row><区县>甲\0县</区县></row></data>"), "X01")[0]["where"]
    assert (where["line"], where["column"]) == (2, 11)


@pytest.mark.parametrize(("broken", "count"), [((), 0), ((1, 2), 2)])
def test_features_without_properties(check: Check, broken: tuple[int, ...], count: int) -> None:
    """Every feature needs the member `properties` (RFC 7946 §3.2)."""
    features = [{key: v for key, v in one.items() if key != "properties" or n not in broken} for n, one in enumerate(PLACES)]
    found = told(check("a.geojson", json.dumps({"type": "FeatureCollection", "features": features})), "G01")
    assert [(one["count"], one["where"]["pointer"]) for one in found] == ([(count, "/features/1")] if count else [])


def test_nul_has_a_place(check: Check) -> None:
    """A NUL character is told in its cell, as a sign that any database keeps; in a header by its offset."""
    found = told(check("a.csv", "区县,户数\n甲县,12\n乙\0县,30\n丙县,31\n"), "E02")[0]
    assert [(one["at"], one["value"]) for one in found["examples"]] == [("A3", "乙␀县")]
    head = "区\0县,户数\n甲县,12\n乙县,30\n"
    for encoding in ("utf-8", "gb18030"):
        where = told(check("b.csv", head.encode(encoding)), "E02")[0]["where"]
        assert where["offset"] == head.encode(encoding).index(0)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.xml", "a.dbf"])
def test_total_records_are_no_rows(check: Check, name: str) -> None:
    """Totals are never counted among the rows, nor their blanks among the missing values, whatever the format."""
    rows = [
        {"区县": "甲县", "街道": "东街", "户数": 12},
        {"区县": "乙县", "街道": "西街", "户数": 30},
        {"区县": "合计", "户数": 42},
    ]
    lines = "".join(f"<row>{''.join(f'<{k}>{v}</{k}>' for k, v in row.items())}</row>" for row in rows)
    content = {
        "a.json": json.dumps(rows, ensure_ascii=False),
        "a.jsonl": "\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
        "a.xml": f"<rows>{lines}</rows>",
        "a.dbf": dbf_of([("QX", 10), ("JD", 10), ("HS", 6)], [[str(row.get(key, "")) for key in rows[0]] for row in rows]),
    }[name]
    report = check(name, content)
    table = report["tables"][0]
    assert (table["rows"], [field["missing"] for field in table["fields"]]) == (2, [0, 0, 0])
    places = (3 * [[]]) if name != "a.dbf" else [[1], [2, 3], [4]]
    assert [table["header_rows"], table["data_rows"], table["total_rows"]] == places
    assert [one["count"] for one in told(report, "T03")] == [1]


def dbf_of(fields: list[tuple[str, int]], rows: list[list[str]]) -> bytes:
    """A dBASE table of texts in GB18030."""
    heads = b"".join(name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([size]) + bytes(15) for name, size in fields)
    size, begin = 1 + sum(width for _, width in fields), 33 + 32 * len(fields)
    cells = (
        b" " + b"".join(cell.encode("gb18030").ljust(width) for cell, (_, width) in zip(row, fields, strict=True))
        for row in rows
    )
    return struct.pack("<4BIHH17xB2x", 3, 124, 1, 1, len(rows), begin, size, 0x4D) + heads + b"\r" + b"".join(cells) + b"\x1a"


@pytest.mark.parametrize("number", [0, 100])
def test_map_is_two_columns(check: Check, number: int) -> None:
    """An object of many like values, or of values under numbers, is a list of pairs, not a record of many columns."""
    pairs = {"110000": "北京市", "110101": "东城区", **{f"某{n}街": "西城区" for n in range(number)}}
    report = check("a.json", json.dumps(pairs, ensure_ascii=False))
    table = report["tables"][0]
    assert (table["rows"], [field["name"] for field in table["fields"]]) == (number + 2, ["key", "value"])
    assert [(one["params"]["variant"], one["severity"]) for one in told(report, "J01")] == [("map", "minor")]


def test_small_object_is_a_record(check: Check) -> None:
    """A single object of a few values is one record with a column for each."""
    table = check("a.json", json.dumps({"名称": "甲局", "地址": "东街1号", "邮编": "100000"}))["tables"][0]
    assert (table["rows"], table["columns"]) == (1, 3)


def test_topology_is_a_table_of_its_shapes(check: Check) -> None:
    """The arcs of TopoJSON are no records; its geometries are, with their properties as columns."""
    shapes = [{"type": "Polygon", "properties": {"名称": f"某{n}县", "户数": n}, "arcs": [[n]]} for n in range(3)]
    arcs = [[[n, n], [1, 1], [2, 2]] for n in range(500)]
    topology = {"type": "Topology", "arcs": arcs, "objects": {"县": {"type": "GeometryCollection", "geometries": shapes}}}
    report = check("a.json", json.dumps(topology, ensure_ascii=False))
    table = report["tables"][0]
    assert (table["rows"], [field["name"] for field in table["fields"]]) == (3, ["名称", "户数", "arcs"])
    assert len(report["findings"]) < 5


def test_mobile_numbers_in_nested_values(check: Check) -> None:
    """Names inside a nested value say what its numbers are, and nothing is shown in clear."""
    people = [
        {"机构": f"某{n}会", "联系": [{"name": "", "tel": f"133995520{n}2/05552494343" if n == 3 else "027-87433333"}]}
        for n in range(8)
    ]
    report = check("a.json", json.dumps(people, ensure_ascii=False))
    found = told(report, "P01")
    assert [(one["params"]["column"], one["severity"], one["count"]) for one in found] == [("联系", "fatal", 1)]
    assert "13399552032" not in json.dumps(report)


def test_many_findings_are_summed(check: Check) -> None:
    """Records without common keys give at most 50 findings and one for the rest, at the price of all of them."""
    report = check("a.json", json.dumps([{f"项{n}": n, "区县": f"某{n}县"} for n in range(300)], ensure_ascii=False))
    found = told(report, "J01")
    assert (len(found), found[-1]["params"]["others"], found[-1]["count"]) == (51, 250, 250 * 299)
    assert sum(one["params"]["share"] for one in found) == pytest.approx(300 * 299 / (300 * 301))
    rendered = render(report, lambda msgid: msgid)["findings"]
    assert "250 more places" in next(one["message"] for one in rendered if "others" in one["params"])
    assert applied(report, set())["score"] == report["score"]


@pytest.mark.parametrize(("value", "found"), [("340406018787", False), ("980", True)])
def test_codes_stay_strings(check: Check, value: str, found: bool) -> None:
    """Twelve digits in quotes are a code even under a name that says nothing; a small number is a number."""
    rows = [{"field1": str(int(value) + n), "名称": f"某{n}村"} for n in range(6)]
    assert bool(told(check("a.json", json.dumps(rows, ensure_ascii=False)), "J01")) == found


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.json", "[" * 100_000, "depth limit exceeded"),
        ("a.json", '[{"a": 01}]', "number with leading zero is not allowed"),
        ("a.xml", "<r><a>1</r>", "an element is closed under another name than it was opened"),
        (
            "a.xml",
            "<r><a>1 & 2</a></r>",
            "“<” or “&” in a text, where &lt; or &amp; should stand, or a name that XML does not allow",
        ),
    ],
)
def test_reasons_are_translated(check: Check, name: str, text: str, reason: str) -> None:
    """What is wrong with a text that does not parse is said in the reader's language too."""
    report = check(name, text)
    assert told(report, name[2:3].upper() + "01")[0]["params"]["reason"] == reason
    rendered = render(report, lambda msgid: "此处有误" if msgid == reason else msgid)
    assert any("此处有误" in one["message"] and reason not in one["message"] for one in rendered["findings"])


def test_records_under_a_key_each(check: Check) -> None:
    """An object of like objects is a table with their keys as a column; parts that are not alike are none."""
    rows = {f"id{n}": {"名称": name, "户数": n} for n, name in enumerate("甲乙丙", 11)}
    report = check("a.json", json.dumps(rows))
    assert [field["name"] for field in report["tables"][0]["fields"]] == ["key", "名称", "户数"]
    assert [(one["params"]["variant"], one["fix"]["id"]) for one in report["findings"]] == [("map", "records")]
    assert told(check("a.json", '{"meta": {"a": 1}, "contact": {"b": 2}}'), "J01")[0]["params"]["variant"] == "no_records"


def test_numbers_with_a_unit_are_no_number_strings(check: Check) -> None:
    """What has a unit is V01's alone; a bare number in quotation marks is still told."""
    for values, rules in (
        (("12℃", "13℃", "14℃"), {"V01"}),
        (("12", "13", "14"), {"J01"}),
        (("12", "13℃", "14"), {"V01", "J01"}),
    ):
        rows = [{"站": name, "气温": value} for name, value in zip("甲乙丙", values, strict=True)]
        assert {one["rule"] for one in check("a.json", json.dumps(rows))["findings"]} == rules
