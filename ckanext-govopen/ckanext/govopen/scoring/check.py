"""File → report: runs every rule over the facts of a file. The one entry of this package besides `report`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.profile import opened

from .model import Facts, Rule
from .registry import policy, rules, ruleset
from .report import unrendered
from .score import Found, score

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)


def check_file(path: Path, *, declared: str | None = None, now: str) -> dict[str, Any]:
    """The report of a file, without rendered texts (see `report.render`).

    `declared` is the format claimed for the file, None to take its extension; `now` goes into `checked` as it is.
    Raises OSError only where the file cannot be opened.
    """
    with opened(path, declared=declared) as profile:
        return check_profile(profile, now=now)


def check_profile(profile: FileProfile, *, now: str) -> dict[str, Any]:
    """The report of a profile whose cells can still be read."""
    found, failed = run(Facts(profile))
    return unrendered(profile, found, failed, score(found, policy()), ruleset=ruleset(), now=now)


def run(facts: Facts, chosen: dict[str, Rule] | None = None) -> tuple[list[Found], list[str]]:
    """Findings of all rules in the order of codes, and the codes of rules that could not run."""
    found: list[Found] = []
    failed: list[str] = []
    for code, rule in (rules() if chosen is None else chosen).items():
        findings = guarded(rule.check, facts, code)
        if findings is None:
            failed.append(code)
            continue
        found += [Found(code, one.severity or policy().rules[code].severity, one) for one in findings]
    return found, failed


def guarded(check: Callable[[Facts], Any], facts: Facts, code: str) -> list[Any] | None:
    """A rule's findings; None where it broke: that is our fault, never the publisher's, and costs no points."""
    try:
        return [finding for finding in check(facts) if finding]
    except Exception:
        log.exception("rule %s failed", code)
        return None
