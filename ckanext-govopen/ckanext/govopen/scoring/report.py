"""The file report of the design (§5.4): assembling it from facts and findings, and rendering it in a language."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.tables import all_tables
from ckanext.govopen.national.text import N_

from .registry import FILE, policy, rules, texts
from .repairing.registry import fix_of
from .score import Found, Score, grade, what_if

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ckanext.govopen.files.model import FileProfile, Table

    from .registry import Policy


OTHERS = N_("The same defect stands in {others} more places, which are not listed one by one.")


def unrendered(
    profile: FileProfile, found: Sequence[Found], failed: Sequence[str], scored: Score, *, ruleset: str, now: str
) -> dict[str, Any]:
    """The report as it is stored: findings with `params`, no texts."""
    rule = policy()
    tables = [table_facts(table) for table in all_tables(profile)]
    # Nothing can be repaired where there is no table, and no defect mended makes data of what is none.
    findings = [
        finding(one, points, fix_of(profile, one.code, one.finding) if tables else None)
        for one, points in zip(found, scored.points, strict=True)
    ]
    return {
        "file": profile.name,
        "bytes": profile.bytes,
        "sha256": profile.sha256,
        "ruleset": ruleset,
        "checked": now,
        "format": dataclasses.asdict(profile.format),
        "tables": tables,
        "score": scored.value,
        "grade": grade(scored.value, rule),
        "stars": stars(profile, found),
        "confidence": confidence(profile, failed),
        "sampled": profile.sampled,
        "groups": scored.groups,
        "findings": summed(findings, limits().findings),
        "what_if": offers(found, rule, findings) if tables else [],
        "error": None,
    }


def summed(findings: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """At most `most` findings a rule, and the rest of each kind as one, which costs what they cost; fatal ones all stand."""
    seen: Counter[str] = Counter()
    shown: list[dict[str, Any]] = []
    rest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in findings:
        seen[one["rule"]] += 1
        if seen[one["rule"]] <= most or one["severity"] == "fatal":
            shown.append(one)
            continue
        params = one["params"]
        kind = (one["rule"], one["severity"], params.get("variant", ""))
        before = rest.setdefault(kind, one | {"points": 0.0, "count": 0, "params": {"others": 0, "share": 0.0}})
        kept = {"variant": params["variant"]} if "variant" in params else {}
        others, share = before["params"]["others"] + 1, before["params"]["share"] + params["share"]
        before["points"] = round(before["points"] + one["points"], 2)
        before["count"] += one["count"]
        before["params"] = {"count": before["count"], "others": others, **kept, "share": share}
    return [*shown, *rest.values()]


def offers(found: Sequence[Found], rule: Policy, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`what_if` of a report, of the findings that count as they were found and as they are told."""
    return [{"fixes": fixes, "score": value} for fixes, value in what_if(found, rule, mendable(findings))]


def mendable(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rules whose findings can all be mended without asking."""
    asked = {one["rule"] for one in findings if one["fix"] is None or one["fix"]["kind"] != "lossless"}
    return [one["rule"] for one in findings if one["rule"] not in asked]


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
        "total_rows": [] if pointers else list(layout.total_rows),
        "note_rows": list(layout.note_rows),
        "fields": [
            {name: list(value) if isinstance(value, tuple) else value for name, value in dataclasses.asdict(field).items()}
            for field in table.fields
        ],
    }


def finding(one: Found, points: float, fix: dict[str, str] | None = None) -> dict[str, Any]:
    """One entry of `findings`; the variant of the text and the share are kept among the params: see `appeals`."""
    source = one.finding
    variant = {"variant": source.variant} if source.variant else {}
    params = {key: list(value) if isinstance(value, tuple) else value for key, value in source.params.items()}
    return {
        "rule": one.code,
        "severity": one.severity,
        "points": points,
        "confidence": source.confidence,
        "count": source.count,
        "params": {"count": source.count, **params, **variant, "share": source.share},
        "where": dataclasses.asdict(source.where),
        "examples": [dataclasses.asdict(example) for example in source.examples],
        "fix": fix,
    }


def stars(profile: FileProfile, found: Sequence[Found]) -> int:
    """The 5-star value: what the format can earn, as far as what was found leaves it."""
    names = {one.format.detected for one in profile.everything() if not one.members}
    values = [max((count for count, formats in policy().stars.items() if name in formats), default=1) for name in names]
    return min(max(values, default=1), *(most for one in found for most in stars_left(one)), 5)


def stars_left(one: Found) -> Iterator[int]:
    """The most stars of a file with such a finding, where the policy of its rule sets a bound."""
    kinds = ("any", one.severity, one.finding.variant or "plain")
    yield from (most for kind, most in policy().rules[one.code].stars.items() if kind in kinds)


def confidence(profile: FileProfile, failed: Sequence[str]) -> float:
    """How sure the score is, 0 to 1: lower for a sample and for rules that could not run."""
    weights = {code: policy().rules[code].weight for code in rules(FILE)}
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
    if "others" in one["params"]:
        message = OTHERS
    params = filling(one["params"], translate)
    return {
        **one,
        "title": translate(rule.title),
        "message": translate(message).format_map(params),
        "help": translate(help_text).format_map(params),
    }


def filling(params: Mapping[str, Any], translate: Callable[[str], str]) -> Params:
    """What fills a message in a language: several words joined, a parser's reason translated (J01, X01)."""
    told = {key: translate(", ").join(value) if isinstance(value, list | tuple) else value for key, value in params.items()}
    return Params(told | {"reason": translate(str(told["reason"]))} if "reason" in told else told)


class Params(dict[str, Any]):
    """Values of a message; one that an older report lacks is shown as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"
