"""Compares what the checker finds with what is true, finding by finding and cell by cell."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.govopen.scoring.check import check_file

from . import facts
from .cases import BY_COLUMN, Case, Expected
from .defects.personal import IDENTITIES, MOBILES

if TYPE_CHECKING:
    from pathlib import Path

A1 = re.compile(r"\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?")
PLACES = ["range", "line", "pointer", "page", "offset"]
EXAMPLES = 20
LINE = 0.95
CEILINGS = {
    **dict.fromkeys([("F02", ""), ("F03", ""), ("F06", "")], 0),
    ("F04", ""): 20,
    **dict.fromkeys([("E03", "misread_table"), ("H03", "no_header"), ("T02", ""), ("P01", "")], 40),
}
"""What a file may still reach (`scoring.md` §5.2), by rule and variant ("": all)."""
UNPARSED = {
    *(("J01", name) for name in ["trailing_comma", "single_quotes", "commented", "cut_off"]),
    *(("X01", name) for name in ["bare_ampersand", "undefined_entity", "open_element", "cut_document"]),
}
"""What no parser reads: fatal, with line and column."""
TABLES = "tables"
"""Stands where a rule's code stands, for the understanding of tables."""
ENCODINGS = {
    **dict.fromkeys(["csv", "csv-bom", "tsv", "txt", "html", "json", "jsonl", "geojson", "xml"], "utf-8"),
    "csv-gb18030": "gb18030",
    "txt-utf16": "utf-16le",
}
NOW = "2026-01-01T00:00:00+08:00"


