"""The division that the data are about."""

from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Code in force of the record's division, else the portal's."""
    region = source.region()
    return {"region_code": region.code if region else None}
