"""Why a search found what it found, for operators: what was understood of the query, and what speaks for each hit.

Solr explains the relevance of a hit as a tree of sums; here the tree is read back into the words that were found, and the
fields they were found in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.govopen.national import regions
from ckanext.govopen.national.text import N_
from ckanext.govopen.search import departments, query, ranking, synonyms
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.query import raised, relaxed, rewrite, where
from ckanext.govopen.search.words import cut

KINDS: Mapping[str, str] = {
    "word": N_("Word"),
    "place": N_("Region"),
    "office": N_("Department"),
    "year": N_("Year"),
    "format": N_("Format"),
    "latin": N_("Latin word"),
    "code": N_("Code"),
    "address": N_("Web address"),
    "filter": N_("Filter"),
    "missing": N_("Must be missing"),
}
"""What the parts of a query are called."""

WAYS: Mapping[str, str] = {
    "spelling": N_("In another spelling"),
    "short": N_("As a short form"),
    "sort": N_("Without the sort of thing"),
    "character": N_("Without single characters"),
    "format": N_("Without the format"),
    "year": N_("Without the year"),
    "place": N_("Without the place"),
    "word": N_("Without how the data shall be"),
    "words": N_("With some words missing"),
}
"""What the ways to ask less are called (`query.Way`)."""

FIELDS: Mapping[str, str] = {
    "title": N_("Title"),
    "notes": N_("Summary"),
    "tags": N_("Tags"),
    "item": N_("Data items"),
    "file": N_("Files"),
    "org": N_("Department"),
    "offices": N_("Duty of the department"),
    "region": N_("Region"),
    "theme": N_("Theme"),
    "years": N_("Years"),
    "code": N_("Codes"),
    "name": N_("Name in the address"),
    "url": N_("Web address"),
    "pinyin": N_("Pinyin of the title"),
    "all": N_("Any text"),
}
"""What the fields of the index are called, several that hold the same under one name."""

FACTORS: Mapping[str, str] = {
    "fresh": N_("Freshness"),
    "score": N_("Machine-readability score"),
    "uses": N_("Use"),
    "open": N_("Open attribute"),
    "copy": N_("Authoritative copy"),
    "region": N_("Region of the query"),
}
"""What the factors of `ranking` are called."""

FILTER, MISSING = "filter", "missing"
OTHER = "all"

_GROUPS = {
    **dict.fromkeys(("title_py", "title_init", "title_head"), "pinyin"),
    **dict.fromkeys(("about", "region_path"), "region"),
    "labels": "theme",
    **dict.fromkeys(("source_url", "res_url"), "url"),
    **dict.fromkeys(("id", "index_id"), "code"),
}
_LEAF = re.compile(
    r"weight\((?:Synonym\()?(\w+):(.*?)\)? in \d+\)|(?:ConstantScore\()?(\w+):(\S+?)\)?(?:\^[\d.]+)?$", re.DOTALL
)
_MAX_PLUS = re.compile(r"max plus ([\d.]+) times others of")
_PRODUCT = re.compile(r"weight\(FunctionScoreQuery|product of:|boost\(")


@dataclass(frozen=True, slots=True)
class Point:
    """A word found in a field, and what it adds to the relevance before the factors."""

    field: str
    """Key of `FIELDS`."""
    term: str
    points: float


def understood(q: str, year: int | None = None) -> dict[str, Any]:
    """What a query was read as: the form of its words for search, its parts, places, departments and synonyms, and what Solr
    is asked.

    `tokens` are the filters that it holds, what shall be missing, and what a dataset must have; `fielded` says that it names
    fields of the index, which are no parts; `relaxed` is what would be asked if it found nothing.
    """
    said = query.understood(q, year)
    text = normalise(said.text)
    meant = [one for code in where.codes(said.tokens) if (one := regions.region(code))]
    parts = [(FILTER, *one) for one in said.filters] + [(MISSING, *one) for one in said.missing]
    parts += [(token.kind, token.text, token.clause) for token in said.tokens]
    return {
        "normalised": text,
        "fielded": said.fielded,
        "tokens": [{"kind": kind, "text": typed, "clause": clause} for kind, typed, clause in parts],
        "regions": [{"code": one.code, "name": regions.path_name(one.code)} for one in meant],
        "departments": [{"text": text[one.start : one.end], "duties": list(one.duties)} for one in departments.named(text)],
        "synonyms": {word: list(found) for word in cut(text) if (found := synonyms.alternatives(word))},
        "relaxed": [{"kind": one.kind, "q": one.q, "dropped": list(one.dropped)} for one in relaxed({"q": q}, year)],
        "params": {name: value for name, value in rewrite({"q": q}, year).items() if value},
    }


def factors(q: str) -> Mapping[str, str]:
    """The factors on the relevance of a query's hits, as functions of Solr."""
    return ranking.factors(raised({"q": q}))


def points(explanation: Mapping[str, Any]) -> list[Point]:
    """What each word found in each field adds to a hit's relevance, the most first; of Solr's structured explanation."""
    found: dict[tuple[str, str], float] = {}
    for name, term, value in _leaves(_without_factors(explanation), 1.0):
        key = (group(name), term)
        found[key] = found.get(key, 0.0) + value
    ordered = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
    return [Point(name, term, round(value, 4)) for (name, term), value in ordered if value > 0]


def by_field(found: Sequence[Point]) -> list[dict[str, Any]]:
    """The same by field, the weightiest first: `field`, its `points`, their `share` of all, and the `terms`."""
    total = sum(point.points for point in found) or 1.0
    fields: dict[str, list[Point]] = {}
    for point in found:
        fields.setdefault(point.field, []).append(point)
    sums = {name: sum(point.points for point in inside) for name, inside in fields.items()}
    return [
        {
            "field": name,
            "points": round(sums[name], 4),
            "share": round(sums[name] / total, 4),
            "terms": [{"term": point.term, "points": point.points} for point in fields[name]],
        }
        for name in sorted(fields, key=lambda name: (-sums[name], name))
    ]


def group(name: str) -> str:
    """The key of `FIELDS` for a field of the index."""
    bare = re.sub(r"_(?:bi|word|uni)$", "", name)
    known = _GROUPS.get(name, bare)
    return known if known in FIELDS else OTHER


def _without_factors(explanation: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part on the text: under the factors, of which Solr makes a product of two."""
    details = explanation.get("details") or []
    if len(details) > 1 and _PRODUCT.search(str(explanation.get("description"))):
        return _without_factors(details[0])
    return explanation


def _leaves(node: Mapping[str, Any], weight: float) -> Iterator[tuple[str, str, float]]:
    """(field, term, what it adds) under a node; of the fields of one word, those behind the best count by the tie."""
    said, value = str(node.get("description") or ""), float(node.get("value") or 0)
    if leaf := _LEAF.match(said):
        yield leaf[1] or leaf[3], (leaf[2] or leaf[4] or "").strip('"'), value * weight
        return
    inside = node.get("details") or []
    tie = _MAX_PLUS.search(said)
    best = max((float(one.get("value") or 0) for one in inside), default=0.0)
    for one in inside:
        least = weight * float(tie[1]) if tie and float(one.get("value") or 0) < best else weight
        yield from _leaves(one, least)
