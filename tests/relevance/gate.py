"""The committed figures, and the limits that they are to keep once they reach them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.relevance import corpus, make, real

FIGURES = Path(__file__).with_name("figures.yml")
TOLERANCE = 0.005
KEPT = ("ndcg", "mrr", "recall", "found", "empty", "hits")
"""Figures that are committed to; `hits` has a limit and may rise below it."""
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
MOST: Mapping[str, Mapping[str, float]] = {"answerable": {"empty": 0.005}, "known_item": {"hits": 50}}
"""Class → figures that the search must not exceed."""
REAL_KINDS = ("known_item", "traditional", "full_width", "topic_region")
"""Classes whose figures on the real records are committed to."""
Figures = Mapping[str, Mapping[str, float]]
"""Class → figures."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is searched: its site in a core, its datasets, the truth about them, the queries, the half that is gated."""

    site: str
    packages: Callable[[], Any]
    corpus: Callable[[], Any]
    cases: Callable[[], Any]
    half: str
    kinds: Sequence[str]


SOURCES: Mapping[str, Source] = {
    "generated": Source(
        "relevance-generated", corpus.packages, corpus.corpus, make.read, "report", (*make.KINDS, "answerable")
    ),
    "real": Source("relevance-real", real.packages, real.corpus, real.cases, "real", REAL_KINDS),
}


def write(found: Mapping[str, Figures]) -> None:
    """Make the figures of the halves that are gated the committed ones, and leave others as they are."""
    before = yaml.safe_load(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    gated = {source.half: source.kinds for source in SOURCES.values()}
    after = {
        half: {kind: {name: rows[kind][name] for name in KEPT if name in rows[kind]} for kind in gated[half] if kind in rows}
        for half, rows in found.items()
        if half in gated
    }
    FIGURES.write_text(yaml.safe_dump({**(before or {}), **after}, sort_keys=False), "utf-8")


def committed(half: str) -> Figures:
    """The committed figures of a half."""
    return yaml.safe_load(FIGURES.read_text("utf-8"))[half]


def drops(kind: str, found: Mapping[str, float], before: Mapping[str, float]) -> Iterator[str]:
    """What of a class fell below its committed figure by more than the tolerance."""
    for name, value in before.items():
        fewer_is_better = name == "empty" and kind != "negatives"
        if name != "hits" and (found[name] - value) * (-1 if fewer_is_better else 1) < -TOLERANCE:
            yield f"{kind}: {name} went from {value:.3f} to {found[name]:.3f}"


def lost(kind: str, found: Mapping[str, float], before: Mapping[str, float]) -> Iterator[str]:
    """Limits of a class that the committed figures reach and these do not."""
    for limits, sign in ((LEAST, 1), (MOST, -1)):
        for name, limit in limits.get(kind, {}).items():
            if (before[name] - limit) * sign >= 0 > (found[name] - limit) * sign:
                yield f"{kind}: {name} is {found[name]:.3f}, the limit is {limit:.3f}"
