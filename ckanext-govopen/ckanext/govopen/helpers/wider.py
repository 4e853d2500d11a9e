"""Ways on from a page of results without results."""

from dataclasses import dataclass, replace

from ckan.plugins import toolkit as tk
from ckanext.govopen.national import regions
from ckanext.govopen.search.address import Address, Choices
from ckanext.govopen.search.facets import facets

REGION = "region_path"
"""The facet of regions."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link that may lead to more."""

    label: str
    url: str


def govopen_wider(address: Address) -> list[Way]:
    """Where a chosen place has no dataset: its name as words, which texts may hold, and the place above it."""
    chosen = address.chosen.get(REGION, ())
    path = regions.path(chosen[0]) if len(chosen) == 1 else ()
    place = regions.region(path[-1]) if path else None
    if place is None:
        return []
    words = f"{place.name} {address.q}".strip()
    asked = replace(address.without(REGION, chosen[0]), q=words)
    found = [Way(tk._("Search for “{words}” instead of the filter").format(words=words), str(asked))]
    if len(path) > 1:
        facet = next(one for one in facets() if one.name == REGION)
        wider = Choices(address, facet, facets()).toggled(path[-2])
        found.append(Way(tk._("Look at all of {place}").format(place=regions.path_name(path[-2])), wider))
    return found
