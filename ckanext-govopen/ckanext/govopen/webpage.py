"""Reports of many files as one web page that needs nothing else: no server, no other file, no network."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from ckanext.govopen.scoring.labels import SEVERITIES
from ckanext.govopen.terminal import GRADES, place

Translate = Callable[[str], str]
Report = Mapping[str, Any]

HERE = Path(__file__).parent
STYLES = ("tokens.css", "base.css", "standalone.css")
DEFECTS = 12
"""Rules in the list of the most frequent defects."""


def page(reports: Sequence[Report], translate: Translate, *, folder: str, made: str, language: str) -> str:
    """The page of rendered reports; `folder` is what was checked, `made` the time, `language` a BCP 47 tag."""
    # Jinja2 is imported by nobody else in the tool, and takes longer to load than a small file to check.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    loader = FileSystemLoader(HERE / "templates" / "tool")
    environment = Environment(
        loader=loader, autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    words = {"grades": GRADES, "severities": SEVERITIES}
    environment.globals |= {
        "_": translate,
        "place": place,
        **{name: {key: translate(text) for key, text in table.items()} for name, table in words.items()},
    }
    styles = "\n".join((HERE / "assets" / "css" / name).read_text(encoding="utf-8") for name in STYLES)
    script = (HERE / "assets" / "js" / "standalone.js").read_text(encoding="utf-8")
    shown = environment.get_template("report.html")
    return shown.render(
        **summary(reports), reports=named(reports), folder=folder, made=made, language=language, styles=styles, script=script
    )


def named(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """The reports, worst first, each with its path below the folder that all files share."""
    shared = _shared([PurePath(report["file"]).parent.parts for report in reports])
    rows = [{**report, "name": str(PurePath(*PurePath(report["file"]).parts[shared:]))} for report in reports]
    return sorted(rows, key=lambda row: (-1 if row["score"] is None else row["score"], row["name"]))


def summary(reports: Sequence[Report]) -> dict[str, Any]:
    """`scores` (how many), `unread`, `median`, `distribution` (grade → files), `defects` (the most frequent first)."""
    scored = [report for report in reports if report["score"] is not None]
    counts = Counter(report["grade"] for report in scored)
    return {
        "scored": len(scored),
        "unread": len(reports) - len(scored),
        "median": statistics.median(report["score"] for report in scored) if scored else None,
        "distribution": {grade: counts[grade] for grade in GRADES},
        "defects": defects(scored),
        "ruleset": next((report["ruleset"] for report in reports), ""),
    }


def defects(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """The rules that most files break: `{rule, title, severity, files, points}`, the points being all that they cost."""
    found: dict[str, dict[str, Any]] = {}
    files: dict[str, set[int]] = defaultdict(set)
    for number, report in enumerate(reports):
        for finding in report["findings"]:
            entry = found.setdefault(finding["rule"], {**{key: finding[key] for key in ("rule", "title")}, "points": 0.0})
            entry["points"] += finding["points"]
            files[finding["rule"]].add(number)
    rows = [{**entry, "files": len(files[rule])} for rule, entry in found.items()]
    return sorted(rows, key=lambda row: (-row["files"], row["points"], row["rule"]))[:DEFECTS]


def _shared(folders: Sequence[tuple[str, ...]]) -> int:
    """How many leading parts all folders have in common."""
    count = 0
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        count += 1
    return count
