"""Documents, archives, maps and linked data: what each of them costs."""

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from support.formats import CLEAN, dbf, geojson, pdf, rdf, shape_parts, turtle, xlsx
from support.formats import packed as zipped

from ckanext.govopen.scoring.samples import Formula, workbook

Check = Callable[..., dict[str, Any]]
PICTURE = "q 600 0 0 800 0 0 cm /I Do Q"
TEXT = "BT /F 12 Tf 100 700 Td (a list of companies) Tj ET"
GRID = " ".join(f"100 {700 - 20 * n} m 500 {700 - 20 * n} l S" for n in range(8))
ROWS = [["区县", "户数"], *[[f"{name}县", 10 + n] for n, name in enumerate("甲乙丙丁戊己庚辛")]]


def variants(report: dict[str, Any]) -> dict[str, set[str | None]]:
    """Rules of a report with the variants of their texts."""
    found: dict[str, set[str | None]] = {}
    for one in report["findings"]:
        found.setdefault(one["rule"], set()).add(one["params"].get("variant"))
    return found


@pytest.mark.parametrize(
    ("pages", "rule", "variant"),
    [
        ([PICTURE, PICTURE], "F03", "scan"),
        ([f"{PICTURE} {TEXT}"], "F03", "recognised"),
        (["q 600 0 0 400 0 0 cm /I Do Q q 600 0 0 400 0 400 cm /I Do Q"], "F03", "scan"),
        ([TEXT, PICTURE, TEXT], "F04", None),
        ([f"q 100 0 0 100 0 0 cm /I Do Q {TEXT}"], "F04", None),
        ([f"{TEXT} {GRID}"], "F04", "tables"),
    ],
)
def test_kinds_of_pdf(check: Check, pages: list[str], rule: str, variant: str | None) -> None:
    """A scan is worth nothing, with or without recognised text; a document made by a program a little."""
    report = check("a.pdf", pdf(*pages))
    assert variants(report) == {rule: {variant}}
    assert report["score"] == (0 if rule == "F03" else report["score"]) <= 20


def test_tables_of_word_documents(check: Check) -> None:
    """A Word file says how many tables are locked in it."""
    report = check("a.docx", zipped({"word/document.xml": "<w:document><w:tbl></w:tbl><w:tbl></w:tbl></w:document>"}))
    assert [one["params"]["tables"] for one in report["findings"]] == [2]


def test_documents_beside_data(check: Check) -> None:
    """What explains the data in an archive is no document for data; the archive hides two kinds, and that is all."""
    report = check("a.zip", zipped({"人口.csv": CLEAN["csv"](), "说明.pdf": pdf(TEXT), "说明.txt": "说明。\n每年更新。\n"}))
    assert variants(report) == {"F07": {None}}
    assert [one["at"] for one in report["findings"][0]["examples"]] == ["人口.csv", "说明.pdf", "说明.txt"]
    assert report["score"] >= 90


def test_archive_of_documents(check: Check) -> None:
    """An archive without data is as good as the documents in it."""
    assert check("a.zip", zipped({"a.pdf": pdf(TEXT), "b.pdf": pdf(TEXT)}))["score"] <= 20


@pytest.mark.parametrize(
    ("missing", "severity"), [(".dbf", "critical"), (".shx", "critical"), (".prj", "major"), (".cpg", "minor")]
)
def test_missing_parts(check: Check, missing: str, severity: str) -> None:
    """Each part of a shapefile has its price."""
    parts = {name: content for name, content in shape_parts().items() if not name.endswith(missing)}
    found = [one for one in check("a.zip", zipped(parts))["findings"] if one["rule"] == "G01"]
    told = [(one["severity"], one["params"]["parts"], one["where"]["sheet"]) for one in found]
    assert told == [(severity, [missing], "区划")]


def test_attributes_in_another_encoding(check: Check) -> None:
    """The .cpg says one encoding, the attributes are in another."""
    parts = {**shape_parts(), "区划.dbf": dbf("gb18030", 0)}
    report = check("a.zip", zipped(parts))
    assert variants(report) == {"G01": {"dbf_encoding"}}
    assert report["findings"][0]["params"]["encoding"] == "GB18030"


def test_metres_called_degrees(check: Check) -> None:
    """Bounds that no degrees can have give the wrong .prj away."""
    parts = shape_parts()
    shape = bytearray(parts["区划.shp"])
    struct.pack_into("<4d", shape, 36, 400000, 3000000, 500000, 3100000)
    assert variants(check("a.zip", zipped({**parts, "区划.shp": bytes(shape)}))) == {"G01": {"bounds"}}


def test_first_feature_is_named(check: Check) -> None:
    """A defect of GeoJSON says how many shapes have it and which is the first."""
    content = geojson().replace(b"[116.225, 39.625]", b"[39.625, 116.225]").replace(b"[116.35, 39.75]", b"[39.75, 116.35]")
    found = [one for one in check("a.geojson", content)["findings"] if one["rule"] == "G01"]
    assert [(one["count"], one["where"]["pointer"]) for one in found] == [(2, "/features/1")]


