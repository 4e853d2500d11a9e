"""The file report of the design (§5.4): assembling it from facts and findings, and rendering it in a language."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.tables import all_tables

from .registry import policy, rules, texts
from .score import Found, Score, grade, what_if

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ckanext.govopen.files.model import FileProfile, Table


def unrendered(
    profile: FileProfile, found: Sequence[Found], failed: Sequence[str], scored: Score, *, ruleset: str, now: str
) -> dict[str, Any]:
    """The report as it is stored: findings with `params`, no texts."""
    rule = policy()
    return {
        "file": profile.name,
        "bytes": profile.bytes,
        "sha256": profile.sha256,
        "ruleset": ruleset,
        "checked": now,
        "format": dataclasses.asdict(profile.format),
        "tables": [table_facts(table) for table in all_tables(profile)],
        "score": scored.value,
        "grade": grade(scored.value, rule),
        "stars": stars(profile, found),
        "confidence": confidence(profile, failed),
        "sampled": profile.sampled,
        "groups": scored.groups,
        "findings": [finding(one, points) for one, points in zip(found, scored.points, strict=True)],
        "what_if": [{"fixes": fixes, "score": value} for fixes, value in what_if(found, rule)],
        "error": None,
    }


def unreadable(name: str, error: str, *, ruleset: str, now: str) -> dict[str, Any]:
    """The report of a file that could not be opened at all."""
    unknown = dict.fromkeys(("bytes", "sha256", "format", "score", "grade", "stars", "groups"))
    empty: dict[str, list[Any]] = {"tables": [], "findings": [], "what_if": []}
    state = {"ruleset": ruleset, "checked": now, "confidence": 0.0, "sampled": False, "error": error}
    return {"file": name, **unknown, **empty, **state}


def table_facts(table: Table) -> dict[str, Any]:
    """One entry of `tables`; JSON and XML have no rows to point at."""
    layout, pointers = table.layout, table.pointers
    return {
        "member": table.member,
        "sheet": table.sheet.name,
        "rows": table.rows,
        "columns": table.width,
        "title_rows": list(layout.title_rows),
        "header_rows": list(layout.header_rows),
        "data_rows": [] if pointers or layout.data_rows is None else list(layout.data_rows),
        "total_rows": list(layout.total_rows),
        "note_rows": list(layout.note_rows),
        "fields": [
            {name: list(value) if isinstance(value, tuple) else value for name, value in dataclasses.asdict(field).items()}
            for field in table.fields
        ],
    }


def finding(one: Found, points: float) -> dict[str, Any]:
    """One entry of `findings`; the variant of the text is kept among the params."""
    source = one.finding
    variant = {"variant": source.variant} if source.variant else {}
    return {
        "rule": one.code,
        "severity": one.severity,
        "points": points,
        "confidence": source.confidence,
        "count": source.count,
        "params": {"count": source.count, **source.params, **variant},
        "where": dataclasses.asdict(source.where),
        "examples": [dataclasses.asdict(example) for example in source.examples],
        "fix": None,
    }


def stars(profile: FileProfile, found: Sequence[Found]) -> int:
    """The 5-star value of a file: what its format can earn, nothing for what cannot be read, 1 for a document."""
    gates = [policy().rules[one.code].gate for one in found if one.severity == "fatal"]
    if 0 in gates and not any(one.code == "F03" for one in found):
        return 0
    if any(one.code in ("F03", "F04") for one in found):
        return 0 if profile.format.detected in policy().stars[0] else 1
    names = {one.format.detected for one in profile.everything() if not one.members}
    values = [max((count for count, formats in policy().stars.items() if name in formats), default=1) for name in names]
    return max(values, default=1)


def confidence(profile: FileProfile, failed: Sequence[str]) -> float:
    """How sure the score is, 0 to 1: lower for a sample and for rules that could not run."""
    weights = {code: rule.weight for code, rule in policy().rules.items()}
    ran = 1 - sum(weights[code] for code in failed) / sum(weights.values())
    return round(ran * (policy().sampled_confidence if profile.sampled else 1.0), 2)


def render(report: Mapping[str, Any], translate: Callable[[str], str]) -> dict[str, Any]:
    """The report with `title`, `message` and `help` of each finding, by a translator from msgid to text."""
    return {**report, "findings": [rendered(one, translate) for one in report["findings"]]}


def rendered(one: Mapping[str, Any], translate: Callable[[str], str]) -> dict[str, Any]:
    """One finding in words; a rule that no longer exists is shown by its code."""
    rule = rules().get(one["rule"])
    if rule is None:
        return {**one, "title": one["rule"], "message": one["rule"], "help": ""}
    message, help_text = texts(rule, one["params"].get("variant"))
    return {
        **one,
        "title": translate(rule.title),
        "message": translate(message).format_map(Params(one["params"])),
        "help": translate(help_text).format_map(Params(one["params"])),
    }


class Params(dict[str, Any]):
    """Values of a message; one that an older report lacks is shown as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"
