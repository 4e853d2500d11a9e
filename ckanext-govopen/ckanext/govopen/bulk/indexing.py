"""Gathers what the index document of a dataset is made of, and renews it when only the score changed."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ckan import logic, model
from ckan.types import Context
from ckanext.govopen.model import DatasetScore, FileScore, SearchClick, Twin
from ckanext.govopen.search.document import document

DEEPEST = 5
UPWARDS = sa.text(
    "WITH RECURSIVE up (below, id, title, depth) AS ("
    " SELECT id, id, coalesce(nullif(title, ''), name), 1 FROM \"group\" WHERE id = ANY(:ids)"
    " UNION ALL SELECT up.below, above.id, coalesce(nullif(above.title, ''), above.name), up.depth + 1 FROM up"
    " JOIN member ON member.group_id = up.id AND member.table_name = 'group' AND member.state = 'active'"
    " JOIN \"group\" above ON above.id = member.table_id AND above.type = 'organization' AND above.state = 'active'"
    " WHERE up.depth < :deepest)"
    " SELECT below, title FROM up ORDER BY below, depth"
)


def document_of(index: dict[str, Any]) -> dict[str, Any]:
    """The Solr document of a dataset, from the one that CKAN made."""
    if index.get("entity_type") not in {None, "package"} or "validated_data_dict" not in index:
        return index
    package = json.loads(index["validated_data_dict"])
    score = DatasetScore.of([package["id"]]).get(package["id"])
    formats = [file["detected_format"] for file in FileScore.of_packages([package["id"]]).values()]
    known = {**score, "detected_formats": formats} if score else None
    package["duplicate_of"] = Twin.of([package["id"]]).get(package["id"])
    package["uses"] = SearchClick.counts([package["id"]]).get(package["id"])
    owner = package.get("owner_org")
    above = titles([owner]).get(owner, []) if owner else []
    return document(index, package, organizations=above, score=known)


def titles(organization_ids: Iterable[str]) -> dict[str, list[str]]:
    """The title of each department and of those above it, nearest first."""
    found: dict[str, list[str]] = {}
    rows = model.Session.execute(UPWARDS, {"ids": list(organization_ids), "deepest": DEEPEST})
    for organization_id, title in rows:
        found.setdefault(organization_id, []).append(title)
    return found


def renew(package_id: str) -> None:
    """Index one dataset anew; visible after Solr's next soft commit."""
    context: Context = {"ignore_auth": True, "user": ""}
    logic.index_update_package(context, package_id, defer_commit=True)