@pytest.mark.parametrize(
    ("name", "content", "stars"),
    [
        ("a.rdf", rdf(), 5),
        ("a.ttl", turtle(), 5),
        ("a.nt", CLEAN["nt"](), 5),
        ("a.jsonld", CLEAN["jsonld"](), 5),
        ("a.ttl", turtle().replace(b"www.wikidata.org", b"data.example.test"), 4),
        ("a.rdf", rdf().replace(b"www.wikidata.org", b"data.example.test"), 4),
        ("a.nt", CLEAN["nt"]().replace(b"www.wikidata.org", b"data.example.test"), 4),
        ("a.rdf", rdf().replace(b"rdf:about", b"rdf:nodeID"), 3),
        ("a.ttl", turtle().replace(b"\nc:", b"\n_:"), 3),
        ("a.jsonld", CLEAN["jsonld"]().replace(b'"@id": "http://data', b'"id": "http://data'), 3),
    ],
)
def test_stars_of_linked_data(check: Check, name: str, content: bytes, stars: int) -> None:
    """Five stars where it links to others, four where it only names, three where it wraps literals; points are not touched."""
    report = check(name, content)
    assert report["stars"] == stars
    assert [one["points"] for one in report["findings"] if one["rule"] == "R01"] == ([] if stars == 5 else [0.0])


def test_no_stars_for_what_does_not_parse(check: Check) -> None:
    """RDF that is not well-formed is a file on the web and no more."""
    assert check("a.rdf", rdf()[:-20])["stars"] == 1


def filled(*cells: str) -> bytes:
    """A workbook whose named cells are yellow."""

    import openpyxl
    from openpyxl.styles import PatternFill

    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for cell in cells:
        book.active[cell].fill = PatternFill("solid", fgColor="FFFF00")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["A3", "B6"], True),
        (["A3", "B3", "A4", "B4"], True),
        (["A1", "B1"], False),
        ([f"B{n}" for n in range(2, 10)], False),
        ([f"{c}{n}" for c in "AB" for n in (2, 4, 6, 8)], False),
        ([f"{c}{n}" for c in "AB" for n in range(1, 10)], False),
        (["D20"], False),
    ],
    ids=["cells", "rows", "header", "column", "stripes", "all", "outside"],
)
def test_colours_that_mean_something(check: Check, cells: list[str], found: bool) -> None:
    """Single cells and rows stand out; header, columns, stripes and a uniform ground do not."""
    assert ("colours" in variants(check("a.xlsx", filled(*cells))).get("T05", set())) == found


@pytest.mark.parametrize(("rows", "found"), [(range(2, 41, 2), False), (range(2, 41, 3), True)], ids=["stripes", "rows"])
def test_stripes_with_gaps(check: Check, rows: range, found: bool) -> None:
    """Stripes in a table whose blank cells have no colour are stripes."""
    import openpyxl
    from openpyxl.styles import PatternFill

    book = openpyxl.Workbook()
    book.active.append(["区县", "户数", "人数", "面积"])
    for n in range(2, 41):
        book.active.append([f"某{n}县", n, n * 3, n * 7])
    for n in rows:
        for cell in book.active[n][: 2 + n % 3]:
            cell.fill = PatternFill("solid", fgColor="DDEEFF")
    buffer = io.BytesIO()
    book.save(buffer)
    assert ("colours" in variants(check("a.xlsx", buffer.getvalue())).get("T05", set())) == found


def test_hidden_rows_have_places(check: Check) -> None:
    """Hidden rows are told as ranges, with the cells that a reader should look at."""
    finding = check("a.xlsx", workbook(ROWS, hidden_rows=[3, 4, 7]).content)["findings"][0]
    assert (finding["where"]["range"], finding["count"]) == ("3:4,7:7", 3)
    assert [one["at"] for one in finding["examples"]] == ["A3", "A4", "A7"]


def test_formulas_are_counted_once(check: Check) -> None:
    """A formula without result is not told a second time as a formula."""
    rows = [["区县", "户数", "人数"], ["甲县", 12, Formula("B2*3")], ["乙县", 30, Formula("B3*3", 90)], ["丙县", 31, 93]]
    found = check("a.xlsx", workbook(rows).content)["findings"]
    told = {one["params"].get("variant"): one["count"] for one in found if one["rule"] == "T06"}
    assert told == {None: 1, "formulas": 1}


def test_names_that_lie(check: Check) -> None:
    """Workbooks of other formats, and a shapefile that is called zip, are told or not, each as it is."""
    assert "F01" in variants(check("a.xls", xlsx()))
    assert variants(check("a.zip", zipped(shape_parts()))) == {}
