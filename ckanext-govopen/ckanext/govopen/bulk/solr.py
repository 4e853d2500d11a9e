"""Updates to the index, many in one request; they become visible within a second, or five."""

import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from string import hexdigits
from typing import Any

import httpx
import orjson

from ckan.common import config
from ckan.lib.search import SearchIndexError

JSON = {"Content-Type": "application/json"}
PATIENCE = 120
"""Seconds that an update may take: Solr lets updates wait while it writes much to the disk, and nobody looks at a page."""
PAGE = 10_000
SEGMENTS = 12
"""Parts of an index that was filled at once: a search goes through each, and asks six in two thirds of the time of thirty.
Half a million datasets are about so many when they come in; to merge them further takes longer than it is worth."""
MANY = 100
"""Behind so many documents in one request others come: they are seen after five seconds instead of one, which makes fewer
segments to merge."""
LATER, NEVER = {"commitWithin": 5000}, {"commitWithin": -1}


@cache
def certificates() -> ssl.SSLContext:
    """Whom a connection trusts: to read that takes a tenth of a second, so that it is read once."""
    return httpx.create_ssl_context()


def client(seconds: float | None = None) -> httpx.Client:
    """A connection with the account that the configuration names, for answers that take so long at most.

    A proxy that the environment names is for the world outside: `bulk.connection` asks none either.
    """
    account = (config["solr_user"] or "", config["solr_password"] or "")
    timeout = seconds or httpx.Timeout(PATIENCE, connect=config["solr_timeout"])
    auth = account if all(account) else None
    return httpx.Client(auth=auth, timeout=timeout, verify=certificates(), trust_env=False)


class RefusedError(SearchIndexError):
    """Solr cannot take what was sent, however often."""


class Solr:
    """A connection to an index: to the portal's own, or to the one at `url`; `unseen`: updates wait for a commit."""

    def __init__(self, url: str | None = None, *, unseen: bool = False) -> None:
        self._client = client()
        self._options = NEVER if unseen else {}
        """Which override those of a request."""
        self.url = (url or config["solr_url"]).rstrip("/")

    def __enter__(self) -> "Solr":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def add(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace documents. Raises `RefusedError`, or `SearchIndexError` where Solr cannot be reached."""
        self._update(orjson.dumps(documents), LATER if len(documents) >= MANY else {})

    def delete(self, index_ids: Sequence[str]) -> None:
        """Delete documents, those that are not there as well. Raises as `add`."""
        self._update(orjson.dumps({"delete": index_ids}))

    def commit(self, *, soft: bool = False) -> None:
        """Make everything that was sent visible now; not `soft`: on the disk too. Raises as `add`."""
        self._update(orjson.dumps({"commit": {"softCommit": soft}}))

    def merge(self) -> None:
        """As `commit`, with the index in few segments, however long that takes. Raises as `add`."""
        self._asked("/update", json={"optimize": {"maxSegments": SEGMENTS}}, timeout=None)

    def count(self, query: str) -> int:
        """How many documents a query of Solr's own syntax finds. Raises as `add`."""
        return int(self._select(q=query, rows=0)["response"]["numFound"])

    def first(self, query: str, sort: str, field: str) -> Any:
        """A field of the first document in an order, None where there is no document. Raises as `add`."""
        found = self._select(q=query, rows=1, sort=sort, fl=field)["response"]["docs"]
        return found[0][field] if found else None

    def keys(self, query: str) -> Iterator[str]:
        """`index_id` (CKAN's: MD5 in hexadecimal) of each document that a query finds, in their order. Raises as `add`.

        As values of a facet: no document is opened for them, which would take five times as long.
        """
        asked = {"q": query, "rows": 0, "facet": "true", "facet.field": "index_id", "facet.sort": "index"}
        for digit in hexdigits[:16]:
            found = self._select(**asked, **{"facet.limit": -1, "facet.mincount": 1, "facet.prefix": digit})
            yield from found["facet_counts"]["facet_fields"]["index_id"][::2]

    def ids(self, query: str) -> Iterator[str]:
        """`id` of each document that a query finds. Raises as `add`."""
        mark, after = None, "*"
        while mark != after:
            mark = after
            found = self._select(q=query, rows=PAGE, sort="index_id asc", fl="id", cursorMark=mark)
            yield from (row["id"] for row in found["response"]["docs"])
            after = found["nextCursorMark"]

    def ids_of(self, keys: Iterable[str]) -> Iterator[str]:
        """`id` of the documents with these `index_id`. Raises as `add`."""
        known = sorted(keys)
        for at in range(0, len(known), PAGE):
            yield from self.ids(f"{{!terms f=index_id}}{','.join(known[at : at + PAGE])}")

    def now(self) -> datetime:
        """The time by the server's clock. Raises as `add`."""
        answer = self._asked("/select", data={"q": "*:*", "rows": 0})
        return parsedate_to_datetime(answer.headers["Date"])

    def _select(self, **parameters: Any) -> dict[str, Any]:
        answer = self._asked("/select", data={"wt": "json", "facet": "false", **parameters})
        found: dict[str, Any] = orjson.loads(answer.content)
        return found

    def _update(self, body: bytes, options: Mapping[str, int] | None = None) -> None:
        self._asked("/update", content=body, headers=JSON, params={**(options or {}), **self._options})

    def _asked(self, path: str, **sent: Any) -> httpx.Response:
        try:
            answer = self._client.post(self.url + path, **sent)
        except httpx.HTTPError as error:
            raise SearchIndexError(f"Could not connect to Solr using {self.url}{path}: {error}") from error
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            raise RefusedError(answer.text[:1000])
        if answer.is_error:
            raise SearchIndexError(f"Solr answers {answer.status_code}: {answer.text[:1000]}")
        return answer
