"""Gathers what the index document of a dataset is made of, and renews it when only the score changed."""

import json
from typing import Any

from ckan import logic, model
from ckan.types import Context
from ckanext.govopen.model import DatasetScore, FileScore
from ckanext.govopen.search.document import document

DEEPEST = 5


def document_of(index: dict[str, Any]) -> dict[str, Any]:
    """The Solr document of a dataset, from the one that CKAN made."""
    if index.get("entity_type") not in {None, "package"} or "validated_data_dict" not in index:
        return index
    package = json.loads(index["validated_data_dict"])
    score = DatasetScore.of([package["id"]]).get(package["id"])
    formats = [file["detected_format"] for file in FileScore.of_packages([package["id"]]).values()]
    known = {**score, "detected_formats": formats} if score else None
    return document(index, package, organizations=titles(package.get("owner_org")), score=known)


def titles(organization_id: str | None) -> list[str]:
    """The title of a department and of those above it, nearest first."""
    found: list[str] = []
    group = model.Group.get(organization_id) if organization_id else None
    while group is not None and len(found) < DEEPEST:
        found.append(group.title or group.name)
        group = next(iter(group.get_parent_groups(type="organization")), None)
    return found


def renew(package_id: str) -> None:
    """Index one dataset anew; visible after Solr's next soft commit."""
    context: Context = {"ignore_auth": True, "user": ""}
    logic.index_update_package(context, package_id, defer_commit=True)
