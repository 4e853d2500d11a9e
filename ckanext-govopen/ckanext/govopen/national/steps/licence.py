"""The licence."""

from ckanext.govopen.national.source import Fields, Source


def step(_source: Source) -> Fields:
    """No portal states one in its records, and none is ever assumed."""
    return {"license_id": "notspecified", "terms_url": None}
