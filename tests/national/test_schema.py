"""The dataset schema: its fields, presets, validators, snippets and labels fit together."""

import ast
from pathlib import Path
from typing import Any

import pytest

from ckanext.govopen.national import data
from ckanext.govopen.national.vocabularies import vocabulary

PACKAGE = Path(__file__).parents[2] / "ckanext-govopen" / "ckanext" / "govopen"
SCHEMA = data.load("dataset_schema.yaml")
PRESETS = {preset["preset_name"]: preset["values"] for preset in data.load("presets.yaml")["presets"]}
FIELDS = [*SCHEMA["dataset_fields"], *SCHEMA["resource_fields"]]
DATASET = (
    "title name notes tag_string theme industry region_code owner_org provider_name provider_code contact_unit "
    "contact_phone contact_email open_type open_condition open_basis update_cycle issued data_modified temporal_start "
    "temporal_end license_id terms_url data_items record_count byte_size resource_class catalog_code related_codes "
    "registration share_type share_condition share_mode security_level theme_source source_formats source_portal "
    "source_id source_url score grade stars"
)
RESOURCE = (
    "url name description format delivery_mode access source_file_id source_modified source_rows repaired_from "
    "repaired_sha256 repaired_role score grade stars detected_format encoding row_count copy_url copy_bytes "
    "copy_sha256 copy_time"
)
REQUIRED = {
    "title", "notes", "theme", "region_code", "owner_org", "provider_code", "open_type", "update_cycle", "license_id",
    "delivery_mode",
}  # fmt: skip
COMPUTED = {
    *("score", "grade", "stars", "detected_format", "encoding", "row_count"),
    *("copy_url", "copy_bytes", "copy_sha256", "copy_time"),
}


def whole(field: dict[str, Any]) -> dict[str, Any]:
    """A field with what its preset says; presets of scheming itself say nothing here."""
    return PRESETS.get(field.get("preset", ""), {}) | field


def validators() -> set[str]:
    """Names that logic/validators.py exports, read without importing CKAN."""
    tree = ast.parse((PACKAGE / "logic" / "validators.py").read_text())
    assigned = [node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"]
    return set(ast.literal_eval(assigned[0].value))


def test_fields_are_the_agreed_ones() -> None:
    """Names of fields are part of the API."""
    assert [field["field_name"] for field in SCHEMA["dataset_fields"]] == DATASET.split()
    assert [field["field_name"] for field in SCHEMA["resource_fields"]] == RESOURCE.split()


def test_what_a_person_must_enter() -> None:
    """The star stands at the fields that a person must fill; the contact and the conditions are rules across fields."""
    assert {field["field_name"] for field in FIELDS if field.get("required")} == REQUIRED
    assert SCHEMA["after_validators"] == "govopen_after"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field["field_name"])
def test_field_fits(field: dict[str, Any]) -> None:
    """A field has labels in both languages, and its preset, validators, vocabulary and snippets exist."""
    merged = whole(field)
    for text in ("label", "help_text", "form_group"):
        assert set(field.get(text, {"zh_Hans_CN": 1, "en": 1})) == {"zh_Hans_CN", "en"}
    assert not field.get("preset", "").startswith("govopen_") or field["preset"] in PRESETS
    named = " ".join(str(merged.get(key, "")) for key in ("validators", "create_validators", "output_validators"))
    ours = {name.partition("(")[0] for name in named.split() if name.startswith("govopen_")}
    assert ours <= validators()
    if "choices_helper" in merged:
        assert vocabulary(merged["vocabulary"]).choices()
    for kind in ("form", "display"):
        snippet = merged.get(f"{kind}_snippet") or ""
        path = PACKAGE / "templates" / "scheming" / f"{kind}_snippets" / snippet
        assert path.exists() or not snippet.startswith("govopen_")


def test_computed_fields_are_ignored() -> None:
    """What is laid over a dataset when it is read is never taken from a client."""
    for field in FIELDS:
        assert (whole(field).get("validators") == "ignore") == (field["field_name"] in COMPUTED)


def test_every_validator_is_used() -> None:
    """No validator is left over from a field that went; one takes the place of CKAN's in its schema of organisations."""
    text = data.locate("dataset_schema.yaml").read_text() + data.locate("presets.yaml").read_text()
    assert {name for name in validators() if name not in text} == {"no_loops_in_hierarchy"}


def test_licence_register_is_fresh() -> None:
    """The register of licences that CKAN reads has the terms of the vocabulary, in their order."""
    register = data.load("licences.json")
    assert [(entry["id"], entry["title"]) for entry in register] == [(t.code, t.label()) for t in vocabulary("licences")]
