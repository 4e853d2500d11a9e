"""Day of publication and day of the last change of the data."""

import datetime

from ckanext.govopen.national import checks
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.source import Fields, Source

from harvesters.helpers.dates import LOCAL


def step(source: Source) -> Fields:
    """Both as days; a missing one stays missing, and an odd order is reported and kept."""
    issued = _day(source, "issued", source.record.issued)
    modified = _day(source, "data_modified", source.record.modified)
    for odd in checks.date_order(issued, modified, datetime.datetime.now(LOCAL).date()):
        source.report("date-order", value=" < ".join(odd.params.values()))  # updated < issued, or the day to come
    return {"issued": issued, "data_modified": modified, "temporal_start": None, "temporal_end": None}


def _day(source: Source, field: str, value: str | None) -> str | None:
    try:
        return checks.date(value)
    except CheckError:
        source.report("bad-date", field=field, value=value)
        return None
