"""How far the checker agrees with a person on tables that nobody here made, beside `frictionless validate` on the same files.

The value is the F1 (micro-averaged precision and recall as one number) over all labelled tables that are here
(`tests/real_tables`), the baseline that of frictionless, judged kindly: an error counts as right if any labelled defect of its
file, or of its column, can have caused it. The detail has precision, recall, layouts, each rule, files and crashes.
`GOVOPEN_REAL_TABLES` adds the tables that are not committed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import frictionless

from ckanext.govopen.files.reach import letters

from tests.real_tables import judge

needs_portal = False

CAUSES = {
    "blank-header": "H01 H02 H03 T01",
    "blank-label": "H01 H02 H03 T01 D02",
    "blank-row": "D02",
    "duplicate-label": "H02 H03",
    "duplicate-row": "V10",
    "encoding-error": "E01 E02 E03",
    "extra-cell": "D01 H01 T02 T04",
    "missing-cell": "D01 H01 T02 T04",
    "source-error": "D01 D02 F01 F02 F04 F06 J01 X01",
    "format-error": "D01 F01 F02 F04 F06 J01 X01",
    "scheme-error": "F06",
    "resource-error": "F06 J01 X01",
    "type-error": "V01 V02 V03 V04 V05 V06 T03 T04 H01 H02",
}
"""frictionless error types, and the rules whose defects make them appear."""
OF_COLUMN = "type-error"


def errors(path: Path) -> set[tuple[str, str]]:
    """Kind and column (empty for those of rows and files) of what frictionless says of a file."""
    checks = frictionless.Checklist(checks=[frictionless.checks.duplicate_row()])
    report = frictionless.Resource(path=path.name, basepath=str(path.parent)).validate(checks)
    found = report.flatten(["type", "fieldNumber"])
    return {(str(kind), letters(number - 1) if kind == OF_COLUMN and number else "") for kind, number in found}


def causes(kind: str, column: str) -> set[str]:
    """The marks that explain an error."""
    rules = CAUSES.get(kind, "").split()
    return {f"{rule} {column}" if judge.by_column(rule) and column else rule for rule in rules}


def baseline() -> dict[str, float | int]:
    """Precision and recall of frictionless over the labelled tables, and how many it could not read at all."""
    here, right, wrong, touched, defects, crashes = judge.committed() | judge.fetched(), 0, 0, 0, 0, 0
    for label in judge.labels():
        if label["file"] not in here:
            continue
        expected, doubtful = judge.once(label["defects"]), judge.once(label["uncertain"])
        defects += len(expected)
        try:
            said = [causes(*error) for error in errors(here[label["file"]])]
        except Exception:
            crashes += 1
            continue
        right += sum(bool(marks & expected) for marks in said)
        wrong += sum(not marks & (expected | doubtful) for marks in said)
        touched += len(expected & set().union(*said))
    precision, recall = judge.share(right, right + wrong), judge.share(touched, defects)
    return {"precision": precision, "recall": recall, "touched": touched, "defects": defects, "crashes": crashes}


def f1(figures: Mapping[str, float]) -> float:
    """The harmonic mean of precision and recall."""
    both = figures["precision"] + figures["recall"]
    return round(2 * figures["precision"] * figures["recall"] / both, 3) if both else 0.0


def broken(reports: dict[str, judge.Report], names: set[str]) -> Iterator[str]:
    """Tables without a report, or with an error for one."""
    yield from sorted(name for name in names if name not in reports or reports[name]["error"])


def main() -> None:
    """Prints one line."""
    paths = judge.committed() | judge.fetched()
    reports = judge.reports(paths)
    tally = judge.judged(reports, judge.labels())
    figures, beside = tally.figures(), baseline()
    detail = figures | {
        "rules": tally.by_rule(),
        "files": len(paths),
        "labelled": sum(label["file"] in paths for label in judge.labels()),
        "crashes": list(broken(reports, set(paths))),
        "frictionless": beside,
        "rulesets": sorted({re.sub(r"\+.*", "", report["ruleset"]) for report in reports.values()}),
    }
    value, other = f1(figures), f1(beside)
    line = {"bench": "real_tables", "value": value, "unit": "F1", "baseline": other}
    ratio = round(value / other, 2) if other else None
    print(json.dumps(line | {"ratio": ratio, "detail": detail}, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
