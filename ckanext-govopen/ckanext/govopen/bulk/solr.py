"""Updates to the index, many in one request; they become visible with Solr's next soft commit."""

import ssl
from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

import httpx
import orjson

from ckan.common import config
from ckan.lib.search import SearchIndexError

JSON = {"Content-Type": "application/json"}


@cache
def certificates() -> ssl.SSLContext:
    """Whom a connection trusts: to read that takes a tenth of a second, so that it is read once."""
    return httpx.create_ssl_context()


class RefusedError(SearchIndexError):
    """Solr cannot take what was sent, however often."""


class Solr:
    """A connection to the index."""

    def __init__(self) -> None:
        account = (config["solr_user"] or "", config["solr_password"] or "")
        auth = account if all(account) else None
        self._client = httpx.Client(auth=auth, timeout=config["solr_timeout"], verify=certificates())
        self._url = config["solr_url"].rstrip("/") + "/update"

    def __enter__(self) -> "Solr":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def add(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace documents. Raises `RefusedError`, or `SearchIndexError` where Solr cannot be reached."""
        self._post(orjson.dumps(documents))

    def delete(self, index_ids: Sequence[str]) -> None:
        """Delete documents, those that are not there as well. Raises as `add`."""
        self._post(orjson.dumps({"delete": index_ids}))

    def _post(self, body: bytes) -> None:
        try:
            answer = self._client.post(self._url, content=body, headers=JSON)
        except httpx.HTTPError as error:
            raise SearchIndexError(f"Could not connect to Solr using {self._url}: {error}") from error
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            raise RefusedError(answer.text[:1000])
        if answer.is_error:
            raise SearchIndexError(f"Solr answers {answer.status_code}: {answer.text[:1000]}")
