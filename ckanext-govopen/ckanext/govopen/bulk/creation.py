"""The rows of new datasets, as `package_create` would have written them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import orjson

from ckan.model.types import make_uuid
from ckanext.govopen.bulk import tables, tags
from ckanext.govopen.bulk.normal import TYPE, File, Normal
from ckanext.govopen.bulk.stored import ACTIVE, ORGANIZATION
from ckanext.govopen.bulk.tables import NULL, Cells, cell
from ckanext.govopen.bulk.values import dumped

PACKAGE = (
    *("id", "name", "title", "notes", "license_id", "owner_org", "type", "state", "private", "creator_user_id"),
    *("metadata_created", "metadata_modified", "extras"),
)
RESOURCE = (
    *("id", "package_id", "position", "url", "name", "description", "format", "size", "extras", "hash", "state"),
    *("created", "metadata_modified"),
)
TAG = ("id", "package_id", "tag_id", "state")
MEMBER = ("id", "group_id", "table_id", "table_name", "capacity", "state")


def write(datasets: Sequence[Normal], user_id: str, now: datetime) -> list[str]:
    """Add the rows; the ids of the datasets. `owner_org` is an id here."""
    ids = [make_uuid() for _ in datasets]
    pairs = list(zip(ids, datasets, strict=True))
    moment = now.isoformat()
    known = tags.ids({name for one in datasets for name in one.tags})
    tables.copy("package", PACKAGE, (_package(package_id, one, user_id, moment) for package_id, one in pairs))
    tables.copy("resource", RESOURCE, (row for package_id, one in pairs for row in resources(package_id, one.files, moment)))
    tables.copy("package_tag", TAG, (tag(package_id, known[name]) for package_id, one in pairs for name in one.tags))
    tables.copy("member", MEMBER, (member(package_id, one.columns["owner_org"]) for package_id, one in pairs))
    return ids


def resources(package_id: str, files: Sequence[File], moment: str) -> Iterator[Cells]:
    """Rows of resources in their order."""
    for position, file in enumerate(files):
        yield resource(make_uuid(), package_id, position, file, moment)


def resource(resource_id: str, package_id: str, position: int, file: File, moment: str) -> Cells:
    """The row of a resource."""
    columns = file.columns
    return (
        *(resource_id, package_id, str(position), columns["url"], columns.get("name", NULL)),
        *(columns.get("description", NULL), columns["format"], cell(file.size), dumped(file.extras), "", ACTIVE),
        *(moment, moment),
    )


def tag(package_id: str, tag_id: str) -> Cells:
    """The row that ties a tag to a dataset."""
    return make_uuid(), package_id, tag_id, ACTIVE


def member(package_id: str, organization_id: str) -> Cells:
    """The row that makes a dataset one of an organization."""
    return make_uuid(), organization_id, package_id, "package", ORGANIZATION, ACTIVE


def _package(package_id: str, one: Normal, user_id: str, moment: str) -> Cells:
    columns = one.columns
    return (
        *(package_id, columns["name"], columns["title"], columns["notes"], columns["license_id"], columns["owner_org"]),
        *(TYPE, ACTIVE, "f", user_id, moment, moment, orjson.dumps(one.extras).decode()),
    )
