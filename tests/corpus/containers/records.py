"""Records: JSON, JSON lines, GeoJSON, XML. Places in them are pointers from the array of records."""

from __future__ import annotations

import json
import random
import re
from html import escape
from typing import Any

from ..sheet import Column, Sheet, Value, text
from .base import Container, Written

POINT = {"lon", "lat"}


def dicts(sheet: Sheet, skip: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """The data rows as objects; dates as ISO text."""
    chosen = [(index, column) for index, column in enumerate(sheet.columns) if column.kind not in skip]
    return [{column.flat: plain(row.cells[index].value) for index, column in chosen} for row in sheet.records]


def plain(value: Value) -> str | int | float | None:
    """A value that JSON has."""
    return value if value is None or isinstance(value, int | float) else text(value)


def pointed(sheet: Sheet, data: bytes, keys: dict[Column, str]) -> Written:
    """A written list of records."""
    escaped = {column: key.replace("~", "~0").replace("/", "~1") for column, key in keys.items()}
    written = Written(data, columns=escaped)
    for number, row in enumerate(sheet.records):
        written.rows[row] = f"/{number}"
        for column, cell in zip(sheet.columns, row.cells, strict=True):
            if column in escaped:
                written.cells[cell] = f"/{number}/{escaped[column]}"
    return written


def array(sheet: Sheet, dice: random.Random) -> Written:
    """One array of objects."""
    body = json.dumps(dicts(sheet), ensure_ascii=False, indent=dice.choice([None, 2]))
    return pointed(sheet, body.encode(), {column: column.flat for column in sheet.columns})


def by_line(sheet: Sheet, dice: random.Random) -> Written:
    """An object a line."""
    body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in dicts(sheet))
    return pointed(sheet, body.encode(), {column: column.flat for column in sheet.columns})


def features(sheet: Sheet, dice: random.Random) -> Written:
    """A collection of points."""
    place = {column.kind: index for index, column in enumerate(sheet.columns)}
    made = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.cells[place["lon"]].value, row.cells[place["lat"]].value]},
            "properties": properties,
        }
        for row, properties in zip(sheet.records, dicts(sheet, frozenset(POINT)), strict=True)
    ]
    body = json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)
    return pointed(sheet, body.encode(), {column: column.flat for column in sheet.columns if column.kind not in POINT})


def system(match: re.Match[str]) -> str:
    """Of what stands in brackets only the name of a coordinate system goes into a name of an element."""
    return f"_{match[1]}" if match[1] in {"WGS84", "CGCS2000"} else ""


def tags(sheet: Sheet) -> dict[Column, str]:
    """Names of elements: what XML does not allow in a name is left out."""
    made: dict[Column, str] = {}
    for column in sheet.columns:
        tag = re.sub(r"[^0-9A-Za-z_.\u4e00-\u9fff]", "", re.sub(r"[（(](.*?)[）)]", system, column.flat)) or "item"
        tag = f"_{tag}" if tag[0].isdigit() else tag
        made[column] = tag if tag not in made.values() else f"{tag}{len(made)}"
    return made


def markup(sheet: Sheet, dice: random.Random, *, root: str = "data", record: str = "row", encoding: str = "UTF-8") -> Written:
    """An element a record, an element a cell."""
    names = tags(sheet)
    rows = []
    for row in sheet.records:
        cells = [
            f"    <{names[c]}>{escape(text(cell.value))}</{names[c]}>"
            for c, cell in zip(sheet.columns, row.cells, strict=True)
        ]
        rows.append(f"  <{record}>\n" + "\n".join(cells) + f"\n  </{record}>")
    body = f'<?xml version="1.0" encoding="{encoding}"?>\n<{root}>\n' + "\n".join(rows) + f"\n</{root}>\n"
    return pointed(sheet, body.encode(encoding), names)


CONTAINERS = [
    Container("json", "json", array),
    Container("jsonl", "jsonl", by_line),
    Container("geojson", "geojson", features),
    Container("xml", "xml", markup),
]
