"""Regions as people name them in a query: full name, short name, alias (泸州市, 泸州, 沪)."""

import re
from collections.abc import Mapping
from typing import Any

from ckanext.govopen.national import data, regions
from ckanext.govopen.search.normalise import HAN, normalise
from ckanext.govopen.search.words import cut

_HAN_RUN = re.compile(f"[{HAN}]+")
_MOST = 12


def is_name(word: str) -> bool:
    """Whether a word of two characters or more names a region."""
    return len(word) > 1 and word in _names()


def codes(text: str) -> tuple[str, ...]:
    """Codes of the regions that a normalised text names, without repetition; all that bear an ambiguous name.

    A single character (沪, 京) names a region only where it stands alone.
    """
    words = [word for run in _HAN_RUN.findall(text) for word in cut(run) if len(word) > 1 or len(run) == 1]
    found = dict.fromkeys(code for word in words for code in _names().get(word, ()))
    return tuple(found)[:_MOST]


def about(package: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of the regions that a dataset is about: the parts of its own region that its title names, else the one that
    its department names, else its own; none where it has none.

    A province's portal lists datasets of its cities: what its title says of 乐山市 is nothing of the province's other parts.
    """
    own = regions.path(package.get("region_code"))
    for key in ("title", "provider_name"):
        text = package.get(key)
        found = _parts(own, codes(normalise(text))) if text and isinstance(text, str) else ()
        if found:
            return found
    return own[-1:]


def _parts(own: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the named regions that lie inside, without those that others of them lie in."""
    paths = [path for code in named if len(path := regions.path(code)) > len(own) and path[: len(own)] == own]
    above = {code for path in paths for code in path[:-1]}
    return tuple(path[-1] for path in paths if path[-1] not in above)


@data.cached
def _names() -> Mapping[str, tuple[str, ...]]:
    ordinary = set(data.load("search.yml")["ordinary"].split())
    found: dict[str, dict[str, None]] = {}
    for region in regions.all_regions():
        for name in (region.name, region.short, *region.aliases):
            if name not in ordinary:
                found.setdefault(name, {})[region.code] = None
    return {name: tuple(known) for name, known in found.items()}
