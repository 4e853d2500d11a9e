"""The name in addresses."""

from ckanext.govopen.national import names, personal
from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Pinyin of the title with a hash of portal and id; a personal number is masked here too."""
    record = source.record
    return {"name": names.dataset_name(personal.mask(record.title), source.portal.code, record.id)}
