"""Questions to the index that CKAN's search has no words for: short ones, about what everybody may see."""

from functools import cache
from typing import Any

import httpx

from ckan.common import config
from ckanext.govopen.bulk.solr import certificates

SECONDS = 0.9
"""How long an answer is waited for: somebody is typing."""


class AwayError(Exception):
    """The index cannot be reached, or takes too long, or cannot answer."""


def ask(question: str, **params: Any) -> dict[str, Any]:
    """Solr's answer about the public datasets of this portal. Raises `AwayError`.

    `question` is in the syntax of Solr's standard parser.
    """
    public = ("entity_type:package", "dataset_type:dataset", "state:active", "permission_labels:public")
    asked = {
        "q": question,
        "defType": "lucene",
        "fq": [*public, f'site_id:"{config["ckan.site_id"]}"'],
        "wt": "json",
        **params,
    }
    account = (config["solr_user"] or "", config["solr_password"] or "")
    try:
        answer = _client().post(
            config["solr_url"].rstrip("/") + "/select", data=asked, auth=account if all(account) else None, timeout=SECONDS
        )
        answer.raise_for_status()
        return dict(answer.json())
    except (httpx.HTTPError, ValueError) as error:
        raise AwayError(str(error)) from error


@cache
def _client() -> httpx.Client:
    """One for the process, so that its connections stay open."""
    return httpx.Client(verify=certificates())
