"""What the dataset form needs of the national vocabularies."""

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.national import checks, rows
from ckanext.govopen.national.vocabularies import vocabulary

COLUMNS = {"items": rows.ITEMS, "registrations": rows.REGISTRATIONS}


def govopen_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The choices of a field of the schema: the terms of its `vocabulary`."""
    return vocabulary(field["vocabulary"]).choices()


def govopen_lines(field: Mapping[str, Any], value: Any) -> str:
    """A list as the lines that a person edits; text (of a refused form) stays as it was typed."""
    if "rows" in field:
        return rows.lines(COLUMNS[field["rows"]], value)
    return value if isinstance(value, str) else "\n".join(value or ())


def govopen_uscc_concern(code: str | None) -> str:
    """What is odd about a valid 统一社会信用代码 as the provider of public data; empty where nothing is."""
    concern = checks.uscc_concern(code) if code else None
    return tk._(concern.msgid).format_map(concern.params) if concern else ""
