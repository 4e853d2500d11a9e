"""Regions and themes as they are suggested: those that have public datasets, with how many."""

from collections.abc import Mapping
from typing import TypeVar

from ckanext.govopen.logic import index
from ckanext.govopen.model.renewed import Renewed
from ckanext.govopen.national.regions import Region
from ckanext.govopen.national.vocabularies import Term
from ckanext.govopen.search.suggest import Names, Typed, known_regions, known_themes

Counts = Mapping[str, Mapping[str, int]]
T = TypeVar("T", Region, Term)

FIELDS = ("region_path", "theme")
OLDEST = 60
"""Seconds after which they are counted anew: in 35 ms at half a million datasets, by one of those who ask."""
SECONDS = 0.9
"""How long the index is waited for."""
LOOKED_AT = 400
"""Things that a text may mean and of which those with datasets are taken."""


def regions(text: Typed, limit: int) -> list[tuple[Region, int | None]]:
    """The divisions that a text may mean, those of just this name first, each with its datasets: `None` where the index
    could not be asked yet, and then also those that have none."""
    return _first(known_regions(), "region_path", text, limit)


def themes(text: Typed, limit: int) -> list[tuple[Term, int | None]]:
    """The same for themes."""
    return _first(known_themes(), "theme", text, limit)


def _first(names: Names[T], field: str, text: Typed, limit: int) -> list[tuple[T, int | None]]:
    counts = known.get()
    if counts is None:
        return [(one, None) for one in names.find(text, limit)]
    meant = {names.things[at].code for at in names.exact(text.plain)}
    found = [(one, counts[field][one.code]) for one in names.find(text, LOOKED_AT) if one.code in counts[field]]
    return sorted(found, key=lambda entry: entry[0].code not in meant)[:limit]


def _read() -> Counts | None:
    question = {"q": "*:*", "rows": 0, "facet": "true", "facet.field": FIELDS, "facet.limit": -1, "facet.mincount": 1}
    try:
        counted = index.ask(question, SECONDS)["facet_counts"]["facet_fields"]
    except index.UnansweredError:
        return known.kept
    return {field: dict(zip(counted[field][::2], counted[field][1::2], strict=True)) for field in FIELDS}


known = Renewed(_read, OLDEST)
