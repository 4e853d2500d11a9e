"""What is judged beside files: a dataset by its metadata, and a dataset among the others of its publisher.

The facts are plain values: a dataset in national terms, what is stored of its files, and today's date. Samples of these
rules are the same as nested mappings (`facts_of`).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

import msgspec

from .model import Finding
from .registry import DATASET, PUBLISHER, about, policy, rules
from .report import finding
from .score import Found, score

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

WIDEST = 200
"""Columns of a header that are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a stored report says of a file's main table: names and types of its columns in their order, data rows, and
    the share of cells that are empty (0 to 1; None without cells)."""

    name: str = ""
    columns: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rows: int | None = None
    missing: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """A dataset in national terms (metadata.md §6) with its own files, the first of them the best.

    `changed` is the last date (ISO) on which its bytes were seen to change, or on which they were first seen.
    """

    dataset: Mapping[str, Any]
    today: str
    files: tuple[FileFacts, ...] = ()
    changed: str | None = None

    def text(self, key: str) -> str:
        """A field as text, empty where there is none."""
        return str(self.dataset.get(key) or "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another dataset of the same publisher: its title, and the fingerprint of its best file's header (`header_print`)."""

    title: str
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherFacts:
    """A dataset among its publisher's: `siblings` are those that share its header or the pattern of its title."""

    dataset: DatasetFacts
    siblings: tuple[Sibling, ...] = ()


class CatalogueRule(Protocol):
    """A module of `scoring/rules/` that says `about = "dataset"` or `"publisher"`; its samples are nested mappings."""

    __doc__: str | None
    about: str
    code: str
    title: str
    message: str
    help: str
    passes: list[dict[str, Any]]
    fails: list[dict[str, Any]]

    def check(self, facts: Any) -> Iterator[Finding]:
        """All findings in DatasetFacts or PublisherFacts, as `about` says."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of a dataset: findings as in a file report, and the score of the metadata, 0 to 100."""

    score: float
    findings: tuple[dict[str, Any], ...] = field(default=())


def catalogue_rules() -> dict[str, CatalogueRule]:
    """Code → rule, of those that judge something else than files."""
    found = {**rules(DATASET), **rules(PUBLISHER)}
    return {code: cast("CatalogueRule", rule) for code, rule in sorted(found.items())}


def facts_of(rule: CatalogueRule, sample: Mapping[str, Any]) -> DatasetFacts | PublisherFacts:
    """The facts that a sample of a rule means."""
    kind = PublisherFacts if rule.about == PUBLISHER else DatasetFacts
    return cast("DatasetFacts | PublisherFacts", msgspec.convert(sample, kind))


def judge(facts: PublisherFacts) -> Judgement:
    """Run all rules over a dataset; one that breaks costs nothing."""
    found = [one for code, rule in catalogue_rules().items() for one in findings_of(code, rule, facts)]
    scored = score(found, policy())
    told = tuple(finding(one, points) for one, points in zip(found, scored.points, strict=True))
    return Judgement(scored.value, told)


def findings_of(code: str, rule: CatalogueRule, facts: PublisherFacts) -> list[Found]:
    """The findings of one rule."""
    try:
        given = facts if about(cast("Any", rule)) == PUBLISHER else facts.dataset
        return [Found(code, one.severity or policy().rules[code].severity, one) for one in rule.check(given)]
    except Exception:
        log.exception("rule %s failed", code)
        return []


def header_print(columns: Sequence[str]) -> str:
    """What two headers share that are the same one, whatever the order, the case and the spaces; empty without columns."""
    if not columns:
        return ""
    plain = sorted(column.casefold().replace(" ", "") for column in columns[:WIDEST])
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()[:16]
