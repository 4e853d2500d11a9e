"""How the index is: whether it answers, and whether it has the schema that the code needs."""

import logging

import httpx

from ckan.common import config
from ckanext.govopen.bulk.connection import AWAY, SCHEMA
from ckanext.govopen.bulk.solr import client
from ckanext.govopen.national import data
from ckanext.govopen.national.text import N_
from ckanext.govopen.search.schema import differences

log = logging.getLogger(__name__)

READY = "ready"
SECONDS = 3
NAMED = 5
TROUBLES = {
    AWAY: N_(
        "The search cannot be reached just now. Pages of datasets, departments and portals open as usual; try again soon."
    ),
    SCHEMA: N_(
        "The search index is being changed to a new form. Pages of datasets, departments and portals open as usual; the"
        " operator ends this with `govopen reindex`."
    ),
}
FAILED = N_("The search could not be answered just now. Please try again, or search for fewer words.")


def state() -> str:
    """`ready`, `away`, or `schema` where it was made for another schema and has to be made anew; asks for 3 s at most."""
    url = config["solr_url"].rstrip("/")
    try:
        with client(SECONDS) as solr:
            if not solr.get(f"{url}/select", params={"q": "*:*", "rows": 0}).is_success:
                return AWAY
            theirs = solr.get(f"{url}/admin/file", params={"file": "schema.xml", "contentType": "text/xml;charset=utf-8"})
    except httpx.HTTPError:
        return AWAY
    return READY if not theirs.is_success or _is_ours(theirs.text) else SCHEMA


def _is_ours(text: str) -> bool:
    """Whether a schema declares all that ours does."""
    try:
        found = differences(data.locate("solr/conf/schema.xml").read_text("utf-8"), text)
    except ValueError:
        return False
    if found:
        log.warning("the index was made for another schema: %s", ", ".join(found[:NAMED]))
    return not found
