"""Where the dataset comes from."""

from ckanext.govopen.national import checks
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Portal, the source's own id and landing page; pages link to the latter, so that it must be a web address."""
    try:
        url = checks.url(source.record.url)
    except CheckError:
        source.report("bad-address", field="source_url", value=source.record.url)
        url = None
    return {"source_portal": source.portal.code, "source_id": source.record.id, "source_url": url}
