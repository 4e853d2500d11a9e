"""Who publishes: departments as CKAN organizations, under the organization of their region."""

from dataclasses import dataclass

from ckanext.govopen.national import data, names, regions
from ckanext.govopen.national.regions import Region
from ckanext.govopen.national.source import Source
from ckanext.govopen.national.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """An organization: a department, or the region's own one above it."""

    name: str
    """ASCII, unique; the `owner_org` of datasets."""
    title: str
    region_code: str | None
    parent: "Department | None" = None


def of_region(region: Region) -> Department:
    """The region's own organization; its parent is the one of the division above, up to the province."""
    return _of_code(region.code) or _made(region)


def placed(title: str, region: Region | None) -> str:
    """The title as it can be told from those of other places: 市司法局 of 泰州市 is 泰州市司法局.

    One that names its region, or any other at its beginning, stays.
    """
    if region is None or region.level == 0 or region.short in title or _begins_with_place(title):
        return title
    return region.name + (title[1:] if title[:1] == region.name[-1] else title)


def _begins_with_place(title: str) -> bool:
    starts = (title[:length] for length in range(2, min(regions.longest_name(), len(title)) + 1))
    return any(one.name == start for start in starts for one in regions.named(start))


@data.cached
def _of_code(code: str) -> "Department | None":
    region = regions.region(code)
    return _made(region) if region else None


def _made(region: Region) -> Department:
    above = regions.region(region.parent)
    return Department(
        name=names.region_name(region.code),
        title=region.name,
        region_code=region.code,
        parent=of_region(above) if above and above.level > 0 else None,
    )


def of_record(source: Source) -> Department:
    """The department that a record names, unique by region and title.

    A record without one goes to the portal's operator, or to the region itself where that is unknown too.
    """
    region = source.region()
    parent = of_region(region) if region else None
    label = source.record.publisher
    title = source.text("provider_name", source.corrected("publisher", label)) if label else None
    if title is None:
        title = clean(source.portal.publisher) or (parent.title if parent else source.portal.title)
        source.report("no-publisher", value=title)
    if parent and title == parent.title:
        return parent
    code = region.code if region else None
    return Department(
        name=names.department_name(title, code or source.portal.code), title=title, region_code=code, parent=parent
    )
