"""Gathers what the index document of a dataset is made of, and renews it when only the score changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ckan import logic, model
from ckan.types import Context
from ckanext.govopen.model import DatasetScore, FileScore, SearchClick, Twin, overlay
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


@dataclass(frozen=True, slots=True)
class Beside:
    """What the portal has found out of a dataset, and CKAN does not store with it.

    `score` is what lies over the dataset (None without a score), `files` what lies over its resources, by id; `authority` the
    id of the authoritative copy, `uses` how often it was opened.
    """

    score: Mapping[str, Any] | None
    files: Mapping[str, Mapping[str, Any]]
    authority: str | None
    uses: int | None


def beside(resources: Mapping[str, Iterable[str]]) -> dict[str, Beside]:
    """That of each of these datasets, whose resources are given; four queries for any number."""
    ids = list(resources)
    scores, files, twins, uses = DatasetScore.of(ids), FileScore.of_packages(ids), Twin.of(ids), SearchClick.counts(ids)
    return {
        one: Beside(scores.get(one), {key: files[key] for key in own if key in files}, twins.get(one), uses.get(one))
        for one, own in resources.items()
    }


def documented(
    index: Mapping[str, Any], package: Mapping[str, Any], known: Beside, organizations: Sequence[str]
) -> dict[str, Any]:
    """The Solr document of a dataset, from CKAN's; `organizations` are the titles of its department and of those above."""
    formats = [file["detected_format"] for file in known.files.values()]
    score = {**known.score, "detected_formats": formats} if known.score else None
    said = {**package, overlay.TWIN_KEY: known.authority, "uses": known.uses}
    return document(index, said, organizations=organizations, score=score)


def document_of(index: dict[str, Any]) -> dict[str, Any]:
    """The Solr document of a dataset, from the one that CKAN made."""
    if index.get("entity_type") not in {None, "package"} or "validated_data_dict" not in index:
        return index
    package = json.loads(index["validated_data_dict"])
    package_id, owner = package["id"], package.get("owner_org")
    known = beside({package_id: [resource["id"] for resource in package.get("resources") or []]})[package_id]
    return documented(index, package, known, titles([owner]).get(owner, []) if owner else [])


def titles(organization_ids: Iterable[str]) -> dict[str, list[str]]:
    """The title of each department and of those above it, nearest first."""
    found: dict[str, list[str]] = {}
    rows = model.Session.execute(UPWARDS, {"ids": list(organization_ids), "deepest": DEEPEST})
    for organization_id, title in rows:
        found.setdefault(organization_id, []).append(title)
    return found


def renew(package_id: str) -> None:
    """Index one dataset anew; visible within a second.

    One that is deleted or purged while its document is made would come back with it, and is told of once more.
    """
    if _told(package_id) != _state(package_id):
        model.Session.expire_all()
        _told(package_id)


def _told(package_id: str) -> str | None:
    """Tell the index how a dataset is; the state in which it was, None where it was gone."""
    state = _state(package_id)
    if state is None:
        logic.index_remove_package(package_id)
        return None
    context: Context = {"ignore_auth": True, "user": ""}
    with suppress(logic.NotFound):  # gone since
        logic.index_update_package(context, package_id, defer_commit=True)
    return state


def _state(package_id: str) -> str | None:
    found: str | None = model.Session.scalar(sa.select(model.Package.state).where(model.Package.id == package_id))
    return found
