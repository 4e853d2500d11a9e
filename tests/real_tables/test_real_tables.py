"""The checker on tables that nobody here made: it reads every one, and what it says of them agrees with a person."""

import hashlib
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml
from real_tables import judge

KEYS = {
    "file", "bytes", "sha256", "ruleset", "checked", "format", "tables", "score", "grade", "stars", "confidence", "sampled",
    "groups", "findings", "what_if", "error",
}  # fmt: skip
PLACE = {"member", "sheet", "range", "line", "column", "pointer", "page", "offset"}
MEASURES = ("precision", "recall", "layout", "types")
SEVERITIES = ("fatal", "critical", "major", "minor", "info")


@pytest.fixture(scope="module")
def reports() -> dict[str, judge.Report]:
    """The report of every table that is here."""
    absent = len(judge.sources()["elsewhere"]) - len(judge.fetched())
    if absent:
        warnings.warn(f"{absent} real tables are not here; tests/real_tables/fetch.py brings them", stacklevel=1)
    return judge.reports(judge.committed() | judge.fetched())


def test_sources_are_whole() -> None:
    """At least 200 tables are committed, each as published, and at least 60 of all are labelled."""
    rows, paths = judge.sources()["files"], judge.committed()
    changed = [row["file"] for row in rows if digest(paths[row["file"]]) != row["sha256"]]
    labelled = {label["file"] for label in judge.labels()}
    assert len(rows) >= 200
    assert not changed
    assert len(labelled & paths.keys()) >= 60


def digest(path: Path) -> str:
    """A file's checksum."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_table_has_a_whole_report(reports: dict[str, judge.Report]) -> None:
    """No file breaks the checker: each report has the contract's parts within their bounds, and no error."""
    assert reports.keys() == judge.committed().keys() | judge.fetched().keys()
    assert {name: report["error"] for name, report in reports.items() if report["error"]} == {}
    for report in reports.values():
        assert report.keys() >= KEYS
        assert 0 <= report["score"] <= 100
        for table in report["tables"]:
            assert table.keys() >= {"member", "sheet", "rows", "columns", "fields", *judge.LAYOUT}
        for finding in report["findings"]:
            whole(finding)


def whole(finding: dict[str, Any]) -> None:
    """A finding has its parts, says something and costs nothing but points."""
    assert finding["where"].keys() == PLACE
    assert finding["severity"] in SEVERITIES
    assert finding["points"] <= 0
    assert len(finding["examples"]) <= 20
    assert finding["message"]
    assert finding["help"]


def test_agreement_does_not_drop(reports: dict[str, judge.Report]) -> None:
    """Precision, recall, layouts and types over the labelled tables are at least what they once were."""
    floors = yaml.safe_load(judge.FIGURES.read_text("utf-8"))
    here = {name: reports[name] for name in judge.committed()}
    groups = {"committed": here} | ({"with_fetched": reports} if len(reports) == len(all_names()) else {})
    for group, found in groups.items():
        tally = judge.judged(found, judge.labels())
        figures, floor = tally.figures(), floors[group]
        below = {name: figures[name] for name in MEASURES if figures[name] < floor[name]}
        assert not below, (group, floor, tally.disagreements)


def all_names() -> set[str]:
    """Every table of SOURCES.yml."""
    return {row["file"] for rows in judge.sources().values() for row in rows}
