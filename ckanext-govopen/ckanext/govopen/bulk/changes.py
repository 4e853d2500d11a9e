"""What the rows of a stored dataset have to become, as `package_update` would have changed them.

First the difference is found, for each dataset alone; then those of many are written at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from ckan.model.types import make_uuid
from ckanext.govopen.bulk import creation, tables, tags
from ckanext.govopen.bulk.normal import File, Normal
from ckanext.govopen.bulk.stored import ACTIVE, DELETED, ORGANIZATION, Row, Stored
from ckanext.govopen.bulk.tables import Cells
from ckanext.govopen.bulk.values import UnsureError, dumped

EMPTIED = ("version", "url", "author", "author_email", "maintainer", "maintainer_email")
"""Columns that CKAN empties where a dataset does not name them."""
PACKAGE = dict.fromkeys(("title", "notes", "license_id", "owner_org", "state", *EMPTIED), "text") | {
    "extras": "jsonb",
    "metadata_modified": "timestamp",
}
SET = ("url", "name", "description", "format", "size", "mimetype", "resource_type", "mimetype_inner", "state")
RESOURCE = dict.fromkeys(SET, "text") | {
    "size": "bigint",
    "extras": "text",
    "position": "integer",
    "metadata_modified": "timestamp",
}
STATE = {"state": "text"}


@dataclass(slots=True)
class Change:
    """The rows of one dataset that are to be written."""

    package: Row
    files: list[Row] = field(default_factory=list)
    new_files: list[tuple[str, int, File]] = field(default_factory=list)
    """Id, position and content."""
    links: dict[str, str] = field(default_factory=dict)
    """Rows that tie tags, by id → state."""
    new_tags: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    """Memberships that end."""
    new_member: bool = False


def find(one: Stored, new: Normal, resources: Sequence[Mapping[str, Any]]) -> Change | None:
    """The difference to the new content, None where there is none.

    `resources` are those of the dataset in their order with the ids that they keep; one that stays as it is has no
    other key. Raises `UnsureError` for what only CKAN's own code handles.
    """
    if not one.is_usual or any(file["state"] != ACTIVE for file in one.files):
        raise UnsureError(one.package["id"])
    package = one.package | dict.fromkeys(EMPTIED) | new.columns | {"extras": new.extras, "state": ACTIVE}
    change = Change(package)
    _compare_files(change, one, new, resources)
    _compare_tags(change, one, new)
    if package == one.package and not (change.files or change.new_files or change.links or change.new_tags):
        return None
    _compare_members(change, one)
    return change


def _compare_files(change: Change, one: Stored, new: Normal, resources: Sequence[Mapping[str, Any]]) -> None:
    stored = {file["id"]: file for file in one.files}
    contents = iter(new.files)
    order = []
    for position, resource in enumerate(resources):
        content = None if resource.keys() == {"id"} else next(contents)
        known = stored.get(resource.get("id", ""))
        resource_id = known["id"] if known else make_uuid()
        order.append(resource_id)
        if known is None and content:
            change.new_files.append((resource_id, position, content))
        elif known and content and (row := _file(known, content, resource)) != known:
            change.files.append(row)
    if order != [file["id"] for file in one.files]:
        _place(change, one, order)


def _file(known: Row, content: File, resource: Mapping[str, Any]) -> Row:
    """The row of a resource that is still there."""
    size = {} if content.size is None else {"size": content.size}
    emptied = {"description": None, "resource_type": None, "mimetype_inner": None, "mimetype": resource["mimetype"]}
    kept = {key: resource[key] for key in ("datastore_active",) if key in resource}
    return known | emptied | content.columns | size | {"extras": content.extras | kept}


def _place(change: Change, one: Stored, order: Sequence[str]) -> None:
    """New places for resources whose order changed; those that are gone are no longer offered, and lose theirs."""
    touched = {row["id"] for row in change.files}
    change.files += [dict(file) for file in one.files if file["id"] not in touched]
    places = {resource_id: position for position, resource_id in enumerate(order)}
    for row in change.files:
        row["position"] = places.get(row["id"], 0)
        row["state"] = ACTIVE if row["id"] in places else DELETED


def _compare_tags(change: Change, one: Stored, new: Normal) -> None:
    wanted = set(new.tags)
    for tag in one.tags:
        state = ACTIVE if tag["name"] in wanted else DELETED
        if tag["state"] != state:
            change.links[tag["link"]] = state
    known = {tag["name"] for tag in one.tags}
    change.new_tags = [name for name in new.tags if name not in known]


def _compare_members(change: Change, one: Stored) -> None:
    owner = change.package["owner_org"]
    memberships = [member for member in one.members if member["capacity"] == ORGANIZATION]
    change.members = [member["id"] for member in memberships if member["group_id"] != owner]
    change.new_member = all(member["group_id"] != owner for member in memberships)


def write(changes: Sequence[tuple[Change, Stored]], now: datetime) -> None:
    """Write the differences of many datasets."""
    found = [change for change, _one in changes]
    known = tags.ids({name for change in found for name in change.new_tags})
    tables.update("package", "id", PACKAGE, [_package(change, now) for change in found])
    before = {file["id"]: file for _change, one in changes for file in one.files}
    rows = [_resource(row, before[row["id"]], now) for change in found for row in change.files]
    tables.update("resource", "id", RESOURCE, rows)
    tables.copy("resource", creation.RESOURCE, [row for change in found for row in _new_files(change, now)])
    tables.update("package_tag", "id", STATE, [pair for change in found for pair in change.links.items()])
    links = (creation.tag(change.package["id"], known[name]) for change in found for name in change.new_tags)
    tables.copy("package_tag", creation.TAG, links)
    tables.update("member", "id", STATE, [(member, DELETED) for change in found for member in change.members])
    members = (creation.member(one.package["id"], one.package["owner_org"]) for one in found if one.new_member)
    tables.copy("member", creation.MEMBER, members)


def _package(change: Change, now: datetime) -> list[Any]:
    row = change.package | {"extras": orjson.dumps(change.package["extras"]).decode(), "metadata_modified": now}
    return [row[name] for name in ("id", *PACKAGE)]


def _resource(row: Row, before: Row, now: datetime) -> list[Any]:
    """The row of a resource; a new place or its end alone do not date it."""
    same = row | {"position": before["position"], "state": before["state"]} == before
    changed = {"extras": dumped(row["extras"]) if row["extras"] else None}
    changed["metadata_modified"] = row["metadata_modified"] if same else now
    return [(row | changed)[name] for name in ("id", *RESOURCE)]


def _new_files(change: Change, now: datetime) -> list[Cells]:
    package_id = change.package["id"]
    return [
        creation.resource(resource_id, package_id, position, content, now.isoformat())
        for resource_id, position, content in change.new_files
    ]
