"""The index documents of many datasets: those that CKAN would make of them, with ours on top, from a handful of queries."""

import functools
import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from ckan import model
from ckan.common import config
from ckan.lib.search.index import KEY_CHARS, RESERVED_FIELDS, escape_xml_illegal_chars
from ckanext.govopen.bulk import indexing, plugins
from ckanext.govopen.bulk.indexing import Beside
from ckanext.govopen.bulk.shown import Shown, view
from ckanext.govopen.bulk.stored import ACTIVE, Stored
from ckanext.govopen.bulk.values import UnsureError
from ckanext.govopen.model import overlay

Document = dict[str, Any]

RESOURCE = (("name", "res_name"), ("description", "res_description"), ("format", "res_format"), ("url", "res_url"))
TYPED = ("resource_type", "res_type")


class Documents:
    """Makes documents; what many of them share is looked up once."""

    def __init__(self) -> None:
        self._view = view() if plugins.are_usual() else None
        self._titles: dict[str, list[str]] = {}
        self._site = config["ckan.site_id"]
        self._fields = (*RESOURCE, TYPED, *((key, f"res_extras_{key}") for key in model.Resource.get_extra_columns()))

    def of(self, found: Mapping[str, Stored]) -> tuple[dict[str, Document], list[str]]:
        """The documents by dataset, and the datasets of which only CKAN itself can make them."""
        if self._view is None:
            return {}, list(found)
        owners = {one.package["owner_org"] for one in found.values() if one.package["owner_org"]}
        self._view.know(owners)
        self._titles |= indexing.titles(owners - self._titles.keys())
        known = indexing.beside({key: [file["id"] for file in one.active_files] for key, one in found.items()})
        made, unsure = {}, []
        for package_id, one in found.items():
            try:
                made[package_id] = self._document(one, known[package_id])
            except (UnsureError, ValueError):  # or what is stored cannot be read
                unsure.append(package_id)
        return made, unsure

    def index_id(self, package_id: str) -> str:
        """The key of a dataset in the index."""
        return hashlib.md5(f"{package_id}{self._site}".encode()).hexdigest()  # noqa: S324  CKAN's own key, no secret

    def _document(self, one: Stored, known: Beside) -> Document:
        if self._view is None or one.package["state"] != ACTIVE or one.package["private"]:
            raise UnsureError(one.package["state"])
        plain, ours = self._view.both(one)
        overlay.replace(ours, overlay.DATASET_KEYS, known.score or {})
        for resource in ours["resources"]:
            overlay.replace(resource, overlay.RESOURCE_KEYS, known.files.get(resource["id"], {}))
        index = self._indexed(plain) | {"data_dict": _json(plain), "validated_data_dict": _json(ours)}
        built = indexing.documented(index, ours, known, self._titles.get(one.package["owner_org"], ()))
        built["permission_labels"] = ["public"]
        return {key: value for key, value in built.items() if value is not None and value != ""}

    def _indexed(self, plain: Shown) -> Document:
        """CKAN's own document (`ckan.lib.search.index`), but for the dataset itself."""
        index = {key: value for key, value in plain.items() if key not in NESTED}
        index["title_string"] = plain["title"]
        for extra in plain["extras"]:
            key = _field(extra["key"])
            if key.endswith("_date"):
                raise UnsureError(key)
            index[f"extras_{key}"] = extra["value"]
            if key not in RESERVED_FIELDS and key not in plain:
                index[key] = extra["value"]
        for key, name in self._fields if plain["resources"] else ():
            index[name] = [resource.get(key, "") for resource in plain["resources"]]
        for key in ("title", "notes", "title_string"):
            index[key] = escape_xml_illegal_chars(index[key]) if index[key] else index[key]
        return index | {
            "title": index["title"].lstrip(),
            "tags": [tag["name"] for tag in plain["tags"]],
            "groups": [],
            "organization": plain["organization"]["name"] if plain["organization"] else None,
            "capacity": "public",
            "entity_type": "package",
            "dataset_type": plain["type"],
            "metadata_created": plain["metadata_created"] + "Z",
            "metadata_modified": plain["metadata_modified"] + "Z",
            "site_id": self._site,
            "index_id": self.index_id(plain["id"]),
        }


NESTED = frozenset(("extras", "tags", "groups", "resources", "relationships_as_subject", "relationships_as_object"))
"""Keys of a shown dataset that do not go into the index as they are."""


@functools.cache
def _field(key: str) -> str:
    """The name of an extra in the index; the schema has few keys, and `View` knows no others."""
    return "".join(sign for sign in key if sign in KEY_CHARS)


def _json(shown: Shown) -> str:
    return orjson.dumps(shown).decode()
