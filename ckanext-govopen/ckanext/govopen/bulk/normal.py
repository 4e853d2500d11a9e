"""The stored form of a dataset that is as `national.from_record` makes them, without CKAN's validators.

For each field of the dataset schema, by the validators that it names there, a cheap test tells that they would pass the
value and what they would store. A value, a key or a validator that is not known here raises `UnsureError`: such a dataset
goes through CKAN's own actions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import values
from ckanext.govopen.bulk.values import Test, UnsureError

Tests = Mapping[str, Test]

TYPE = "dataset"
CORE = ("name", "title", "notes", "license_id", "owner_org")
"""Fields that CKAN has columns for; the others become extras."""
COLUMNS = ("url", "name", "description", "format")
OUTSIDE = ("type", "resources", "tags")
_PARAMETER = re.compile(r"(govopen_\w+)\(([\w-]+)\)")


@dataclass(slots=True)
class File:
    """A resource as it is stored."""

    columns: dict[str, str]
    """What is set; of the rest, `url` and `description` become empty and the others stay."""
    size: int | None
    extras: dict[str, Any]


@dataclass(slots=True)
class Normal:
    """A dataset as it is stored."""

    columns: dict[str, str]
    """`owner_org` is the name of the organization."""
    extras: dict[str, str]
    files: list[File]
    tags: list[str]


class Form:
    """The tests of a dataset schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._dataset = {field["field_name"]: _test(field) for field in schema["dataset_fields"]}
        self._resource = {field["field_name"]: _test(field) for field in schema["resource_fields"]}
        ends = (schema.get("before_validators"), schema.get("after_validators"))
        if ends != ("duplicate_extras_key govopen_before", "govopen_after"):
            raise UnsureError(ends)

    def normal(self, dataset: Mapping[str, Any]) -> Normal:
        """The stored form; raises `UnsureError`."""
        if dataset.get("type") != TYPE or not dataset.get("source_portal") or not dataset.get("source_id"):
            raise UnsureError(dataset.get("type"))
        stored = _fields(self._dataset, dataset, OUTSIDE)
        columns = {name: stored.pop(name) for name in CORE if name in stored}
        if len(columns) < len(CORE):
            raise UnsureError(columns)
        files = [self._file(resource) for resource in dataset.get("resources", ())]
        return Normal(columns, stored, files, _tags(dataset.get("tags", ())))

    def _file(self, resource: Mapping[str, Any]) -> File:
        stored = _fields(self._resource, resource, ("size",))
        columns = {name: stored.pop(name) for name in COLUMNS if name in stored}
        size = resource.get("size")
        if "url" not in columns or not (size is None or values.is_count(size)):
            raise UnsureError(resource.get("url"), size)
        return File(columns, size, stored)


def form() -> Form | None:
    """The tests of today's dataset schema; None where it has something that they do not know."""
    try:
        return Form(tk.h.scheming_get_dataset_schema(TYPE))
    except (UnsureError, TypeError, KeyError):
        return None


def _test(field: Mapping[str, Any]) -> Test:
    """The test of a field, by its validators."""
    named = field.get("create_validators") or field.get("validators") or ""
    kind = _PARAMETER.sub(r"\1", named)
    parameters = [parameter for _validator, parameter in _PARAMETER.findall(named)]
    if kind not in values.BY_VALIDATORS or "repeating_subfields" in field:
        raise UnsureError(field["field_name"], named)
    return values.BY_VALIDATORS[kind](parameters[-1] if parameters else "")


def _fields(known: Tests, given: Mapping[str, Any], outside: tuple[str, ...]) -> dict[str, str]:
    """What is stored of the fields, in the order of their names, in which CKAN reads them."""
    stored = {name: value for name in sorted(known) if (value := known[name](given.get(name))) is not None}
    if unknown := given.keys() - known.keys() - set(outside):
        raise UnsureError(unknown)
    return stored


def _tags(tags: Any) -> list[str]:
    names = [values.tag(tag) for tag in tags]
    if len(set(names)) < len(names):
        raise UnsureError(names)
    return names
