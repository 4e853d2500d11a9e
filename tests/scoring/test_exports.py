"""Reports in the words of others, read back by those others' own software."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Report
from rdflib import RDF, Graph, Namespace, URIRef

from ckanext.govopen.files.payload import pointer_key, pointer_part
from ckanext.govopen.files.reach import letters, number, place
from ckanext.govopen.scoring.exports import dqv, frictionless
from ckanext.govopen.scoring.report import render
from ckanext.govopen.scoring.samples import workbook

Check = Callable[..., dict[str, Any]]
DQV, OA, DCT = (
    Namespace("http://www.w3.org/ns/dqv#"),
    Namespace("http://www.w3.org/ns/oa#"),
    Namespace("http://purl.org/dc/terms/"),
)
NAMES = dqv.Names("https://a.test/file", "https://a.test/dataset", "https://a.test/report", "https://a.test/rules")
TABLE = "某市户数统计表,\n区县,户数\n甲县,12户\n乙县,30\n合计,42\n"
FILES = {
    "a.csv": TABLE.encode(),
    "a.xlsx": workbook([["某表"], ["区县", "户数"], ["甲县", "12户"], ["乙县", 30]], ["A1:B1"]).content,
    "a.json": '{"code": 200, "data": [{"区县": "甲县", "户数": "12户"}, {"区县": "乙县", "户数": "30户"}]}'.encode(),
    "a.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "b.csv": "区县,户数\n甲县,12\n乙县,30\n".encode(),
}


@pytest.fixture(params=FILES)
def report(check: Check, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A rendered report of each kind of file."""
    return render(check(request.param, FILES[request.param]), str)


def graph(report: dict[str, Any]) -> Graph:
    """The JSON-LD as triples, read without any network."""
    return Graph().parse(data=json.dumps(dqv.jsonld(report, NAMES)), format="json-ld")


def test_frictionless_takes_its_report(report: dict[str, Any]) -> None:
    """Frictionless's own class reads the report, and counts as many errors as there are."""
    read = Report.from_descriptor(json.loads(json.dumps(frictionless.convert(report))))
    assert read.valid == all(one["severity"] == "info" for one in report["findings"])
    assert read.stats["errors"] == sum(len(task.errors) for task in read.tasks)
    assert read.to_summary()


def test_cells_in_frictionless(check: Check) -> None:
    """A cell keeps its row, its field and its value."""
    found = frictionless.convert(render(check("a.csv", FILES["a.csv"]), str))
    errors = {one["tags"][-1]: one for task in found["tasks"] for one in task["errors"]}
    cell = errors["V01"]
    assert (cell["type"], cell["rowNumber"], cell["fieldName"], cell["fieldNumber"], cell["cell"]) == (
        *("cell-error", 3, "户数", 2, "12户"),
    )
    assert (errors["T03"]["type"], errors["T03"]["rowNumber"]) == ("row-error", 5)


def test_every_finding_is_counted_once(check: Check, tmp_path: Path) -> None:
    """Findings in members and on sheets with two tables are each in one task only."""
    with zipfile.ZipFile(tmp_path / "z", "w") as archive:
        archive.writestr("好.csv", "区县,户数\n甲县,12\n乙县,30\n")
        archive.writestr("坏.csv", TABLE)
    report = render(check("a.zip", (tmp_path / "z").read_bytes()), str)
    found = frictionless.convert(report)
    told = sorted({one["tags"][-1] for task in found["tasks"] for one in task["errors"]})
    assert told == sorted({one["rule"] for one in report["findings"] if one["severity"] != "info"})
    assert [task["valid"] for task in found["tasks"] if task["place"].endswith("好.csv")] == [True]


def test_measurements(report: dict[str, Any]) -> None:
    """Score, stars and the five groups are measurements of the file with the report's values."""
    triples = graph(report)
    shown = {
        str(triples.value(one, DQV.isMeasurementOf)).split("#")[1]: triples.value(one, DQV.value).toPython()
        for one in triples.subjects(RDF.type, DQV.QualityMeasurement)
    }
    assert shown == {
        "score": report["score"],
        "stars": report["stars"],
        "confidence": report["confidence"],
        **{f"group-{name}": value for name, value in report["groups"].items()},
    }
    assert all(triples.value(metric, RDF.type) == DQV.Metric for metric in triples.objects(None, DQV.isMeasurementOf))


def test_annotations(report: dict[str, Any]) -> None:
    """Each finding is an annotation of the file, by the rule it breaks."""
    triples = graph(report)
    noted = list(triples.objects(URIRef(NAMES.distribution), DQV.hasQualityAnnotation))
    rules = sorted(str(triples.value(one, DCT.subject)).rsplit("/", 1)[1] for one in noted)
    assert rules == sorted(one["rule"] for one in report["findings"])
    assert all(triples.value(one, OA.motivatedBy) == DQV.qualityAssessment for one in noted)


def test_cells_in_dqv(check: Check) -> None:
    """A cell of delimited text is a fragment of RFC 7111, one of a workbook its sheet and address."""
    places = {}
    for name in ("a.csv", "a.xlsx"):
        found = render(check(name, FILES[name]), str)
        finding = next(one for one in found["findings"] if one["rule"] == "V01")
        selector = dqv.selected(found["format"]["detected"], finding)
        places[name] = selector and selector["rdf:value"]
    assert places == {"a.csv": "cell=3,2", "a.xlsx": "Sheet1!B3"}


def test_turtle_says_the_same(report: dict[str, Any]) -> None:
    """Turtle and JSON-LD hold equally many triples."""
    assert len(Graph().parse(data=dqv.turtle(report, NAMES), format="turtle")) == len(graph(report))


@pytest.mark.parametrize("column", [0, 25, 26, 701, 702])
def test_letters_and_back(column: int) -> None:
    """A column's letters name its number, alone and in an address."""
    assert number(letters(column)) == column
    assert place(f"{letters(column)}12") == (12, column)


@pytest.mark.parametrize("text", ["", "B", "12", "B0", "B2:C3", "/1/户数", "b2"])
def test_what_is_no_address(text: str) -> None:
    """Whole rows and columns, ranges and pointers are no cell."""
    assert place(text) == (0, 0)


@pytest.mark.parametrize("key", ["户数", "a/b", "a~b", "~1", "a~0/b"])
def test_pointers_and_back(key: str) -> None:
    """A part of a pointer names its key, whatever characters that has."""
    assert pointer_key(pointer_part(key)) == key
    assert "/" not in pointer_part(key)