@dataclass(slots=True)
class Tally:
    """How a rule did. Cells: means over its right findings of the share of examples that lie in the truth, of the share
    of the truth that is shown (as far as examples reach), and how often the count is right."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    inside: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of its findings that are true."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that it found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def cells(self) -> tuple[float, float, float]:
        """Inside, shown, counted: 1 where nothing was to be judged."""
        inside, shown, counts = (sum(part) / len(part) if part else 1.0 for part in (self.inside, self.shown, self.counts))
        return inside, shown, counts

    def __str__(self) -> str:
        cells = "  ".join(f"{share:6.3f}" for share in self.cells())
        return f"{self.precision:9.3f}  {self.recall:6.3f}  {cells}  {self.right:5}  {self.wrong:5}  {self.missed:6}"


@dataclass(slots=True)
class Disagreement:
    """One place where checker and truth differ."""

    rule: str
    what: str
    case: Case
    expected: Expected | None = None
    found: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        variant = ", ".join(f"{one.rule}.{one.variant}" for one in self.case.expected) or "clean"
        lines = [f"{self.rule} {self.what}: {self.case.name} [{self.case.container}; planted: {variant}]"]
        if self.expected:
            wanted = self.expected
            places = sorted(wanted.cells | wanted.rows | wanted.columns)
            more = "…" if len(places) > 12 else ""
            lines.append(f"    expected {wanted.key or 'file'} count {wanted.count} at {places[:12]}{more}")
        for one in self.found:
            where = {key: value for key, value in one["where"].items() if value is not None}
            shown = [(example["at"], example["value"], example["expected"]) for example in one["examples"][:4]]
            lines.append(f"    found    {where} count {one['count']} {one['params']} {shown}")
        return "\n".join(lines)


@dataclass(slots=True)
class Judge:
    """Keeps the tally of every rule, the disagreements, and the reports of files that broke the checker."""

    folder: Path
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    disagreements: list[Disagreement] = field(default_factory=list)
    files: int = 0

    def judge(self, case: Case) -> dict[str, Any]:
        """Checks one file and takes it into the tally; its report."""
        self.files += 1
        ending = case.name.partition(".")[2] if case.name.endswith(".csv.gz") else case.name.rpartition(".")[2]
        path = self.folder / f"file.{ending}"
        path.write_bytes(case.data)
        report = check_file(path, now=NOW)
        self.judge_facts(case, report)
        self.judge_secrets(case, report)
        found = by_key(report["findings"], case)
        wanted = {(one.rule, one.key): one for one in case.expected}
        for place, one in wanted.items():
            tally = self.tallies[one.rule]
            if place in found:
                tally.right += 1
                self.judge_cells(case, one, found[place])
                self.judge_weight(case, one, found[place], report["score"])
            else:
                tally.missed += 1
                self.disagreements.append(
                    Disagreement(one.rule, "missed", case, one, [f for k, fs in found.items() if k[0] == one.rule for f in fs])
                )
        for (rule, key), findings in found.items():
            if (rule, key) not in wanted and not forgiven(case, rule, key):
                self.tallies[rule].wrong += 1
                self.disagreements.append(Disagreement(rule, "false", case, None, findings))
        return report

    def table(self, rules: list[str]) -> str:
        """The tallies of rules as text."""
        head = "rule    precision  recall  inside   shown  counts  right  wrong  missed"
        return "\n".join([head, *(f"{rule:6}  {self.tallies[rule]}" for rule in rules)])

    def weak(self, rules: list[str]) -> list[str]:
        """Rules that are below the line in anything."""
        judged = {rule: self.tallies[rule] for rule in rules}
        return [rule for rule, one in judged.items() if min(one.precision, one.recall, *one.cells()) < LINE]

    def judge_weight(self, case: Case, one: Expected, findings: list[dict[str, Any]], score: float) -> None:
        """Whether what makes a file useless is fatal, has its line and column where it has one, and closes the gate."""
        ceiling = CEILINGS.get((one.rule, one.variant), CEILINGS.get((one.rule, "")))
        unparsed = (one.rule, one.variant) in UNPARSED
        fatal = [finding for finding in findings if finding["severity"] == "fatal"]
        placed = [finding for finding in fatal if finding["where"]["line"] and finding["where"]["column"]]
        if (ceiling is not None and score > ceiling) or (unparsed and not placed):
            self.tallies[one.rule].missed += 1
            what = f"score {score} above {ceiling}" if not unparsed else "not fatal with line and column"
            self.disagreements.append(Disagreement(one.rule, what, case, one, findings))

    def judge_secrets(self, case: Case, report: dict[str, Any]) -> None:
        """Whether the report shows a personal number."""
        shown = json.dumps(report)
        if any(number in shown for number in [*IDENTITIES, *MOBILES]):
            self.tallies["P01"].wrong += 1
            self.disagreements.append(Disagreement("P01", "number in clear", case, None, report["findings"]))

    def judge_facts(self, case: Case, report: dict[str, Any]) -> None:
        """Whether the checker understands the table, and reads the file in the encoding in which it was written."""
        wrong = facts.differences(case.facts, report, case.container)
        tally = self.tallies[TABLES]
        tally.right += bool(case.facts and not wrong)
        tally.missed += bool(wrong)
        if wrong:
            self.disagreements.append(Disagreement(TABLES, "; ".join(wrong), case))
        wanted, got = ENCODINGS.get(case.container), report["format"]["encoding"]
        if case.template and wanted and not case.recoded and wanted != got:
            self.tallies["E01"].missed += 1
            self.disagreements.append(Disagreement("E01", f"read as {got}", case))

    def judge_cells(self, case: Case, one: Expected, findings: list[dict[str, Any]]) -> None:
        """Whether a right finding points at the right cells."""
        tally, places = self.tallies[one.rule], one.cells | one.rows | one.columns
        examples = [example for finding in findings for example in finding["examples"] if is_place(example["at"])]
        if not places:
            return
        hits = {place for example in examples for place in touched(example["at"], one)}
        outside = [example for example in examples if not touched(example["at"], one)]
        nowhere = not any(finding["where"][place] is not None for finding in findings for place in PLACES)
        inside = 1 - len(outside) / len(examples) if examples else float(not nowhere)
        inside = min(inside, float(all(finding["where"]["sheet"] in {None, "Sheet1"} for finding in findings) or not one.book))
        wrong = [example for example in examples if wrong_value(example, one)]
        inside = min(inside, 1 - len(wrong) / len(examples)) if examples else inside
        tally.inside.append(inside)
        count = sum(finding["count"] for finding in findings)
        shown, counted = 1.0, 1.0
        if one.count is not None:
            units = one.cells or one.rows or one.columns
            shown = min(1.0, len(hits & units) / min(EXAMPLES, one.count, len(units)))
            counted = float(count == one.count)
            tally.shown.append(shown)
            tally.counts.append(counted)
        if min(inside, shown, counted) < 1:
            what = (
                "no place"
                if nowhere
                else "cells outside"
                if outside
                else "wrong repair"
                if wrong
                else "count"
                if counted < 1
                else "cells missing"
            )
            self.disagreements.append(Disagreement(one.rule, what, case, one, findings))


def forgiven(case: Case, rule: str, key: str) -> bool:
    """Whether a finding that nobody asked for may be there."""
    return bool({("*", ""), (rule, ""), (rule, key)} & case.forgiven)


def by_key(findings: list[dict[str, Any]], case: Case) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The findings by rule and, where the rule speaks of columns, by the place of the column."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in findings:
        found[one["rule"], column(one, case) if one["rule"] in BY_COLUMN else ""].append(one)
    return found


def column(finding: dict[str, Any], case: Case) -> str:
    """The place of the column that a finding speaks of: letters, or the key in records."""
    where = finding["where"]
    if where["range"]:
        parsed = A1.fullmatch(where["range"])
        return parsed[1] or "" if parsed else ""
    if where["pointer"]:
        return str(where["pointer"]).split("/", 2)[-1]
    return case.names.get(finding["params"].get("column", ""), "")


def is_place(at: str | None) -> bool:
    """Whether an example names a cell, row or column, and no byte or line."""
    return at is not None and bool(re.match("/|[A-Z]|[0-9]+:", at))


def touched(at: str, one: Expected) -> set[str]:
    """The places of the truth that an example points at; a range points at its corners."""
    if at.startswith("/"):
        row, key = "/" + at.split("/")[1], at.split("/", 2)[-1] if at.count("/") > 1 else ""
        return ({at} & one.cells) | ({row} & one.rows) | ({key} & one.columns)
    parsed = A1.fullmatch(at)
    left, top, right, bottom = parsed.groups() if parsed else (None,) * 4
    corners = {f"{letter}{number}" for letter in (left, right) for number in (top, bottom) if letter and number}
    return {place for place in (*corners, top, bottom, left, right) if place and place in one.cells | one.rows | one.columns}


def wrong_value(example: dict[str, Any], one: Expected) -> bool:
    """Whether an example proposes something else than what stood there before the damage."""
    clean, proposed = one.clean.get(example["at"]), example["expected"]
    if clean is None or proposed is None:
        return False
    try:
        return float(clean) != float(proposed)
    except (TypeError, ValueError):
        return str(proposed) != clean
