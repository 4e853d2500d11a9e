"""The divisions as they are suggested: those that have datasets before those that have none."""

from ckanext.govopen.logic import index
from ckanext.govopen.model.renewed import Renewed
from ckanext.govopen.national.regions import Region
from ckanext.govopen.search.suggest import Typed, known_regions

FIELD = "region_path"
OLDEST = 60
"""Seconds after which it is asked anew which have datasets."""
SECONDS = 0.9
"""How long the index is waited for."""
LOOKED_AT = 200
"""Divisions that a text may mean and that are put in order."""


def find(text: Typed, limit: int) -> list[Region]:
    """The divisions that a text may mean: those of just this name first, and of each kind those with public datasets."""
    names, known = known_regions(), filled.get()
    meant = {names.things[at].code for at in names.exact(text.plain)}
    return sorted(names.find(text, LOOKED_AT), key=lambda one: (one.code not in meant, one.code not in known))[:limit]


def _read() -> frozenset[str]:
    """Codes of the divisions with public datasets; none while the index cannot be asked."""
    question = {"q": "*:*", "rows": 0, "facet": "true", "facet.field": FIELD, "facet.limit": -1, "facet.mincount": 1}
    try:
        counts = index.ask(question, SECONDS)["facet_counts"]["facet_fields"][FIELD]
    except index.UnansweredError:
        return frozenset()
    return frozenset(counts[::2])


filled = Renewed(_read, OLDEST)
