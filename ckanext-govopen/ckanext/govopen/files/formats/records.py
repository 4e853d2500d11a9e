"""json, jsonl, geojson and jsonld: records, in an array, an envelope, lines or features.

Up to `json_bytes` the whole text is parsed strictly; above it records are decoded one by one from the first array of
objects and the table is marked as sampled.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from ..geojson import geometry_problems
from ..limits import limits
from ..links import of_json
from ..model import Problem, Sheet
from ..payload import RecordArray, find_records, is_error_envelope, kind_of
from ..reading import Reading, Source
from ..strictness import duplicate_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

names = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
}
WINDOW = 1 << 22
FIRST = 1000  # records of a large text in which links are looked for


def read(source: Source) -> Reading:
    """The table of records, and what is odd about the text."""
    if source.name == "jsonl":
        return lines_of(source.text)
    if source.text.stat().st_size > limits().json_bytes:
        first = list(islice(large_records(source.text), FIRST))
        sheet, _ = to_sheet(large_records(source.text), "")
        return Reading((sheet,), special(source.name, first), sampled=True)
    raw = source.text.read_bytes()
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Reading(problems=(Problem("not_json", {"reason": error.msg}, line=error.lineno, column=error.colno),))
    problems = (*duplicate_keys(raw), *special(source.name, value))
    if is_error_envelope(value):
        shown = {key: str(value[key])[:80] for key in value if isinstance(value[key], str | int)}
        return Reading(problems=(*problems, Problem("error_envelope", shown)))
    found = find_records(value, limits().nesting)
    if found is None:
        return Reading(problems=(*problems, Problem("no_records", {"kind": kind_of(value)})))
    sheet, cut = to_sheet(found.records, found.pointer)
    if found.mapped:  # keys are always written in quotes
        sheet = replace(
            sheet, kinds={name: kinds for name, kinds in sheet.kinds.items() if name != next(iter(found.records[0]))}
        )
    return Reading((sheet,), (*problems, *wrapped(found)), sampled=cut)


def special(name: str, value: object) -> tuple[Problem, ...]:
    """What is odd in geographic and linked data."""
    if name == "geojson":
        return geometry_problems(value)
    return of_json(value).problems() if name == "jsonld" else ()


def wrapped(found: RecordArray) -> tuple[Problem, ...]:
    """An envelope around the records is a fact of its own, and so is an object in place of their array."""
    if found.mapped:
        return (Problem("map", {"keys": len(found.records)}),)
    return (Problem("wrapper", {"pointer": found.pointer}, pointer=found.pointer),) if found.enveloped else ()


def lines_of(path: Path) -> Reading:
    """One JSON value a line; blank lines are left out."""
    records: list[Any] = []
    problems: list[Problem] = []
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                records.append(orjson.loads(line))
            except orjson.JSONDecodeError as error:
                if len(problems) < limits().problems:
                    problems.append(Problem("not_json", {"reason": error.msg}, line=number, column=error.colno))
            if len(records) >= limits().sample_records:
                break
    sheet, cut = to_sheet(records, "")
    return Reading((sheet,), tuple(problems), sampled=cut or len(records) >= limits().sample_records)


def large_records(path: Path) -> Iterator[Any]:
    """The elements of the first array of objects of a text that is too large to be parsed at once."""
    decoder = json.JSONDecoder()
    with path.open(encoding="utf-8", errors="replace") as file:
        buffer = file.read(WINDOW)
        position = buffer.find("[", 0, WINDOW) + 1
        for _ in range(limits().sample_records):
            if len(buffer) - position < WINDOW // 2:
                buffer, position = buffer[position:] + file.read(WINDOW), 0
            while position < len(buffer) and buffer[position] in " \t\r\n,":
                position += 1
            try:
                value, position = decoder.raw_decode(buffer, position)
            except (ValueError, RecursionError):
                return
            yield value


def to_sheet(records: Iterable[Any], pointer: str) -> tuple[Sheet, bool]:
    """Records as columns of strings, and whether not all of them were taken.

    Objects are parted by key, arrays by position; anything else has a column of its own.
    """
    import polars as pl

    columns: dict[str, list[str | None]] = {}
    kinds: dict[str, Counter[str]] = {}
    height = 0
    left = iter(records)
    for record in islice(left, limits().sample_records):
        for key, value in members_of(record):
            if key not in columns:
                if len(columns) >= limits().columns:
                    continue
                columns[key] = [None] * height
                kinds[key] = Counter()
            kinds[key][kind_of(value)] += 1
            if len(columns[key]) == height:
                columns[key].append(as_text(value))
        height += 1
        for values in columns.values():
            if len(values) < height:
                values.append(None)
        if height * len(columns) > limits().sheet_cells:
            break
    keys = tuple(columns)
    schema = {f"c{c}": pl.String for c in range(len(keys))}
    frame = pl.DataFrame({f"c{c}": columns[key] for c, key in enumerate(keys)}, schema=schema)
    sheet = Sheet(frame.with_row_index("n", 0).lazy(), len(keys), keys=keys, kinds=kinds, name=pointer or None)
    return sheet, next(left, left) is not left


def members_of(record: object) -> Iterable[tuple[str, Any]]:
    """Keys and values of one record; a feature's properties count as its own."""
    if isinstance(record, dict):
        shape = "geometry" if record.get("type") == "Feature" else "arcs"  # of GeoJSON or TopoJSON
        if isinstance(record.get("properties"), dict) and (shape in record or shape == "geometry"):
            properties: Mapping[str, Any] = record["properties"]
            return [*properties.items(), (shape, record.get(shape))]
        return [(str(key), value) for key, value in record.items()]
    if isinstance(record, list):
        return [(str(number), value) for number, value in enumerate(record)]
    return [("value", record)]


def as_text(value: object) -> str | None:
    """A JSON value as text; null and the empty string are nothing, nested values stay JSON."""
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))[:10_000]
        case _:
            return str(value)
