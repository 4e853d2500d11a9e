"""What the dataset page tells of copies and corrections."""

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.helpers.labels import govopen_labels, govopen_region_label


def govopen_copies(package: Mapping[str, Any]) -> dict[str, Any]:
    """The portals that list the dataset too; asked only of harvested datasets."""
    if not package.get("source_portal"):
        return {"authority": None, "copies": []}
    found: dict[str, Any] = tk.get_action("govopen_copy_list")({}, {"id": package["id"]})
    return found


def govopen_corrections(package: Mapping[str, Any]) -> list[dict[str, str]]:
    """Corrected fields as people read them: `label`, `here`, `source`."""
    if not package.get("source_portal"):
        return []
    rows = tk.get_action("govopen_correction_list")({}, {"id": package["id"]})
    labels = {field["field_name"]: tk.h.scheming_language_text(field["label"]) for field in _fields()}
    return [
        {"label": labels.get(row["field"], row["field"]), "here": _told(row, "value"), "source": _told(row, "source_value")}
        for row in rows
    ]


VOCABULARIES = {
    "theme": "themes",
    "industry": "industries",
    "open_type": "open_types",
    "update_cycle": "update_cycles",
    "license_id": "licences",
}
"""Fields that hold codes, and where their words stand."""


def _told(row: Mapping[str, Any], key: str) -> str:
    """A value as people read it: codes by their labels."""
    value, name = row[key], VOCABULARIES.get(row["field"])
    if name is None or not value:
        return govopen_region_label(value) if row["field"] == "region_code" else _text(value)
    return govopen_labels(name, value if isinstance(value, list) else [value])


def _fields() -> list[dict[str, Any]]:
    schema = tk.h.scheming_get_dataset_schema("dataset")
    return [*schema["dataset_fields"], {"field_name": "tags", "label": tk._("Tags")}]


def _text(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, list):
        return tk._(", ").join(
            _text(one.get("label") or one.get("name") or "") if isinstance(one, dict) else str(one) for one in value
        )
    return "" if value is None else str(value)
