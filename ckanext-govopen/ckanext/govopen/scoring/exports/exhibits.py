"""The examples of a rule, checked by the rule itself: small files with what it finds in them, ready to be shown."""

from __future__ import annotations

import functools
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.preview import profile_grid
from ckanext.govopen.files.profile import opened
from ckanext.govopen.files.tables import all_tables
from ckanext.govopen.scoring.catalogue import PublisherFacts, facts_of
from ckanext.govopen.scoring.check import run
from ckanext.govopen.scoring.model import Facts
from ckanext.govopen.scoring.registry import FILE, about, policy, rules
from ckanext.govopen.scoring.report import finding, table_facts
from ckanext.govopen.scoring.score import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ckanext.govopen.scoring.catalogue import CatalogueRule
    from ckanext.govopen.scoring.model import Rule, Sample

MOST = 3
"""Examples of each sort that are shown."""
LONGEST = 400
"""Characters of an example that is no table."""


@functools.cache
def exhibits(code: str) -> dict[str, list[dict[str, Any]]]:
    """`good` and `bad` examples of a rule: each `name`, `grid` (of `files.preview`, or `None`), `text` where there is no
    grid and the file is text, and a `report` with `tables` and the rule's own `findings`, unrendered."""
    rule = rules()[code]
    return {"good": shown(rule, rule.passes), "bad": shown(rule, rule.fails)}


def shown(rule: Rule, samples: Sequence[Sample]) -> list[dict[str, Any]]:
    """The first examples of one sort."""
    show: Callable[[Any, Any], dict[str, Any]] = exhibit if about(rule) == FILE else entry
    return [show(rule, sample) for sample in samples[:MOST]]


def entry(rule: CatalogueRule, sample: Mapping[str, Any]) -> dict[str, Any]:
    """One example of a rule about datasets: its text is what the rule is given."""
    facts = facts_of(rule, sample)
    one = facts.dataset if isinstance(facts, PublisherFacts) else facts
    severity = policy().rules[rule.code].severity
    found = [Found(rule.code, each.severity or severity, each) for each in rule.check(facts)]
    report = {"tables": [], "findings": [finding(each, 0.0) for each in found]}
    text = json.dumps(sample, ensure_ascii=False, indent=2)
    return {"name": str(one.dataset.get("title") or rule.code), "grid": None, "text": text, "report": report}


def exhibit(rule: Rule, sample: Sample) -> dict[str, Any]:
    """One example."""
    with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
        path = Path(folder) / sample.name
        path.write_bytes(sample.content)
        with opened(path) as profile:
            grid = profile_grid(profile)
            found, _ = run(Facts(profile), {rule.code: rule})
            report = {
                "tables": [table_facts(table) for table in all_tables(profile)],
                "findings": [finding(one, 0.0) for one in found],
            }
    return {"name": sample.name, "grid": grid, "text": None if grid else readable(sample.content), "report": report}


def readable(content: bytes) -> str | None:
    """The beginning of a small text; `None` for what is no text."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    shown = "".join(letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return shown[:LONGEST] if shown.strip() else None
