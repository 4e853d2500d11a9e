"""File → report: runs every rule about files over the facts of a file. The one entry of this package besides `report`."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.profile import opened
from ckanext.govopen.files.reach import Hits, matching

from .model import Cells, Facts, Rule
from .places import cells_finding
from .registry import FILE, policy, rules, ruleset
from .report import unrendered
from .score import Found, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ckanext.govopen.files.model import Table

    from .model import Finding

log = logging.getLogger(__name__)


def check_file(path: Path, *, declared: str | None = None, now: str) -> dict[str, Any]:
    """The report of a file, without rendered texts (see `report.render`).

    `declared` is the format claimed for the file, None to take its extension; `now` goes into `checked` as it is.
    Raises OSError only where the file cannot be opened.
    """
    with opened(path, declared=declared) as profile:
        return check_profile(profile, now=now)


def check_profile(profile: FileProfile, *, now: str, besides: Sequence[Found] = ()) -> dict[str, Any]:
    """The report of a profile whose cells can still be read; `besides` is known of it and nowhere to be seen in it."""
    found, failed = run(Facts(profile))
    found += besides
    return unrendered(profile, found, failed, score(found, policy()), ruleset=ruleset(), now=now)


def run(facts: Facts, chosen: dict[str, Rule] | None = None) -> tuple[list[Found], list[str]]:
    """Findings of all rules in the order of codes, and the codes of rules that could not run."""
    yielded: list[tuple[str, Finding | Cells]] = []
    found: list[Found] = []
    failed: set[str] = set()
    for code, rule in (rules(FILE) if chosen is None else chosen).items():
        with blamed(code, failed):
            yielded += [(code, one) for one in rule.check(facts) if one]
    hits = looked_for([(code, one) for code, one in yielded if isinstance(one, Cells)], failed)
    for code, one in yielded:
        with blamed(code, failed):
            finding = cells_finding(one, hits[one]) if isinstance(one, Cells) else one
            if finding:
                found.append(Found(code, finding.severity or policy().rules[code].severity, finding))
    return [one for one in found if one.code not in failed], sorted(failed)


def looked_for(wanted: Sequence[tuple[str, Cells]], failed: set[str]) -> dict[Cells, Hits]:
    """What the tables hold of the cells that rules want: one scan a table, or one a rule where a rule breaks it."""
    found: dict[Cells, Hits] = {}
    for table in {id(one.table): one.table for _, one in wanted}.values():
        here = [(code, one) for code, one in wanted if one.table is table]
        try:
            found |= scanned(table, [one for _, one in here])
        except Exception:  # a condition that cannot be asked must not silence the others
            log.exception("looking for the cells of all rules at once failed")
            for code, one in here:
                with blamed(code, failed):
                    found |= scanned(table, [one])
    return {one: found.get(one, Hits()) for _, one in wanted}


def scanned(table: Table, wanted: Sequence[Cells]) -> dict[Cells, Hits]:
    """What one scan of a table finds."""
    return dict(zip(wanted, matching(table, [(one.position, one.condition) for one in wanted]), strict=True))


@contextmanager
def blamed(code: str, failed: set[str]) -> Iterator[None]:
    """Notes a rule that breaks: that is our fault, never the publisher's, and costs no points."""
    try:
        yield
    except Exception:
        log.exception("rule %s failed", code)
        failed.add(code)
