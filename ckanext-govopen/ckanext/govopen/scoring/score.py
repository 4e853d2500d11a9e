"""Findings → number. Pure arithmetic over the policy: `gate × (100 − Σ weight × severity × extent)`.

The shares of a rule's findings of one severity are added before the extent is taken, so that ten columns with one
defect cost less than ten defects; adding a finding never raises the score.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .model import Finding
    from .registry import Policy


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the code of its rule and its effective severity."""

    code: str
    severity: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Score:
    """`value` 0 to 100 with one decimal, `points` (≤ 0) for each finding, `groups` 0 to 100 each."""

    value: float
    points: tuple[float, ...]
    groups: dict[str, float]


def extent(share: float, floor: float) -> float:
    """How much of a rule's weight a share of the file costs: concave, never more than all."""
    return min(1.0, math.sqrt(max(0.0, min(1.0, share))) + floor)


def deductions(found: Sequence[Found], policy: Policy) -> list[float]:
    """Points that each finding takes, before any gate; a rule never takes more than its weight."""
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for one in found:
        shares[one.code, one.severity] += one.finding.share
    taken: dict[tuple[str, str], float] = {}
    for code in {code for code, _ in shares}:
        rule, left = policy.rules[code], policy.rules[code].weight
        for severity in sorted((s for c, s in shares if c == code), key=lambda s: (-policy.severities[s], s)):
            cost = rule.weight * policy.severities[severity] * extent(shares[code, severity], policy.extent.floor)
            taken[code, severity] = min(left, cost)
            left -= taken[code, severity]
    alike: dict[tuple[str, str], int] = defaultdict(int)
    for one in found:
        alike[one.code, one.severity] += 1
    result = []
    for one in found:
        key = (one.code, one.severity)
        part = one.finding.share / shares[key] if shares[key] else 1 / alike[key]
        result.append(taken[key] * part)
    return result


def gate_of(found: Sequence[Found], policy: Policy) -> float:
    """What fatal findings leave of the score: the strictest of their gates."""
    return min((policy.rules[one.code].gate for one in found if one.severity == "fatal"), default=1.0)


def score(found: Sequence[Found], policy: Policy) -> Score:
    """The score of a file with these findings."""
    taken = deductions(found, policy)
    base = max(0.0, 100.0 - sum(taken))
    gate = gate_of(found, policy)
    closing = [i for i, one in enumerate(found) if one.severity == "fatal" and policy.rules[one.code].gate == gate < 1]
    lost = (base - gate * base) / len(closing) if closing else 0.0
    points = tuple(-round(cost + (lost if i in closing else 0.0), 2) + 0.0 for i, cost in enumerate(taken))
    return Score(round(gate * base, 1), points, groups(found, taken, policy))


def groups(found: Sequence[Found], taken: Sequence[float], policy: Policy) -> dict[str, float]:
    """The five groups: 100 without loss, 0 where the points lost reach the group's measure."""
    losses: dict[str, float] = dict.fromkeys(policy.groups, 0.0)
    for one, cost in zip(found, taken, strict=True):
        losses[policy.rules[one.code].group] += cost
    return {name: round(max(0.0, 100 * (1 - losses[name] / measure)), 1) for name, measure in policy.groups.items()}


def without(found: Sequence[Found], codes: Collection[str]) -> list[Found]:
    """The findings that are left when some rules' defects are mended."""
    return [one for one in found if one.code not in codes]


def what_if(found: Sequence[Found], policy: Policy, mendable: Sequence[str] = ()) -> list[tuple[list[str], float]]:
    """The score after mending each rule's defects, the best three, and all that are `mendable` without asking.

    Most points gained first.
    """
    now = score(found, policy).value
    single = [([code], score(without(found, [code]), policy).value) for code in sorted({one.code for one in found})]
    useful = sorted(((codes, value) for codes, value in single if value > now), key=lambda item: (-item[1], item[0]))
    gaining = [codes[0] for codes, _ in useful]
    together = [gaining[:3], [code for code in gaining if code in mendable]]
    for best in together if set(together[0]) != set(together[1]) else together[:1]:
        if len(best) > 1:
            useful.append((best, score(without(found, best), policy).value))
    return sorted(useful, key=lambda item: (-item[1], len(item[0]), item[0]))


def grade(value: float, policy: Policy) -> str:
    """The level of a score."""
    return next(name for name, least in sorted(policy.grades.items(), key=lambda item: -item[1]) if value >= least)
