"""Many datasets into CKAN: one transaction a batch, then the index.

What is written goes through CKAN's own actions, so that every row is what a person's write would have made.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ckan import logic, model
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.bulk.organizations import Organizations
from ckanext.govopen.model import overlay
from ckanext.govopen.national.dataset import Converted

HARVEST = "govopen_harvest"
"""Key of the context that tells our own hooks that a run writes, which sees to scoring itself."""


@dataclass(frozen=True, slots=True)
class Write:
    """One dataset to be stored: a new one where `package_id` is None."""

    converted: Converted
    package_id: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a write: the dataset's id, or why CKAN refused it."""

    package_id: str | None
    created: bool = False
    error: dict[str, Any] | None = None


class Writer:
    """Stores datasets for one run."""

    def __init__(self) -> None:
        self._user = str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
        self._organizations = Organizations(self._user)

    def write(self, batch: Sequence[Write], remember: Callable[[Write, Outcome], None]) -> list[Outcome]:
        """Store a batch; `remember` adds what has to be committed with each dataset. The index: see `index`.

        CKAN's actions roll the whole transaction back when they refuse a dataset, so that each dataset is one.
        """
        for write in batch:
            self._organizations.ensure(write.converted.department)
        outcomes = []
        for write in batch:
            outcome = self._store(write)
            if outcome.error is None:
                remember(write, outcome)
            model.Session.commit()
            outcomes.append(outcome)
        return outcomes

    def index(self, ids: Sequence[str]) -> None:
        """Bring the index up to date for these datasets; visible after Solr's next soft commit."""
        for package_id in ids:
            logic.index_update_package(self._context(), package_id, defer_commit=True)

    def _store(self, write: Write) -> Outcome:
        package = dict(write.converted.dataset)
        current = self._current(write, package["name"])
        try:
            if current is None:
                return Outcome(str(tk.get_action("package_create")(self._context(), package)), created=True)
            merged = keep_identity(package, current)
            # The action rolls a change back that is deferred, unless the id alone is asked for.
            identifier = tk.get_action("package_update")(self._context(original_package=current), merged)
            return Outcome(str(identifier))
        except tk.ValidationError as error:
            return Outcome(None, error=error.error_dict)

    def _current(self, write: Write, name: str) -> dict[str, Any] | None:
        """The dataset as it is stored, which an earlier run may have left without a record row."""
        found = model.Package.get(write.package_id or name)
        if found is None:
            return None
        shown: dict[str, Any] = tk.get_action("package_show")(overlay.plain(), {"id": found.id})
        return shown

    def _context(self, **more: Any) -> Context:
        settings = {"ignore_auth": True, "user": self._user, "defer_commit": True, "return_id_only": True}
        return settings | {HARVEST: True} | more  # type: ignore[return-value]


def commit_index() -> None:
    """Make everything that was indexed visible now."""
    search.commit()


def keep_identity(package: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
    """The new content under the old identity: id, name and the ids of resources that are still there."""
    known: defaultdict[tuple[str, str], deque[dict[str, Any]]] = defaultdict(deque)
    for resource in current["resources"]:
        known[source_key(resource)].append(resource)
    resources = [resource | identity(known[source_key(resource)]) for resource in package["resources"]]
    return package | {"id": current["id"], "name": current["name"], "state": "active", "resources": resources}


def identity(known: deque[dict[str, Any]]) -> dict[str, Any]:
    """What a resource that is still there keeps: its id, and that the data store holds its rows.

    Files behind a sign-in may all have the landing page's address: they are told apart by their order.
    """
    resource = known.popleft() if known else {}
    return {key: resource[key] for key in ("id", "datastore_active") if key in resource}


def source_key(resource: dict[str, Any]) -> tuple[str, str]:
    """What makes a resource the same one over time: the source's own id, else its address."""
    mode = str(resource.get("delivery_mode") or "")
    return mode, str(resource.get("source_file_id") or resource.get("url") or "")
