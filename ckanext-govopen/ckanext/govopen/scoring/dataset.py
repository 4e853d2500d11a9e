"""Scores of files → score of their dataset: the best one, less a small penalty for misleading siblings.

A file that a repair made here is none of the publisher's: it is neither the best file nor a misleading one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .score import grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .registry import DatasetPolicy, Policy


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored file: `value` 0 to 100; `rules` that found something in it, those of accepted appeals left out.

    `original` is the file that a repair made this one of, None for the publisher's own.
    """

    id: str
    value: float
    grade: str
    stars: int
    rules: frozenset[str] = frozenset()
    original: str | None = None


@dataclass(frozen=True, slots=True)
class DatasetScore:
    """`value` 0 to 100 with one decimal, `stars` and `best` those of the best file, `penalty` in points (≥ 0)."""

    value: float
    grade: str
    stars: int
    best: str
    penalty: float
    misleading: tuple[str, ...]


def dataset_score(files: Iterable[Scored], policy: Policy) -> DatasetScore | None:
    """The score of a dataset with these files; None where the publisher offers none that has a score."""
    own = sorted((one for one in files if one.original is None), key=lambda one: (-one.value, one.id))
    if not own:
        return None
    best, *others = own
    misleading = tuple(one.id for one in others if one.rules & frozenset(policy.dataset.misleading))
    penalty = min(penalty_of(len(misleading), policy.dataset), best.value)
    value = round(best.value - penalty, 1)
    return DatasetScore(value, grade(value, policy), best.stars, best.id, penalty, misleading)


def penalty_of(misleading: int, policy: DatasetPolicy) -> float:
    """What so many misleading files cost."""
    return min(policy.most, policy.each * misleading)


def after_repair(files: Sequence[Scored]) -> Scored | None:
    """The best of the files that repairs made; None where there is none."""
    return max((one for one in files if one.original is not None), key=lambda one: (one.value, one.id), default=None)
