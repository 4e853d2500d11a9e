"""The description of the result: `datapackage.json` with a Table Schema, what titles and notes said, and the files.

The frictionless Data Package standard: the CSV is the first resource; twins in other formats are named beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.personal import mask
from ckanext.govopen.files.profile import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .draft import Draft
    from .pour import Poured
    from .twins import Typed

ENOUGH = 3  # rows from which a column without repeats is taken for a key


def schema(draft: Draft, columns: Sequence[Typed], rows: int) -> dict[str, Any]:
    """The Table Schema of a table: types as its cells prove them."""
    marks = sorted({mark for one in columns for mark in one.marks})
    found: dict[str, Any] = {"fields": [field(one) for one in columns], "missingValues": ["", *marks]}
    if key := primary_key(draft, rows):
        found["primaryKey"] = [key]
    return found


def field(one: Typed) -> dict[str, Any]:
    """One field of a Table Schema; `unit` is the column's unit in words."""
    facts: dict[str, Any] = {"name": one.field.name, "type": one.type, "title": one.field.label}
    if one.type == "datetime":
        facts["format"] = "any"
    if one.field.unit:
        facts["unit"] = one.field.unit
    return facts


def primary_key(draft: Draft, rows: int) -> str | None:
    """The first column of identifiers in which every row has a value of its own."""
    if rows < ENOUGH or rows != draft.table.rows or draft.melt:
        return None
    for one in draft.columns:
        if one.position is not None:
            source = draft.table.fields[one.position]
            if source.type == "identifier" and source.distinct == rows and not source.missing:
                return one.field.name
    return None


def resource(draft: Draft, poured: Poured, columns: Sequence[Typed], twins: Sequence[Path]) -> dict[str, Any]:
    """A table as a resource of the package."""
    suffix = "" if draft.number == 1 else f"-{draft.number}"
    return {
        "name": f"data{suffix}",
        "path": poured.path.name,
        "title": draft.table.member or draft.table.sheet.name or poured.path.stem,
        "profile": "tabular-data-resource",
        **facts(poured.path),
        "rows": poured.rows,
        "schema": schema(draft, columns, poured.rows),
        "twins": [{"path": path.name, "format": path.suffix[1:], "bytes": path.stat().st_size} for path in twins],
        "titles": texts(draft.titles),
        "notes": texts(draft.remarks),
    }


def side(draft: Draft, path: Path, number: int) -> dict[str, Any]:
    """A file of rows that were moved out of a table."""
    kind = path.name.split(".")[-2]
    return {"name": f"{kind}-{draft.number}-{number}", "path": path.name, **facts(path)}


def facts(path: Path) -> dict[str, Any]:
    """Format, encoding, size and hash of a CSV."""
    return {
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
    }


def texts(rows: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
    """Rows that left the table, with their place in the original; numbers of people are masked."""
    return [{"row": row, "text": mask(text, "any")} for row, text in rows]


def package(name: str, resources: Sequence[Mapping[str, Any]], source: Mapping[str, Any]) -> dict[str, Any]:
    """The Data Package of a file: the title is its first title row, the description all that was said beside the data."""
    tables = [one for one in resources if "schema" in one]
    titles = [one["text"] for table in tables for one in table["titles"]]
    said = [*titles, *(one["text"] for table in tables for one in table["notes"])]
    return {
        "profile": "data-package",
        "name": "data",
        "title": titles[0] if titles else name,
        **({"description": "\n".join(said)} if said else {}),
        "resources": list(resources),
        "source": dict(source),
    }
