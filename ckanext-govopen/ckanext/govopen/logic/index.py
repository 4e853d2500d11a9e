"""Questions to the index that CKAN's search has no words for: short ones, about what everybody may see.

They are not asked while the gate of CKAN's connection is shut (`bulk.connection`), and never shut it: that one of them takes
too long is no reason to refuse searches.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from ckan.common import config
from ckanext.govopen.bulk import connection
from ckanext.govopen.bulk.solr import client
from ckanext.govopen.search.filters import public

DATASETS = ("entity_type:package", "dataset_type:dataset")


class UnansweredError(Exception):
    """The index cannot be reached, or takes too long, or cannot answer."""


def ask(question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Solr's answer about the public datasets of this portal, waited for so long at most. Raises `UnansweredError`.

    `question` are parameters of `/select`, `q` in the syntax of Solr's standard parser, filters as a list in `fq`.
    """
    filters = [*DATASETS, *public(config["ckan.site_id"]), *question.get("fq", ())]
    asked = {"defType": "lucene", "wt": "json", **question, "fq": filters}
    if connection.gate.is_shut():
        raise UnansweredError
    try:
        answer = _client().post(config["solr_url"].rstrip("/") + "/select", data=asked, timeout=seconds)
        answer.raise_for_status()
        return dict(answer.json())
    except (httpx.HTTPError, ValueError) as error:
        raise UnansweredError(str(error)) from error


@cache
def _client() -> httpx.Client:
    """One for the process, so that its connections stay open."""
    return client()
