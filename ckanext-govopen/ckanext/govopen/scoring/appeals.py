"""A stored report and its appeals → the report in which appealed findings stand, are marked, and cost nothing.

Needs the stored findings alone, never the file. A finding is named by its rule and its column (`""` for none).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import Finding
from .registry import policy
from .report import offers
from .score import Found, grade, score

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .registry import Policy

Name = tuple[str, str]
PERSONAL = "P01"
"""The rule whose finding keeps a file from the public."""


def name_of(finding: Mapping[str, Any]) -> Name:
    """Rule and column of a finding."""
    return str(finding["rule"]), str(finding["params"].get("column", ""))


def names_in(report: Mapping[str, Any]) -> set[Name]:
    """What can be appealed in a report."""
    return {name_of(finding) for finding in report["findings"]}


def standing(report: Mapping[str, Any]) -> frozenset[str]:
    """The rules of a report's findings that no appeal took out."""
    return frozenset(str(one["rule"]) for one in report["findings"] if not one.get("appealed"))


def personal_columns(report: Mapping[str, Any]) -> list[str]:
    """The columns with personal data in clear, as far as no appeal says that they are none; each once."""
    found = [name_of(one)[1] for one in report["findings"] if one["rule"] == PERSONAL and not one.get("appealed")]
    return list(dict.fromkeys(found))


def applied(report: Mapping[str, Any], appealed: Collection[Name]) -> dict[str, Any]:
    """The report with these appeals counted in, whichever were before; without any, it is the report itself again.

    Stars stay: they are the format's. A report that does not hold what its findings were made of (`share`) is marked
    only, and keeps its number until its file is checked again.
    """
    marked = [mark(one, appealed=name_of(one) in appealed) for one in report["findings"]]
    if not all("share" in one["params"] for one in marked):
        return {**report, "findings": marked}
    facts = policy()
    counted = [position for position, one in enumerate(marked) if counts(one, facts)]
    found = [found_of(marked[position]) for position in counted]
    told = [marked[position] for position in counted]
    scored = score(found, facts)
    points = dict(zip(counted, scored.points, strict=True))
    return {
        **report,
        "score": scored.value,
        "grade": grade(scored.value, facts),
        "groups": scored.groups,
        "findings": [{**one, "points": points.get(position, 0.0)} for position, one in enumerate(marked)],
        "what_if": offers(found, facts, told) if report["tables"] else [],
    }


def mark(finding: Mapping[str, Any], *, appealed: bool) -> dict[str, Any]:
    """A finding that tells whether it is appealed: only one that is carries the key."""
    plain = {key: value for key, value in finding.items() if key != "appealed"}
    return plain | {"appealed": True} if appealed else plain


def counts(finding: Mapping[str, Any], policy: Policy) -> bool:
    """Whether a finding takes points: its rule is in force, and nobody appealed it."""
    return not finding.get("appealed") and finding["rule"] in policy.rules


def found_of(finding: Mapping[str, Any]) -> Found:
    """What the arithmetic has to know of a stored finding."""
    return Found(finding["rule"], finding["severity"], Finding(finding["params"]["share"]))
