"""Who publishes: departments as CKAN organizations, under the organization of their region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.govopen.national import data, names, regions
from ckanext.govopen.national.regions import Region
from ckanext.govopen.national.source import Source
from ckanext.govopen.national.text import clean

_KIND = re.compile(
    "自治[区州县旗]|省(?![际会])|县(?!域)|[州盟旗]|区(?![域块划位间])"
    "|市(?!场(?!馆)|监(?![察督狱])|容|域|民(?:服务|中心|热线|卡|之家|云)|政(?:公用|管理|园林|市容|工程|设施|建设|养护|维护|道路|集团|公司|[处局所科总]))"
)
"""A kind of division in front of an office (市|民政局), and not the beginning of a word (市场监管局)."""


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

    One that begins with a place or names its region stays. A title that begins with a kind of division means the division
    of that kind which the region is, or lies in: 市司法局 of 海陵区 is 泰州市司法局 too; where it lies in none, as with
    市司法局 of 江苏省, the region stands beside the title: 江苏 市司法局.
    """
    if region is None or region.level == 0 or _is_told(title, region):
        return title
    kind = _KIND.match(title)
    if not kind:
        return region.name + title
    above = [one for code in reversed(regions.path(region.code)) if (one := regions.region(code))]
    meant = next((one for one in above if one.name.endswith(kind[0])), None)
    if meant is None:
        return f"{region.short} {title}"
    whole = len(kind[0]) > 1 or meant.short.endswith(kind[0])
    return (meant.name if whole else meant.short + kind[0]) + title[kind.end() :]


def tells(title: str, region: Region) -> bool:
    """Whether a title names a region, or begins with a division in it."""
    return region.short in title or any(region.code in regions.path(one.code) for one in _begun(title))


def _is_told(title: str, region: Region) -> bool:
    """Whether a title says whose office it is: it names its region, or begins with a division's official name, or with a
    short one of those around or in the region."""
    around = regions.path(region.code)
    return tells(title, region) or any(
        title.startswith(one.name) or one.level == 0 or one.code in around for one in _begun(title)
    )


def _begun(title: str) -> Iterator[Region]:
    """Divisions that a title begins with, by any name that is no word first (公安县)."""
    for end in range(2, min(regions.longest_name(), len(title)) + 1):
        start = title[:end]
        yield from (one for one in regions.named(start) if one.name == start or start not in regions.ordinary())


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
