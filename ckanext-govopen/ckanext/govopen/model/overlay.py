"""Scores laid over what CKAN answers, in bulk, and taken off again from what clients send back."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from ckan.types import Context
from ckanext.govopen.model import DatasetScore, FileScore
from ckanext.govopen.model.dataset_score import OVERLAY as DATASET_KEYS
from ckanext.govopen.model.file_score import OVERLAY as RESOURCE_KEYS

PLAIN = "govopen_plain"
"""Key of the context of a `package_show` that is to answer the stored dataset alone."""


def plain() -> Context:
    """The context of such a `package_show`, which also asks the database and not the index, whose copy may be older."""
    context: Any = {"ignore_auth": True, "user": "", "use_cache": False, PLAIN: True}
    return cast("Context", context)


def lay(packages: Iterable[dict[str, Any]]) -> None:
    """Put today's scores over these datasets and their resources, in place; two queries for any number of them."""
    shown = [package for package in packages if package.get("id")]
    ids = [package["id"] for package in shown]
    if not ids:
        return
    files, datasets = FileScore.of_packages(ids), DatasetScore.of(ids)
    for package in shown:
        replace(package, DATASET_KEYS, datasets.get(package["id"], {}))
        for resource in package.get("resources") or []:
            replace(resource, RESOURCE_KEYS, files.get(resource.get("id", ""), {}))


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
