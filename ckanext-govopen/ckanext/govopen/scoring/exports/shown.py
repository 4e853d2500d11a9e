"""What a report says, made ready for pictures of it: which rows its findings lie in, and how its points add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.reach import corner, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ckanext.govopen.scoring.registry import Policy


def rows_of(reference: str | None) -> list[int]:
    """First row of each part of an A1 reference, or the record of a pointer; a whole column has none."""
    text = reference or ""
    if found := record(text):
        return [found[0]]
    return [row for part in text.split(",") if (row := corner(part)[1]) is not None]


def example_rows(report: Mapping[str, Any]) -> Iterator[tuple[str | None, str | None, int]]:
    """Member, sheet and row of every place that findings name, so that a preview can hold the rows around it."""
    for finding in report["findings"]:
        where = finding["where"]
        places = [example["at"] for example in finding["examples"]] or [where["range"] or where["pointer"]]
        for place in places:
            for row in rows_of(place):
                yield where["member"], where["sheet"], row


@dataclass(frozen=True, slots=True)
class Step:
    """A bar on the way from 100 to the score: `kind` is start, rule, gate or score; `before` and `after` are points."""

    kind: str
    before: float
    after: float
    rule: str | None = None
    findings: int = 0

    @property
    def points(self) -> float:
        """What the step takes, 0 or less."""
        return self.after - self.before


def steps(report: Mapping[str, Any], policy: Policy) -> list[Step]:
    """The way from 100 to the score of a report: each rule's points, the costliest first, then what a gate takes.

    What a gate takes was shared among the findings that close it, and is taken out of their points again here; a gate
    that leaves nothing cannot be told from its finding's own points, so there it stays with them.
    """
    final = float(report["score"])
    gate = min((_gate(one, policy) for one in report["findings"]), default=1.0)
    base = final / gate if gate else final
    closing = [one for one in report["findings"] if gate and _gate(one, policy) == gate < 1]
    lost = (base - final) / len(closing) if closing else 0.0
    costs: dict[str, float] = {}
    counts: dict[str, int] = {}
    for one in report["findings"]:
        cost = -one["points"] - (lost if any(one is other for other in closing) else 0.0)
        costs[one["rule"]] = costs.get(one["rule"], 0.0) + max(0.0, cost)
        counts[one["rule"]] = counts.get(one["rule"], 0) + 1
    found, level = [Step("start", 0.0, 100.0)], 100.0
    for rule, cost in sorted(costs.items(), key=lambda item: (-item[1], item[0])):
        if cost >= 0.05:
            after = max(base, level - cost)
            found.append(Step("rule", level, after, rule, counts[rule]))
            level = after
    if closing:
        found.append(Step("gate", base, final, closing[0]["rule"], len(closing)))
    return [*found, Step("score", 0.0, final)]


def _gate(finding: Mapping[str, Any], policy: Policy) -> float:
    """What a finding leaves of the score; an appealed one, or one of a rule that is no more, takes nothing away."""
    rule = policy.rules.get(finding["rule"])
    return rule.gate if rule and finding["severity"] == "fatal" and not finding.get("appealed") else 1.0
