"""Tags."""

from ckanext.govopen.national import tags
from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Labels as tags that CKAN accepts; what is too short to be one is reported."""
    labels = [corrected for label in source.record.tags if (corrected := source.corrected("tags", label))]
    for label in labels:
        if not tags.split([label]):
            source.report("dropped-tag", value=label)
    names = tags.split(source.text("tags", label) or "" for label in labels)
    return {"tags": [{"name": name} for name in names]}
