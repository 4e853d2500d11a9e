"""The parameters of a search as Solr shall get them.

Text becomes pairs of characters and words, each looked for in all fields (`runs`). Nothing in the text acts as syntax
except CKAN's own field names (`reading`).
"""

from collections.abc import Mapping
from typing import Any

from ckanext.govopen.national import data
from ckanext.govopen.search import places, ranking
from ckanext.govopen.search.normalise import fold, simplified
from ckanext.govopen.search.query import reading, runs

EVERYTHING = frozenset({"", "*", "*:*", '""', "''"})
NOTHING = "-*:*"
"""A query that every server answers with no dataset."""


def rewrite(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `package_search` as Solr shall get them; never raises, whatever stands in `q`.

    `q` alone is read; filters, sorting, facets and paging stay as they are, and so do `qf`, `mm`, `tie` and `boost`
    where the caller chose them.
    """
    asked = dict(params)
    q = str(asked.get("q") or "").strip()
    if q in EVERYTHING:
        return asked | {"q": "*:*"}
    clauses = reading.read(q)
    if clauses is None:
        return _by_words(asked, q)
    words = [clause.words for clause in clauses if not clause.fielded]
    if words and all(clause.operator in {"", "AND"} and (clause.fielded or _plain(clause)) for clause in clauses):
        filters = [f"{clause.sign}{clause.text}" for clause in clauses if clause.fielded]
        asked["fq_list"] = [*(asked.get("fq_list") or []), *filters]
        return _by_words(asked, " ".join(words))
    asked.pop("defType", None)
    return asked | {"q": " ".join(map(str, clauses))}


def _plain(clause: reading.Clause) -> bool:
    return clause.sign != "-" and clause.words[:1] not in {"(", "*"}


def _by_words(asked: dict[str, Any], text: str) -> dict[str, Any]:
    """A query for text: edismax, over all fields of the index."""
    settings = data.load("search.yml")
    found = runs.within(runs.read(text[: settings["query"]["longest"]]), settings["query"]["clauses"])
    if not found:
        asked.pop("defType", None)
        return asked | {"q": NOTHING}
    asked |= {"q": " ".join(map(runs.written, found)), "defType": "edismax"}
    least = sum(len(run.clauses) - run.missing for run in found if run.missing)
    regions = places.codes(simplified(fold(text)))
    chosen = {
        "qf": settings["query"]["fields"],
        "mm": str(least),
        "tie": str(settings["query"]["tie"]),
        "boost": ranking.boost(regions),
    }
    return asked | {name: value for name, value in chosen.items() if value and not asked.get(name)}
