"""Which rules there are: found by walking `scoring/rules/`, joined with their policy from `config/scoring.yml`."""

from __future__ import annotations

import functools
import hashlib
import importlib
import pkgutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from ckanext.govopen.national import data

from . import rules as package

if TYPE_CHECKING:
    from .model import Rule


@dataclass(frozen=True, slots=True)
class RulePolicy:
    """What a rule is worth: `gate` is what its fatal findings leave of the score (1 = nothing is taken).

    `stars`: severity, variant, `any` or `plain` (no variant) → the most stars of a file with such a finding.
    """

    group: str
    weight: float
    severity: str
    gate: float = 1.0
    gbt36344: tuple[str, ...] = ()
    japan: tuple[str, ...] = ()
    stars: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extent:
    """`floor` is what even a single cell costs, as part of the rule's weight."""

    floor: float


@dataclass(frozen=True, slots=True)
class DatasetPolicy:
    """What misleading files cost their dataset: `misleading` are the rules whose findings make a file one."""

    misleading: tuple[str, ...]
    each: float
    most: float


@dataclass(frozen=True, slots=True)
class Policy:
    """`config/scoring.yml`, typed; the file says what each key means."""

    version: str
    severities: dict[str, float]
    extent: Extent
    grades: dict[str, float]
    sampled_confidence: float
    groups: dict[str, float]
    stars: dict[int, tuple[str, ...]]
    dataset: DatasetPolicy
    rules: dict[str, RulePolicy] = field(default_factory=dict)


@data.cached
def policy() -> Policy:
    """The policy in force; raises `msgspec.ValidationError` naming the key where the file is wrong."""
    return msgspec.convert(data.load("scoring.yml"), Policy)


FILE, DATASET, PUBLISHER = "file", "dataset", "publisher"
"""What a rule judges; a module that says nothing of it (`about`) judges files."""


def about(rule: Rule) -> str:
    """What a rule judges: a file, a dataset by its metadata, or a dataset among the others of its publisher."""
    return str(getattr(rule, "about", FILE))


@functools.cache
def rules(kind: str | None = None) -> dict[str, Rule]:
    """Code → rule, in the order of codes, of one kind or of all.

    Raises ValueError where two modules claim one code.
    """
    if kind is not None:
        return {code: rule for code, rule in rules().items() if about(rule) == kind}
    found: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(package.__path__):
        rule = cast("Rule", importlib.import_module(f"{package.__name__}.{info.name}"))
        if rule.code in found:
            raise ValueError(f"two rules are called {rule.code}")
        found[rule.code] = rule
    return dict(sorted(found.items()))


def texts(rule: Rule, variant: str | None) -> tuple[str, str]:
    """Message and help of a finding, as msgids."""
    variants: dict[str, tuple[str, str]] = getattr(rule, "variants", {})
    return variants.get(variant or "", (rule.message, rule.help))


def is_lost(code: str, variant: str | None) -> bool:
    """Whether the values of a finding are not in the file at all, so that no repair brings them back."""
    return variant in getattr(rules()[code], "lost", ())


JUDGING = ("scoring/repairing/registry.py", "scoring/repairing/locate.py", "national/identifiers.py", "national/regions.py")
"""Modules besides the rules, the repairs and the readers of files that have a say in a report: its fixes, its codes."""


@data.cached
def ruleset() -> str:
    """Version and hash of the rules in force: the same string means the same judgement of the same bytes."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    judging = [*here.glob("*.py"), *(here / "rules").glob("*.py"), *(here / "repairs").glob("*.py")]
    judging += [here.parent / name for name in JUDGING]
    for path in sorted([*judging, *(here.parent / "files").rglob("*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for name in ("scoring.yml", "tables.yml", "limits.yml", "vocabularies/regions.json"):
        digest.update(data.locate(name).read_bytes())
    return f"{policy().version}+{digest.hexdigest()[:12]}"


def rules_list() -> list[dict[str, Any]]:
    """The rule book: code, policy and msgids of each rule."""
    return [
        {
            "code": code,
            "about": about(rule),
            "title": rule.title,
            "message": rule.message,
            "help": rule.help,
            **msgspec.to_builtins(policy().rules[code]),
        }
        for code, rule in rules().items()
    ]
