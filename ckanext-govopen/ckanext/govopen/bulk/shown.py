"""Stored datasets as CKAN shows them, by its own schema and by ours, made of their rows at once.

What is not sure to come out as `package_show` would say it raises `UnsureError`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from flask_babel import force_locale

from ckan import model
from ckan import plugins as p
from ckan.lib.helpers import unified_resource_format
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk.normal import TYPE
from ckanext.govopen.bulk.stored import ACTIVE, Row, Stored
from ckanext.govopen.bulk.values import UnsureError
from ckanext.govopen.model.among import among

Shown = dict[str, Any]
Output = Callable[[str], Any]

OUTPUTS: Mapping[str | None, Output] = {
    None: str,
    "govopen_list_output": orjson.loads,
    "govopen_count_output": lambda text: int(text) if text.isdigit() else text,
}
PACKAGE = (
    *("author", "author_email", "creator_user_id", "id", "license_id", "maintainer", "maintainer_email"),
    *("metadata_created", "metadata_modified", "name", "notes", "owner_org", "private", "state", "title", "type"),
    *("url", "version"),
)
"""Columns that are shown as they are."""
ORGANIZATION = (
    *("id", "name", "title", "type", "description", "image_url", "created", "is_organization", "approval_status", "state"),
)


class View:
    """How datasets of one schema are shown, with what many of them have in common."""

    def __init__(self) -> None:
        schema = tk.h.scheming_get_dataset_schema(TYPE)
        self._outputs = _outputs(schema["dataset_fields"])
        self._file_outputs = _outputs(schema["resource_fields"])
        self._decoded = [(name, output) for name, output in self._file_outputs.items() if output is not str]
        self._datastore = any(plugin.name == "datastore" for plugin in p.PluginImplementations(p.IResourceController))
        self._organizations: dict[str, Row] = {}
        self._licences: dict[str | None, Shown] = {}

    def know(self, organization_ids: set[str]) -> None:
        """Read the organizations that datasets to be shown belong to."""
        table = model.group_table
        query = sa.select(*(table.c[name] for name in ORGANIZATION)).where(
            among(table.c.id, organization_ids), table.c.state == ACTIVE
        )
        for row in model.Session.execute(query):
            self._organizations[row.id] = _shown(dict(zip(ORGANIZATION, row, strict=True)))

    def both(self, one: Stored) -> tuple[Shown, Shown]:
        """The dataset by CKAN's own schema, and by ours; they share what is the same in both."""
        package, extras = one.package, one.package["extras"]
        if not (one.is_usual and package["type"] == TYPE and package["title"] and extras.keys() <= self._outputs.keys()):
            raise UnsureError(package["id"])
        files = [self._file(file) for file in one.active_files]
        tags = sorted((_tag(tag) for tag in one.tags if tag["state"] == ACTIVE), key=lambda tag: str(tag["name"]))
        common = _shown({name: package[name] for name in PACKAGE}) | self._licence(package["license_id"])
        common |= {"num_resources": len(files), "num_tags": len(tags), "organization": self._organization(package)}
        common["title"] = package["title"].strip()
        lists = {"tags": tags, "groups": [], "relationships_as_subject": [], "relationships_as_object": []}
        listed = [{"key": key, "value": extras[key]} for key in sorted(extras)]
        ours = {key: value for key, value in common.items() if value is not None or key not in self._outputs}
        ours |= {key: self._outputs[key](value) for key, value in extras.items()}
        return (
            common | {"extras": listed, "resources": [_plainly(file) for file in files]} | lists,
            ours | {"resources": [self._ours(file) for file in files]} | lists,
        )

    def _organization(self, package: Row) -> Row | None:
        return self._organizations.get(package["owner_org"])

    def _licence(self, licence_id: str | None) -> Shown:
        if licence_id not in self._licences:
            # CKAN translates the title for whoever asks; workers ask in no language, and what the index keeps must not
            # depend on who told it.
            with force_locale("en"):
                self._licences[licence_id] = _licence(licence_id)
        return self._licences[licence_id]

    def _file(self, row: Row) -> Shown:
        if row["url_type"] or ":" not in row["url"].partition("/")[0] or row["url"] != row["url"].strip():
            raise UnsureError(row["url"])
        shown = _shown({key: value for key, value in row.items() if key != "extras"}) | row["extras"]
        if self._datastore:
            shown.setdefault("datastore_active", False)
        return shown

    def _ours(self, file: Shown) -> Shown:
        ours = {key: value for key, value in file.items() if value is not None or key not in self._file_outputs}
        for key, output in self._decoded:
            if key in ours:
                ours[key] = output(ours[key])
        return ours


def _licence(licence_id: str | None) -> Shown:
    """What is shown of a licence."""
    register = model.Package.get_license_register()
    licence = register[licence_id] if licence_id in set(register) else None
    shown: Shown = {"isopen": bool(licence and licence.isopen()), "license_title": licence_id}
    if licence:
        shown["license_title"] = licence.title
    if licence and licence.url:
        shown |= {"license_url": licence.url, "license_title": licence.title.split("::")[-1]}
    return shown


def view() -> View | None:
    """How datasets of today's schema are shown; None where it has something that is not known here."""
    try:
        return View()
    except (TypeError, KeyError):
        return None


def _outputs(fields: Iterable[Mapping[str, Any]]) -> dict[str, Output]:
    """How the stored value of each field is shown."""
    return {field["field_name"]: OUTPUTS[field.get("output_validators")] for field in fields}


def _plainly(file: Shown) -> Shown:
    """A resource by CKAN's own schema, where formats have other names."""
    if file["format"] is None:
        raise UnsureError("format")
    return file | {"format": unified_resource_format(file["format"])}


def _tag(row: Row) -> Shown:
    return {
        "display_name": row["name"],
        "id": row["id"],
        "name": row["name"],
        "state": row["state"],
        "vocabulary_id": row["vocabulary_id"],
    }


def _shown(row: Row) -> Shown:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
