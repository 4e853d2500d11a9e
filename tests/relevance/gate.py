"""The committed figures of the reporting half, and the limits that they are to keep once they reach them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

FIGURES = Path(__file__).with_name("figures.yml")
TOLERANCE = 0.005
KEPT = ("ndcg", "mrr", "recall", "found", "empty")
"""Figures that are committed to; `hits` has a limit only."""
LEAST: Mapping[str, Mapping[str, float]] = {
    "known_item": {"ndcg": 0.97},
    "topic_region": {"ndcg": 0.93},
    "region_topic": {"ndcg": 0.93},
    "traditional": {"ndcg": 0.95},
    "full_width": {"ndcg": 0.93},
    "years": {"ndcg": 0.93},
    "pinyin": {"found": 0.97},
    "initials": {"found": 0.97},
    "synonyms": {"ndcg": 0.80},
    "typo": {"ndcg": 0.75},
    "questions": {"ndcg": 0.85},
    "departments": {"ndcg": 0.93},
    "negatives": {"empty": 0.98},
}
"""Class → least figures that the search must show."""
MOST_EMPTY = 0.005
MOST_HITS = 50
Figures = Mapping[str, Mapping[str, float]]
"""Class → figures."""


def committed(found: Figures) -> dict[str, dict[str, float]]:
    """Of today's figures those that are committed to."""
    return {kind: {name: row[name] for name in KEPT if name in row} for kind, row in found.items()}


def read() -> Figures:
    """The committed figures."""
    return yaml.safe_load(FIGURES.read_text("utf-8"))


def drops(found: Figures, before: Figures) -> Iterator[str]:
    """What fell below its committed figure by more than the tolerance."""
    for kind, row in before.items():
        for name, value in row.items():
            better = -1 if _fewer_is_better(kind, name) else 1
            if (found[kind][name] - value) * better < -TOLERANCE:
                yield f"{kind}: {name} fell from {value:.3f} to {found[kind][name]:.3f}"


def _fewer_is_better(kind: str, name: str) -> bool:
    return name == "empty" and kind != "negatives"


def short(found: Figures) -> Iterator[str]:
    """What is below the limits."""
    for kind, limits in LEAST.items():
        for name, limit in limits.items():
            if found[kind][name] < limit:
                yield f"{kind}: {name} is {found[kind][name]:.3f}, to be {limit:.3f}"
    if (share := empty(found)) > MOST_EMPTY:
        yield f"answerable queries without a hit are {share:.4f}, to be {MOST_EMPTY}"
    if (hits := found["known_item"]["hits"]) > MOST_HITS:
        yield f"known_item: the median number of hits is {hits:.0f}, to be {MOST_HITS}"


def empty(found: Figures) -> float:
    """Share of all answerable queries that found nothing."""
    rows = [row for kind, row in found.items() if kind != "negatives"]
    return sum(row["empty"] * row["asked"] for row in rows) / sum(row["asked"] for row in rows)
