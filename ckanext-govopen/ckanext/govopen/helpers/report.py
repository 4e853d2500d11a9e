"""The words and marks of a file's report."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from ckan.plugins import toolkit as tk
from ckanext.govopen.helpers.marks import detail
from ckanext.govopen.scoring.appeals import PERSONAL
from ckanext.govopen.scoring.exports.shown import Step, steps
from ckanext.govopen.scoring.labels import GROUPS
from ckanext.govopen.scoring.registry import policy
from ckanext.govopen.scoring.report import Params
from ckanext.govopen.scoring.score import grade

ROWS_OR_COLUMNS = re.compile(r"(\d+):(\d+)|([A-Z]+):([A-Z]+)")
MOST_STEPS = 7
"""Rules that have a bar of their own on the way from 100 to the score."""


def govopen_severity(severity: str) -> str:
    """The word for a severity."""
    words = {
        "fatal": tk._("fatal"),
        "critical": tk._("critical"),
        "major": tk._("major"),
        "minor": tk._("minor"),
        "info": tk._("note"),
    }
    return words[severity]


def govopen_appeal_state(state: str) -> str:
    """The word for what became of an appeal."""
    return {"accepted": tk._("Stands"), "withdrawn": tk._("Taken back"), "rejected": tk._("Rejected")}[state]


def govopen_group(group: str) -> str:
    """The word for one of the five groups of a score."""
    return tk._(GROUPS[group])


def govopen_plain(text: str) -> str:
    """A rule's text outside any report: a dash stands for what a finding would say."""
    return text.format_map(Params())


def govopen_reachable(report: Mapping[str, Any]) -> dict[str, Any] | None:
    """The best score that mending a few rules' defects gives: `{fixes, score, grade}`; `None` where nothing gains."""
    best = max(report["what_if"], key=lambda entry: entry["score"], default=None)
    return {**best, "grade": grade(best["score"], policy())} if best else None


def govopen_state_words(state: str, error: str | None = None) -> str | Markup:
    """Why a file has no score, in a sentence; `error` says what happened."""
    if state == "queued":
        return tk._("Waiting to be fetched and scored. Reload in a minute.")
    if state == "failed":
        reason = error or tk._("no answer from the source")
        return Markup(escape(tk._("Could not be fetched or read: {reason}"))).format(reason=detail(reason))  # noqa: S704  escaped
    if state == "beside":
        return tk._("Goes with the repaired table and is not scored itself.")
    return tk._("Not scored: there is no file here that can be fetched without signing in or applying.")


def govopen_by_rule(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings of a report by rule, the costliest first: `{rule, title, help, severity, points, fix, findings}`.

    `severity` and `help` are those of the rule's costliest finding, `points` the sum, `fix` the least careful of the
    fixes (lossless, ask, none). Each finding has its `number` in the report, from 1.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    numbered = [{**finding, "number": number} for number, finding in enumerate(report["findings"], 1)]
    for finding in sorted(numbered, key=lambda finding: finding["points"]):
        groups.setdefault(finding["rule"], []).append(finding)
    shown = [
        {**{key: findings[0][key] for key in ("rule", "title", "help", "severity")}, "findings": findings}
        | {"points": sum(finding["points"] for finding in findings), "fix": _fix(findings)}
        for findings in groups.values()
    ]
    return sorted(shown, key=lambda group: group["points"])


def _fix(findings: list[dict[str, Any]]) -> str | None:
    """Whether the portal can mend what one rule found: without asking, after asking, or not."""
    kinds = {finding["fix"]["kind"] for finding in findings if finding.get("fix")}
    return next((kind for kind in ("lossless", "ask") if kind in kinds), None)


def govopen_steps(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The way from 100 to the score, a bar each: `{kind, rule, title, points, after, findings, x, width}` in per cent.

    Where many rules take points, the smallest are one bar (`kind` is `rest`).
    """
    titles = {finding["rule"]: finding["title"] for finding in report["findings"]}
    way = steps(report, policy())
    small = way[1 + MOST_STEPS : -1] if len(way) > MOST_STEPS + 3 else []
    small = [step for step in small if step.kind == "rule"]
    if small:
        rest = Step("rest", small[0].before, small[-1].after, None, len(small))
        way = [step for step in way if step not in small]
        way.insert(1 + MOST_STEPS, rest)
    return [
        {
            "kind": step.kind,
            "rule": step.rule,
            "title": titles.get(step.rule or ""),
            "points": round(round(step.points, 2), 1),
            "after": round(step.after, 1),
            "findings": step.findings,
            "x": round(min(step.before, step.after), 2),
            "width": round(abs(step.points), 2),
        }
        for step in way
    ]


def govopen_reference(at: str | None) -> str:
    """An A1 reference as people say it: `7:9` is rows 7–9, `C:C` column C; cells and other places stay as they are."""
    parts = [ROWS_OR_COLUMNS.fullmatch(part) for part in (at or "").split(",")]
    if not at or not all(parts):
        return at or ""
    ends = [tuple(dict.fromkeys(filter(None, match.groups()))) for match in parts if match]
    words = tk._("rows {value}") if ends[0][0].isdigit() else tk._("columns {value}")
    return words.format(value=tk._(", ").join("–".join(pair) for pair in ends))


def govopen_place(finding: Mapping[str, Any]) -> str:
    """Where a finding lies, in words: member, sheet, range, line, pointer, page, byte."""
    where = dict(finding.get("where") or {})
    if where.get("range"):
        where |= {"range": govopen_reference(where["range"]), "line": None, "column": None}
    words = {
        "member": tk._("in {value}"),
        "sheet": tk._("sheet {value}"),
        "range": "{value}",
        "line": tk._("line {value}"),
        "column": tk._("column {value}"),
        "pointer": tk._("at {value}"),
        "page": tk._("page {value}"),
        "offset": tk._("byte {value}"),
    }
    parts = [text.format(value=where[key]) for key, text in words.items() if where.get(key) not in (None, "")]
    if (finding.get("count") or 0) > 1:
        parts.append(tk._("{count} places").format(count=finding["count"]))
    return " · ".join(parts)


def govopen_has_personal(report: Mapping[str, Any] | None) -> bool:
    """Whether the file shows personal data in clear, or has columns of it."""
    return bool(report) and any(finding["rule"] == PERSONAL for finding in report["findings"])
