"""The same dataset listed by two portals, mostly a city's own and its province's: linked, never deleted.

Same title, same office of the same division and same data items make a twin. The copy on the provider's own portal is
the authoritative one; the others point to it and can be filtered out of a search.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.harvest import portals
from ckanext.govopen.model import HarvestedRecord, Outbox, Twin
from ckanext.govopen.model.among import among
from ckanext.govopen.national import regions
from ckanext.govopen.national.dataset import Converted
from ckanext.govopen.national.offices import provider
from ckanext.govopen.national.text import fold

from harvesters.portal import PortalError

SHORTEST_TITLE = 4
"""名录 or 统计 are no titles that only one dataset can have."""


class Copy(NamedTuple):
    """One portal's copy of a dataset."""

    portal: str
    package_id: str
    place: str
    """Code of the division whose office provides the data."""


def key(converted: Converted) -> str | None:
    """What twins have in common: the provider's division, `:`, a hash; None where there is too little to tell."""
    dataset = converted.dataset
    title = fold(dataset["title"])
    if len(title) < SHORTEST_TITLE or not dataset["region_code"]:
        return None
    place, office = provider(converted.department.title, dataset["region_code"])
    items = sorted({fold(item.get("label") or item["name"]) for item in dataset["data_items"]})
    return f"{place}:{hashlib.sha256(chr(10).join([title, office, *items]).encode()).hexdigest()}"


def link(package_ids: Iterable[str]) -> None:
    """Link these datasets, just stored or gone, with their twins on other portals; the caller commits.

    Datasets whose link changed are noted for the index.
    """
    ids = set(package_ids)
    ids |= Twin.pointing_to(ids)
    groups = copies(ids)
    places = {code: _region_of(code) for code in {one.portal for group in groups for one in group}}
    wanted = {one: first for group in groups for one, first in _linked(group, places).items()}
    touched = ids | {one.package_id for group in groups for one in group}
    known = Twin.of(touched)
    changed = {one for one in touched if known.get(one) != wanted.get(one)}
    Twin.replace(changed, wanted)
    Outbox.add(changed)


def copies(ids: Iterable[str]) -> list[list[Copy]]:
    """The groups of copies to which these datasets belong, those on one portal alone left out."""
    own = sa.select(HarvestedRecord.twin_key).where(
        among(HarvestedRecord.package_id, ids), HarvestedRecord.state == "active", HarvestedRecord.twin_key.is_not(None)
    )
    query = sa.select(HarvestedRecord.twin_key, HarvestedRecord.portal, HarvestedRecord.package_id).where(
        HarvestedRecord.twin_key.in_(own), HarvestedRecord.state == "active"
    )
    groups: defaultdict[str, list[Copy]] = defaultdict(list)
    for twin_key, portal, package_id in model.Session.execute(query):
        groups[twin_key].append(Copy(portal, package_id, twin_key.partition(":")[0]))
    return [group for group in groups.values() if len({one.portal for one in group}) > 1]


def _linked(group: Sequence[Copy], places: Mapping[str, str | None]) -> Mapping[str, str]:
    """Copy → authoritative copy, for all of a group but the authoritative one and what its own portal lists twice.

    `places` says the division of each portal.
    """
    first = min(group, key=lambda copy: _rank(copy, places[copy.portal]))
    return {one.package_id: first.package_id for one in group if one.portal != first.portal}


def _rank(copy: Copy, region: str | None) -> tuple[bool, int, str, str]:
    """The provider's own portal first, then the one nearest to it, then the order of codes."""
    found = regions.region(region)
    return region != copy.place, -(found.level if found else 0), copy.portal, copy.package_id


def _region_of(code: str) -> str | None:
    try:
        return portals.find(code).region
    except PortalError:
        return None
