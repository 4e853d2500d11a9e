"""Figures of ranked answers, by their usual definitions."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean, median

FIRST, DEEP = 10, 50


def ranked(found: Sequence[str], grades: Mapping[str, int | None], items: Mapping[str, Hashable]) -> list[int]:
    """Grades of the records found, in their order; what is not in `grades` has none, 0.

    Left out are records of which nobody can say (`None`), and further ones of an item that came already: twins shown
    twice gain nothing, and twins folded into one lose nothing.
    """
    seen: set[Hashable] = set()
    kept = []
    for ident in found:
        grade = grades.get(ident, 0)
        if grade is not None and items[ident] not in seen:
            seen.add(items[ident])
            kept.append(grade)
    return kept


def best(grades: Mapping[str, int | None], items: Mapping[str, Hashable]) -> list[int]:
    """Grades of all items that answer, best first."""
    by_item: dict[Hashable, int] = {}
    for ident, grade in grades.items():
        if grade:
            by_item[items[ident]] = max(grade, by_item.get(items[ident], 0))
    return sorted(by_item.values(), reverse=True)


def gain(grades: Sequence[int]) -> float:
    """Discounted cumulative gain of the first ten: (2^grade - 1) / log2(rank + 1)."""
    return sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades[:FIRST], start=1))


def ndcg(found: Sequence[int], ideal: Sequence[int]) -> float:
    """The gain as a share of the best possible one, from 0 to 1."""
    return gain(found) / gain(ideal)


def reciprocal(found: Sequence[int]) -> float:
    """1 / rank of the first that answers; 0 where none does."""
    return next((1 / rank for rank, grade in enumerate(found, start=1) if grade), 0.0)


def recall(found: Sequence[int], ideal: Sequence[int]) -> float:
    """Share of those that answer among what was found; of more than fifty only fifty can be."""
    return sum(1 for grade in found[:DEEP] if grade) / min(DEEP, len(ideal))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one query: number of datasets found, grades in order, and the best possible grades."""

    hits: int
    found: Sequence[int]
    ideal: Sequence[int]

    @property
    def ndcg(self) -> float:
        """nDCG@10; of a query that wants nothing 1 where nothing came."""
        return ndcg(self.found, self.ideal) if self.ideal else float(not self.hits)


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The figures of a class; `outcomes` must not be empty.

    `ndcg`, `mrr`, `recall` (of 50) are means; `found` the share with one that answers in the first ten; `empty` the share
    without any hit; `hits` the median number of hits. Of queries that want nothing only the last two are there.
    """
    usual = {"empty": fmean(not one.hits for one in outcomes), "hits": float(median(one.hits for one in outcomes))}
    if not outcomes[0].ideal:
        return usual
    return {
        "ndcg": fmean(one.ndcg for one in outcomes),
        "mrr": fmean(reciprocal(one.found) for one in outcomes),
        "recall": fmean(recall(one.found, one.ideal) for one in outcomes),
        "found": fmean(any(one.found[:FIRST]) for one in outcomes),
        **usual,
    }
