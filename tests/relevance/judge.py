"""The set asked of a core, and the table of figures that comes of it."""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ckanext.govopen.search.document import document
from ckanext.govopen.search.query import relaxed, rewrite

from tests.relevance.corpus import Corpus
from tests.relevance.measures import DEEP, Outcome, best, figures, ranked
from tests.relevance.real import RealCorpus
from tests.relevance.want import Case, graded
from tests.support.solr import Core, ckan_document

BATCH = 500
WORKERS = 2
ORDER = "score desc, index_id asc"
"""Equals in an order of their own, so that the same index gives the same figures; the portal shows the newer one first."""
Ask = Callable[[str], tuple[int, Sequence[str]]]
"""(query) → number of datasets found, ids of the first fifty in their order."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what came and what should have come."""

    case: Case
    outcome: Outcome
    found: Sequence[str]
    grades: Mapping[str, int | None]


def load(core: Core, site: str, packages: Sequence[Mapping[str, Any]]) -> None:
    """Put datasets into a core in place of those that the site had; documents are made in processes of their own."""
    core.post("/update", json={"delete": {"query": f'site_id:"{site}"'}})
    with ProcessPoolExecutor(WORKERS) as makers, ThreadPoolExecutor(WORKERS) as senders:
        bodies = makers.map(_body, ((site, packages[at : at + BATCH]) for at in range(0, len(packages), BATCH)))
        list(
            senders.map(lambda body: core.post("/update", content=body, headers={"Content-Type": "application/json"}), bodies)
        )
    core.post("/update", json={"commit": {}})


def _body(batch: tuple[str, Sequence[Mapping[str, Any]]]) -> bytes:
    site, packages = batch
    made = [
        document(ckan_document(site, package), package, organizations=package["organizations"], score=None)
        for package in packages
    ]
    return json.dumps(made).encode()


def asker(core: Core, site: str) -> Ask:
    """Asks a site of a core as the portal asks: where nothing is found, once more with less."""

    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        return core.search(site, {"sort": ORDER, **asked, "rows": DEEP, "fl": "id"})["response"]

    def ask(query: str) -> tuple[int, Sequence[str]]:
        params = {"q": query}
        first = answer(rewrite(params))
        later = (answer(way.params) for way in relaxed(params))
        response = first if first["numFound"] else next((found for found in later if found["numFound"]), first)
        return response["numFound"], [doc["id"] for doc in response["docs"]]

    return ask


def judge(cases: Sequence[Case], ask: Ask, corpus: Corpus | RealCorpus) -> list[Judged]:
    """Ask every query; two at a time, as a server has two hands."""
    items: Mapping[str, Hashable] = {record.id: record.item for record in corpus.records}
    with ThreadPoolExecutor(WORKERS) as askers:
        answers = askers.map(ask, [case.query for case in cases])
        return [_judged(case, answer, corpus, items) for case, answer in zip(cases, answers, strict=True)]


def _judged(
    case: Case, answer: tuple[int, Sequence[str]], corpus: Corpus | RealCorpus, items: Mapping[str, Hashable]
) -> Judged:
    hits, found = answer
    grades = graded(case.want, corpus)
    return Judged(case, Outcome(hits, ranked(found, grades, items), best(grades, items)), found, grades)


def table(judged: Iterable[Judged]) -> dict[str, dict[str, dict[str, float]]]:
    """Half → class → figures, with `asked`, the number of queries; `answerable` is all that has an answer."""
    by_half: defaultdict[str, defaultdict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for one in judged:
        by_half[one.case.half][one.case.kind].append(one.outcome)
    for kinds in by_half.values():
        kinds["answerable"] = [one for found in kinds.values() for one in found if one.ideal]
    return {
        half: {kind: {"asked": len(found), **_rounded(figures(found))} for kind, found in kinds.items() if found}
        for half, kinds in sorted(by_half.items())
    }


def _rounded(found: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in found.items()}


def readable(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The table as people read it."""
    columns = ("asked", "ndcg", "mrr", "recall", "found", "empty", "hits")
    lines = []
    for half, kinds in found.items():
        lines.append(f"{half:<16}" + "".join(f"{name:>8}" for name in columns))
        for kind, row in kinds.items():
            cells = (
                f"{row[name]:.0f}" if name in ("asked", "hits") else f"{row[name]:.3f}" for name in columns if name in row
            )
            told = dict(zip((name for name in columns if name in row), cells, strict=True))
            lines.append(f"{kind:<16}" + "".join(f"{told.get(name, '-'):>8}" for name in columns))
        lines.append("")
    return "\n".join(lines)
