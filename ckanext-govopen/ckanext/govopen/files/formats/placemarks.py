"""kml and kmz: one record a placemark, with its extended data as columns.

A point gives longitude and latitude; other shapes stay text (WKT), so that nothing of them is lost.
Source: OGC KML 2.3 (12-007r2).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from typing import IO, TYPE_CHECKING

from lxml import etree

from .. import containers
from ..limits import limits
from ..model import Problem, Sheet
from ..reading import Reading, Source
from ..safexml import broken, events, local, readable, unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

names = {"kml": "application/vnd.google-earth.kml+xml", "kmz": "application/vnd.google-earth.kmz"}
PLAIN = ("name", "description", "address", "phoneNumber")
SHAPES = {"Point": "POINT", "LineString": "LINESTRING", "LinearRing": "LINESTRING", "Polygon": "POLYGON"}
BLOB = re.compile(r"<(table|tr|td|html|body|div|br|img|b|p|font)\b[^>]*>", re.IGNORECASE)


def read(source: Source) -> Reading:
    """The placemarks of the map."""
    try:
        if source.name == "kml":
            path, problems = readable(source)
            found = placemarks(path)
            return replace(found, problems=(*problems, *unread(path), *found.problems))
        with zipfile.ZipFile(source.path) as archive:
            return from_archive(archive)
    except etree.XMLSyntaxError as error:
        line, column = error.position or (None, None)
        return Reading(problems=(Problem("not_xml", broken(error), line=line, column=column),))
    except containers.BROKEN as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))


def from_archive(archive: zipfile.ZipFile) -> Reading:
    """The map inside a kmz: doc.kml, else the first one."""
    if problem := containers.refusal(archive.infolist()):
        return Reading(problems=(problem,))
    maps = [info for info in archive.infolist() if info.filename.lower().endswith(".kml")]
    chosen = min(maps, key=lambda info: (info.filename != "doc.kml", info.filename))
    if chosen.file_size > limits().member_bytes:
        return Reading(problems=(Problem("too_large", {"bytes": chosen.file_size}),), sampled=True)
    with archive.open(chosen) as file:
        return placemarks(file)


def placemarks(source: Path | IO[bytes]) -> Reading:
    """One record a placemark; what is HTML in a description is counted."""
    import polars as pl

    columns: dict[str, list[str | None]] = {}
    height = blobs = 0
    for _, node in events(source, "end", tags="{*}Placemark"):
        for key, value in fields(node):
            blobs += key == "description" and bool(BLOB.search(value))
            if key not in columns and len(columns) < limits().columns:
                columns[key] = [None] * height
            if len(columns.get(key, [None] * (height + 1))) == height:
                columns[key].append(value or None)
        height += 1
        for values in columns.values():
            values += [None] * (height - len(values))
        node.clear()
        if height >= limits().sample_records:
            break
    if not columns:
        return Reading(problems=(Problem("no_records", {"kind": "kml"}),))
    frame = pl.DataFrame({f"c{c}": values for c, values in enumerate(columns.values())})
    sheet = Sheet(frame.cast(pl.String).with_row_index("n", 0).lazy(), len(columns), name="Placemark", keys=tuple(columns))
    problems = (Problem("kml_html", count=blobs),) if blobs else ()
    return Reading((sheet,), problems, sampled=height >= limits().sample_records)


def fields(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Name, description, extended data and place of one placemark."""
    for child in node:
        kind = local(child.tag)
        if kind in PLAIN:
            yield kind, text(child)
        elif kind == "ExtendedData":
            for one in child.iter("{*}Data", "{*}SimpleData"):
                value = one.find("{*}value")
                yield str(one.get("name", "")), text(one if value is None else value)
        elif kind in (*SHAPES, "MultiGeometry"):
            yield from shape(child)


def text(node: etree._Element) -> str:
    """All text of an element."""
    return "".join(str(part) for part in node.itertext()).strip()


def shape(node: etree._Element) -> Iterator[tuple[str, str]]:
    """A point's coordinates, or another shape in words."""
    if local(node.tag) == "Point":
        parts = next((text(one) for one in node.iter("{*}coordinates")), "").split(",")
        yield from zip(("longitude", "latitude", "altitude"), (part.strip() for part in parts), strict=False)
    else:
        yield "geometry", words(node)


def words(node: etree._Element) -> str:
    """A shape as WKT, without its altitudes."""
    kind = local(node.tag)
    if kind == "MultiGeometry":
        inner = ", ".join(words(child) for child in node if local(child.tag) in (*SHAPES, "MultiGeometry"))
        return f"GEOMETRYCOLLECTION ({inner})"
    rings = [points(text(one)) for one in node.iter("{*}coordinates")]
    if kind == "Polygon":
        return f"POLYGON ({', '.join(f'({ring})' for ring in rings)})"
    return f"{SHAPES[kind]} ({rings[0] if rings else ''})"


def points(coordinates: str) -> str:
    """`116.3,39.9,0 116.4,39.9,0` as `116.3 39.9, 116.4 39.9`."""
    return ", ".join(" ".join(point.split(",")[:2]) for point in coordinates.split())
