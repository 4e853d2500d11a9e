"""Ways on from a page of results without results."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckanext.govopen.national import regions
from ckanext.govopen.search import query
from ckanext.govopen.search.address import Address
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.query import tokens, where
from ckanext.govopen.search.query.kinds import PLACE

REGION = "region_path"
"""The facet of regions."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link that may lead to more."""

    label: str
    url: str


def govopen_wider(address: Address) -> list[Way]:
    """Where a place that was chosen or typed has no dataset: the chosen one's name as words, which texts may hold, and the
    place above; of these what has any dataset."""
    return [Way(label, str(one)) for label, one in _wider(address) if _finds(one)]


def govopen_lacking(address: Address) -> str:
    """The place whose name is all that was typed on the page of all datasets, of which there is then none; else empty."""
    named = _typed(address) if not address.filters and address.path == tk.h.url_for("dataset.search") else None
    return regions.path_name(named.code) if named else ""


def govopen_has_words(address: Address) -> bool:
    """Whether more than one thing is looked for, so that less of it could be."""
    return len(tokens.read(address.q)) > 1


def _wider(address: Address) -> Iterator[tuple[str, Address]]:
    chosen = address.chosen.get(REGION, ())
    place = regions.region(chosen[0]) if len(chosen) == 1 else None
    if place:
        address = address.without(REGION, chosen[0])
        words = f"{place.name} {address.q}".strip()
        yield tk._("Search for “{words}” instead of the filter").format(words=words), replace(address, q=words)
    elif place := _typed(address) if not chosen else None:
        address = address.asking("")
    if place and len(path := regions.path(place.code)) > 1:
        above = path[-2]
        yield tk._("Look at all of {place}").format(place=regions.path_name(above)), _in(address, above)


def _typed(address: Address) -> regions.Region | None:
    """The region whose name is all that was typed."""
    found = tokens.read(address.q)
    codes = where.codes(found) if len(found) == 1 and found[0].kind == PLACE else ()
    return regions.region(codes[0]) if len(codes) == 1 else None


def _in(address: Address, code: str) -> Address:
    """The first page of the same in a region."""
    chosen = {**address.chosen, REGION: [code]}
    return replace(address, chosen={one.name: chosen[one.name] for one in facets() if one.name in chosen}, page=1)


def _finds(address: Address) -> bool:
    """Whether there is any dataset there, as far as can be known; in no other reading."""
    asked = {"q": address.q, "fq_list": address.narrowing(facets()), "rows": 0, query.RELAXED: query.AS_IT_IS}
    try:
        return bool(tk.get_action("package_search")({}, asked)["count"])
    except SearchError:
        return True
