"""Regions as a tree: a county's dataset counts for its city and its province too, whose portal may have it
(`places.divisions`)."""

from collections.abc import Mapping, Sequence

from ckanext.govopen.national import data, regions
from ckanext.govopen.national.text import N_
from ckanext.govopen.search import places
from ckanext.govopen.search.facet import Facet, Tree
from ckanext.govopen.search.normalise import normalise


def _label(value: str, _lang: str) -> str:
    region = regions.region(value)
    return region.name if region else value


def _read(text: str) -> Sequence[str]:
    if regions.region(text):
        return [text]
    name = normalise(text)
    return [region.code for region in regions.named(text)] or (places.codes(name) if places.is_name(name) else ())


def _parent(value: str) -> str | None:
    above = regions.path(value)[:-1]
    return above[-1] if above else None


@data.cached
def _top() -> Mapping[str, str]:
    """The provinces, and the country."""
    return {"terms": ",".join((regions.NATION, *(one.code for one in regions.all_regions() if one.level == 1)))}


def _below(value: str) -> Mapping[str, str]:
    """All divisions of a province, two hundred at most: the first two digits of a code name the province."""
    return {"facet.prefix": value[:2], "facet.method": "enum"}


FACET = Facet(
    name="region_path",
    field="region_path",
    title=N_("Region"),
    order=10,
    label=_label,
    words=("地区", "区域", "行政区划"),
    example="地区:四川省",
    read=_read,
    tree=Tree(parent=_parent, top=_top, below=_below),
    limit=250,  # more than any province has
)
