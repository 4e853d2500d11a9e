"""Scores, links and copies laid over what CKAN answers, in bulk, and taken off again from what clients send back."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.model import DatasetScore, FileScore, FileSource, Twin, clock
from ckanext.govopen.model.among import among_later, array
from ckanext.govopen.model.dataset_score import OVERLAY as DATASET_SCORE_KEYS
from ckanext.govopen.model.file_copy import OVERLAY as COPY_KEYS
from ckanext.govopen.model.file_score import OVERLAY as SCORE_KEYS

RESOURCE_KEYS = (*SCORE_KEYS, *COPY_KEYS)

TWIN_KEY = "duplicate_of"
"""Key of a dataset that another portal lists too: the id of the authoritative copy."""
DATASET_KEYS = (*DATASET_SCORE_KEYS, TWIN_KEY)

PLAIN = "govopen_plain"
"""Key of the context of a `package_show` that is to answer the stored dataset alone."""


def plain() -> Context:
    """The context of such a `package_show`, which also asks the database and not the index, whose copy may be older."""
    context: Any = {"ignore_auth": True, "user": "", "use_cache": False, PLAIN: True}
    return cast("Context", context)


def lay(packages: Iterable[dict[str, Any]]) -> None:
    """Put today's scores, links and copies over these datasets and their resources, in place.

    Two queries for any number, and a third where there are copies: every search waits for them.
    """
    shown = [package for package in packages if package.get("id")]
    ids = [package["id"] for package in shown]
    if not ids:
        return
    datasets, files = (_rows(query, ids) for query in (_datasets(), _files()))
    copies = FileSource.copies(ids) if any(row["copied"] for row in files.values()) else {}
    for package in shown:
        replace(package, DATASET_KEYS, _of(DATASET_KEYS, datasets.get(package["id"], {})))
        for resource in package.get("resources") or []:
            key = resource.get("id", "")
            scored = files.get(key, {})
            laid = _of(SCORE_KEYS, scored) if scored.get("score") is not None else {}
            replace(resource, RESOURCE_KEYS, laid | (copy(copies[key]) if key in copies else {}))


def _of(keys: Iterable[str], row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row.get(key) for key in keys}


def _rows(query: Any, ids: list[str]) -> dict[str, Mapping[str, Any]]:
    """By id, what a query over datasets finds."""
    return {row["id"]: row for row in model.Session.execute(query, {"ids": array(ids)}).mappings()}


@cache
def _datasets() -> Any:
    """Scores and links of datasets; put together once, as the next."""
    columns = [model.Package.id, *(getattr(DatasetScore, key) for key in DATASET_SCORE_KEYS)]
    query = sa.select(*columns, Twin.authority_id.label(TWIN_KEY)).select_from(model.Package)
    scored = query.outerjoin(DatasetScore, DatasetScore.package_id == model.Package.id)
    return scored.outerjoin(Twin, Twin.package_id == model.Package.id).where(among_later(model.Package.id, "ids"))


@cache
def _files() -> Any:
    """Scores of the files of datasets, and whether there is a copy that the public might have."""
    columns = [FileScore.resource_id.label("id"), *(getattr(FileScore, key) for key in SCORE_KEYS)]
    query = sa.select(*columns, FileSource.copied).select_from(FileScore).where(among_later(FileScore.package_id, "ids"))
    return query.outerjoin(FileSource, FileSource.resource_id == FileScore.resource_id)


def copy(row: Any) -> dict[str, Any]:
    """What lies over a resource of which there is a copy."""
    return {
        "copy_url": copy_url(row.package_id, row.resource_id),
        "copy_bytes": row.bytes,
        "copy_sha256": row.sha256,
        "copy_time": clock.text(row.first_seen),
    }


def copy_url(package_id: str, resource_id: str) -> str:
    """Where the copy of a resource is served."""
    where = {"id": package_id, "resource_id": resource_id}
    return str(tk.url_for("govopen_copy.download", **where, qualified=True, locale="default"))


def replace(shown: dict[str, Any], keys: Iterable[str], values: Mapping[str, Any]) -> None:
    """Take off what an earlier answer may have left in the index, and lay the values over."""
    for key in keys:
        shown.pop(key, None)
    shown.update({key: value for key, value in values.items() if value is not None})


def without(package: Mapping[str, Any]) -> dict[str, Any]:
    """A dataset as it is to be stored: what is computed is not."""
    plain = {key: value for key, value in package.items() if key not in DATASET_KEYS}
    resources = plain.get("resources")
    if isinstance(resources, list):
        plain["resources"] = [strip(resource) for resource in resources]
    return plain


def strip(resource: Any) -> Any:
    """A resource as it is to be stored; what is no mapping is left to CKAN's validators."""
    if not isinstance(resource, Mapping):
        return resource
    return {key: value for key, value in resource.items() if key not in RESOURCE_KEYS}
