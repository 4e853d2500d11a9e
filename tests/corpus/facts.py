"""What must be true of the table as the checker understands it, whatever is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .containers import GRID, RECORDS

if TYPE_CHECKING:
    from .sheet import Column, Sheet

KINDS_OF_ROWS = {"title_rows": "title", "header_rows": "header", "total_rows": "total", "note_rows": "note"}
BLUR = {"T02", "D01", "D02", "H03", "E03", "T08", "J01", "X01", "G01", "T06"}
"""Rules whose defects leave more than one right reading of the table, or none."""
NUMBERS, DATES, CODES = {"int", "float"}, {"date", "days"}, {"pattern", "uscc", "region", "phone", "village", "train"}


def truth(sheet: Sheet, container: str, rules: set[str]) -> dict[str, Any]:
    """Rows of each kind, number of rows, names, units, types and missing cells; nothing where the truth is not one."""
    if rules & BLUR or container not in GRID | RECORDS:
        return {}
    facts: dict[str, Any] = {"rows": len(sheet.data), "columns": len(sheet.columns)}
    for fact, kind in KINDS_OF_ROWS.items():
        facts[fact] = [number for number, row in enumerate(sheet.rows, 1) if row.kind == kind] if container in GRID else []
    data = [number for number, row in enumerate(sheet.rows, 1) if row.kind == "data"]
    facts["data_rows"] = [data[0], data[-1]] if container in GRID else []
    if container != "xml":  # names of elements cannot be what names of columns are
        facts["names"] = [column.flat for column in sheet.columns]
    facts["fields"] = {
        place: field(sheet, column) for place, column in enumerate(sheet.columns) if column not in sheet.touched
    }
    return facts


def field(sheet: Sheet, column: Column) -> dict[str, Any]:
    """What must be known of an undamaged column."""
    known: dict[str, Any] = {"missing": sum(value is None for value in sheet.values(column))}
    if column.kind in NUMBERS:
        unit = re.search(r"[（(](.+)[）)]$", column.name)
        known |= {"type": {"number", "integer"}} | ({"unit": unit[1]} if unit else {})
    elif column.kind in DATES:
        known["type"] = {"date"}
    elif column.kind in CODES:
        known["type"] = {"identifier", "string"}
    return known


def differences(facts: dict[str, Any], report: dict[str, Any], container: str) -> list[str]:
    """Where the main table of a report says otherwise."""
    if not facts:
        return []
    if not report["tables"]:
        return ["no table"]
    table = next((one for one in report["tables"] if one["sheet"] == "Sheet1"), report["tables"][0])
    plain = ["rows", "columns", "data_rows", *KINDS_OF_ROWS]
    found = [f"{fact} {table[fact]} instead of {facts[fact]}" for fact in plain if table[fact] != facts[fact]]
    names = [one["name"] for one in table["fields"]]
    if "names" in facts and names != facts["names"]:
        found.append(f"names {names} instead of {facts['names']}")
    if len(names) != facts["columns"]:
        return found
    for place, known in facts["fields"].items():
        one = table["fields"][place]
        found += [
            f"{one['name']}: {key} {one[key]} instead of {value}"
            for key, value in known.items()
            if not (key == "unit" and container == "xml") and not matches(one[key], value)
        ]
    return found


def matches(got: object, wanted: object) -> bool:
    """Whether a fact is the wanted one, or one of those wanted."""
    return got in wanted if isinstance(wanted, set) else got == wanted
