"""Sets reports against labels: what the rules say of tables that nobody here made, beside what a person said of them.

`python tests/real_tables/judge.py` prints the figures and every disagreement; `--write` stores them as the floor of the test.
Tables that may not be committed count where `GOVOPEN_REAL_TABLES` names a folder that `fetch.py` has filled.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner

from ckanext.govopen.files.reach import letters
from ckanext.govopen.tool import main

HERE = Path(__file__).parent
FIGURES = HERE / "figures.yml"
BY_COLUMN = re.compile(r"E04|V(?!11)")
"""Rules that are judged once a column; all others once a file."""
LAYOUT = ("title_rows", "header_rows", "data_rows", "total_rows", "note_rows")
COARSE = {"string": "text", "text": "text", "identifier": "identifier", "integer": "number", "number": "number"}
COARSE |= {"date": "date", "datetime": "date"}
NOT_HERE = ("M01", "C01")
"""Rules that need more than the file."""

Report = dict[str, Any]
Label = dict[str, Any]


@dataclass
class Tally:
    """What labels and reports say of the same files: marks (a rule, or a rule and its column) on which they agree or not."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    layouts: list[bool] = field(default_factory=list)
    types: list[bool] = field(default_factory=list)
    disagreements: list[tuple[str, str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Micro-averaged precision and recall, the share of exact layouts and of right types."""
        right, wrong, missed = self.right.total(), self.wrong.total(), self.missed.total()
        return {
            "precision": share(right, right + wrong),
            "recall": share(right, right + missed),
            "layout": share(sum(self.layouts), len(self.layouts)),
            "types": share(sum(self.types), len(self.types)),
            "tables": len(self.layouts),
            "defects": right + missed,
        }

    def by_rule(self) -> dict[str, dict[str, float | int]]:
        """Precision, recall and number of labelled defects of each rule."""
        rules = sorted({*self.right, *self.wrong, *self.missed})
        return {
            rule: {
                "precision": share(self.right[rule], self.right[rule] + self.wrong[rule]),
                "recall": share(self.right[rule], self.right[rule] + self.missed[rule]),
                "labelled": self.right[rule] + self.missed[rule],
            }
            for rule in rules
        }


def share(part: int, whole: int) -> float:
    """A part of a whole, rounded down to a thousandth; 1 of nothing."""
    return int(1000 * part / whole) / 1000 if whole else 1.0


@cache
def sources() -> dict[str, list[dict[str, Any]]]:
    """SOURCES.yml: rows of committed `files` and of files `elsewhere`."""
    stored: dict[str, list[dict[str, Any]]] = yaml.load((HERE / "SOURCES.yml").read_text("utf-8"), yaml.CSafeLoader)
    return stored


def labels() -> list[Label]:
    """Every label, by file."""
    return [yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in sorted((HERE / "labels").glob("*.yml"))]


def committed() -> dict[str, Path]:
    """Paths of the committed tables, by their names in SOURCES.yml."""
    return {row["file"]: HERE / "files" / row["file"] for row in sources()["files"]}


def fetched() -> dict[str, Path]:
    """Paths of the other tables as far as they are here."""
    folder = os.environ.get("GOVOPEN_REAL_TABLES")
    paths = {row["file"]: Path(folder) / row["file"] for row in sources()["elsewhere"]} if folder else {}
    return {name: path for name, path in paths.items() if path.is_file()}


def reports(paths: dict[str, Path]) -> dict[str, Report]:
    """One report a file, as `govopen check --json` prints it; ValueError where a line is no strict JSON."""
    names = {str(path): name for name, path in paths.items()}
    result = CliRunner().invoke(main, ["check", "--json", *names], env={"GOVOPEN_LANG": "en"})
    lines = [json.loads(line, parse_constant=refuse) for line in result.stdout.splitlines()]
    return {names[report["file"]]: report for report in lines}


def refuse(constant: str) -> None:
    """NaN and the infinities are no JSON."""
    raise ValueError(constant)


def judged(found: dict[str, Report], which: list[Label]) -> Tally:
    """The tally over the labels whose file has a report."""
    tally = Tally()
    for label in which:
        if label["file"] in found:
            compare(label, found[label["file"]], tally)
    return tally


def compare(label: Label, report: Report, tally: Tally) -> None:
    """Adds one table to the tally."""
    said, expected, open_to_both = set(marks(report)), once(label["defects"]), once(label["uncertain"])
    tally.right.update(rule(mark) for mark in said & expected)
    for mark in sorted(said - expected):
        if mark not in open_to_both and rule(mark) not in open_to_both:
            tally.wrong[rule(mark)] += 1
            tally.disagreements.append((label["file"], mark, "not labelled"))
    for mark in sorted(expected - said):
        tally.missed[rule(mark)] += 1
        tally.disagreements.append((label["file"], mark, "not found"))
    if "layout" in label and not label.get("layout_uncertain"):
        compare_layout(label, report, tally)
    compare_types(label, report, tally)


def compare_layout(label: Label, report: Report, tally: Tally) -> None:
    """All lists of rows of the main table are as labelled, or not; doubtful totals leave open where data begin and end."""
    table, wanted = (report["tables"] or [{}])[0], label["layout"]
    sure = [name for name in LAYOUT if "T03" not in label["uncertain"] or name not in ("data_rows", "total_rows")]
    off = [f"{name} {table.get(name)} for {wanted[name]}" for name in sure if table.get(name) != wanted[name]]
    tally.layouts.append(not off)
    if off:
        tally.disagreements.append((label["file"], "layout", "; ".join(off)))


def compare_types(label: Label, report: Report, tally: Tally) -> None:
    """Labelled columns have their type, and their unit if one is labelled."""
    fields = report["tables"][0]["fields"] if report["tables"] else []
    named = {one["name"]: one for one in fields} | {letters(position): one for position, one in enumerate(fields)}
    for column, wanted in label.get("fields", {}).items():
        got = named.get(column, {"type": None, "unit": None})
        same = COARSE.get(got["type"]) == wanted["type"] and wanted.get("unit") in (None, got["unit"])
        tally.types.append(same)
        if not same:
            tally.disagreements.append((label["file"], f"field {column}", f"{got['type']} {got['unit']} for {wanted}"))


def marks(report: Report) -> Iterator[str]:
    """The rules that a report names in the main table or the whole file, those of columns with their column."""
    main_table = report["tables"][0] if report["tables"] else {"sheet": None, "member": None}
    for finding in report["findings"]:
        where = finding["where"]
        if finding["rule"] in NOT_HERE or where["sheet"] not in (None, main_table["sheet"]):
            continue
        yield f"{finding['rule']} {column(where)}".strip() if by_column(finding["rule"]) else finding["rule"]


def once(labelled: list[str]) -> set[str]:
    """Labelled marks, those of rules that are judged once a file without their column."""
    return {mark if by_column(mark) else rule(mark) for mark in labelled}


def column(where: dict[str, Any]) -> str:
    """The letters of the one column that a place names, or its name in JSON and XML; empty for several."""
    if where["pointer"]:
        return str(where["pointer"]).rsplit("/", 1)[-1]
    found = set(re.findall(r"[A-Z]+(?=\d|:|$)", where["range"] or ""))
    return found.pop() if len(found) == 1 else ""


def rule(mark: str) -> str:
    """A mark's rule."""
    return mark.split(maxsplit=1)[0]


def by_column(mark: str) -> bool:
    """Whether a mark's rule is judged once a column."""
    return bool(BY_COLUMN.match(mark))


def show(tally: Tally) -> None:
    """Prints a tally for people."""
    for name, told, why in tally.disagreements:
        print(f"{name}: {told}: {why}")  # noqa: T201
    for name, numbers in tally.by_rule().items():
        print(name, json.dumps(numbers))  # noqa: T201
    print(json.dumps(tally.figures()))  # noqa: T201


if __name__ == "__main__":
    here = judged(reports(committed()), labels())
    everything = judged(reports(committed() | fetched()), labels()) if fetched() else here
    show(everything)
    if "--write" in sys.argv:
        stored = yaml.safe_load(FIGURES.read_text("utf-8"))
        floor = stored | {"committed": here.figures()} | ({"with_fetched": everything.figures()} if fetched() else {})
        FIGURES.write_text(yaml.safe_dump(floor, sort_keys=False), "utf-8")
