"""New content under the old identity: which of a dataset's resources are the same ones as before."""

from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

from ckanext.govopen.bulk.stored import Row, Stored
from ckanext.govopen.model.dataset_score import original

Dict = dict[str, Any]

KEPT = "datastore_active"
"""What a resource that is still there keeps beside its id: that the data store holds its rows."""


def keep_identity(package: Mapping[str, Any], current: Stored) -> Dict:
    """The dataset with its id and name, and with the ids of resources that are still there.

    Resources that did not come from the source stay behind those that do, as `{"id": …}` alone; what a repair made of one
    that goes, goes with it.
    """
    known: defaultdict[tuple[str, str], deque[Row]] = defaultdict(deque)
    for file in current.active_files:
        if not file["url_type"]:
            known[source_key(file | file["extras"])].append(file)
    resources = [resource | _identity(known[source_key(resource)]) for resource in package.get("resources") or []]
    used = {resource.get("id") for resource in resources}
    left = [file for file in current.active_files if file["id"] not in used]
    gone = {file["id"] for file in left if is_from_source(file)}
    others = [{"id": file["id"]} for file in left if file["id"] not in gone and original(file["extras"]) not in gone]
    named = {"id": current.package["id"], "name": current.package["name"], "state": "active"}
    return {**package, **named, "resources": resources + others}


def is_from_source(file: Row) -> bool:
    """Whether a run stored a resource: an upload, or one without what only sources say, is a person's or a job's."""
    return not file["url_type"] and ("source_file_id" in file["extras"] or "access" in file["extras"])


def source_key(resource: Mapping[str, Any]) -> tuple[str, str]:
    """What makes a resource the same one over time: the source's own id, else its address."""
    mode = str(resource.get("delivery_mode") or "")
    return mode, str(resource.get("source_file_id") or resource.get("url") or "")


def _identity(known: deque[Row]) -> Dict:
    """What a resource keeps. CKAN would guess a media type for one that names none, at a change and not at first.

    Files behind a sign-in may all have the landing page's address: they are told apart by their order.
    """
    if not known:
        return {"mimetype": None}
    file = known.popleft()
    kept = {KEPT: file["extras"][KEPT]} if KEPT in file["extras"] else {}
    return {"id": file["id"], "mimetype": file["mimetype"], **kept}
