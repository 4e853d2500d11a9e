"""The cores of the Solr server: a second one is made beside the portal's own, takes its name, and the other one goes.

Only a server with core administration can do that: a single Solr whose folder `configsets` holds our configuration under the
name that `configset` gives. SolrCloud has collections and aliases instead (docs/operating.md).
"""

import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from ckan.common import config
from ckanext.govopen.bulk.solr import client
from ckanext.govopen.national import data
from ckanext.govopen.search.schema import configset

SUFFIX = "_next"
"""What the name of the other core ends with: the new one's before the swap, the old one's after it."""


class NoCoresError(Exception):
    """Solr's cores cannot be administered; the argument says why and what to do."""


class Cores:
    """Core administration of the server that `solr_url` names. Its methods raise `NoCoresError`."""

    def __init__(self) -> None:
        self._client = client()
        root, _, self.name = config["solr_url"].rstrip("/").rpartition("/")
        self.other = self.name + SUFFIX
        self.url = f"{root}/{self.other}"
        """Address of the other core."""
        self._admin = f"{root}/admin/cores"

    def __enter__(self) -> "Cores":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def check(self) -> None:
        """Whether the portal's index is a core of its own that can be exchanged."""
        if not self._status(self.name):
            raise NoCoresError(
                f"{config['solr_url']} is no core of its own: with SolrCloud make a new collection, fill it with"
                " --into URL, and let the alias point to it (docs/operating.md)"
            )

    def is_left(self) -> bool:
        """Whether another core is there, left by a call that was broken off."""
        known = self._asked("STATUS", core=self.other)
        return bool(known["status"].get(self.other) or known.get("initFailures", {}).get(self.other))

    def is_swapped(self) -> bool:
        """Whether the other core is the older one of the two."""
        return _age(self._status(self.other)) < _age(self._status(self.name))

    def create(self) -> None:
        """Make the other core, empty, with the configuration as it is now."""
        name = configset(data.locate("solr/conf"))
        folder = f"{self.name}-{time.time_ns() // 1_000_000}"
        try:
            self._asked("CREATE", name=self.other, configSet=name, instanceDir=folder)
        except NoCoresError as error:
            self.drop()
            raise NoCoresError(
                f"{error}. Solr makes the core from its folder configsets/{name}, which has to hold config/solr/conf:"
                " scripts/portal puts it there; where Solr is another machine's, copy it (docs/operating.md)"
            ) from error

    def swap(self) -> None:
        """Exchange the two cores' names, in one moment for everybody who asks."""
        self._asked("SWAP", core=self.name, other=self.other)

    def drop(self) -> None:
        """Remove the other core with all its files."""
        self._asked("UNLOAD", core=self.other, deleteIndex="true", deleteDataDir="true", deleteInstanceDir="true")

    def _status(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._asked("STATUS", core=name)["status"].get(name) or {}
        return found

    def _asked(self, action: str, **parameters: str) -> dict[str, Any]:
        try:
            answer = self._client.get(self._admin, params={"action": action, "wt": "json", **parameters})
            found: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NoCoresError(f"{self._admin} does not answer as Solr's core administration: {error}") from error
        if answer.is_error or "status" not in found.get("responseHeader", {}):
            reason = found.get("error", {}).get("msg") or f"HTTP {answer.status_code}"
            raise NoCoresError(f"{self._admin} refuses {action}: {reason}")
        return found


def _age(status: dict[str, Any]) -> int:
    """When a core was made, in milliseconds since 1970; 0 of the first one, which `scripts/portal` made."""
    stamp = Path(status.get("instanceDir", "")).name.rpartition("-")[2]
    return int(stamp) if stamp.isdecimal() else 0
