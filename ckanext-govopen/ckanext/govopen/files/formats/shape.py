"""dbf and shp: tables of dBASE, alone or as the attributes of shapes.

A shapefile is several files: shapes (.shp), their index (.shx), attributes (.dbf), the coordinate system (.prj) and the
encoding of the attributes (.cpg). Its geometry is not unpacked: its header says kind and bounds.
Source: ESRI Shapefile Technical Description (1998).
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from .. import containers, dbf
from ..containers import BROKEN
from ..limits import limits
from ..model import Problem
from ..reading import Reading, Source

if TYPE_CHECKING:
    from pathlib import Path

names = {"dbf": "application/vnd.dbf", "shp": "application/vnd.shp"}
NEEDED = (".shx", ".dbf", ".prj", ".cpg")
HEADER = 100
SMALL = 1 << 16


class Shape(NamedTuple):
    """What a .shp says of itself: its length in bytes, and its bounds."""

    length: int
    bounds: tuple[float, float, float, float]


def read(source: Source) -> Reading:
    """The attributes as a table, and which parts of a shapefile are not there."""
    if source.name == "dbf":
        return attributes(source.path, source, None, None)
    if not zipfile.is_zipfile(source.path):
        missing = Problem("shape_parts", {"parts": NEEDED, "layer": ""})
        return Reading(problems=(missing, *shape_problems(source.path, "", None)))
    try:
        with zipfile.ZipFile(source.path) as archive:
            if problem := containers.refusal(archive.infolist()):
                return Reading(problems=(problem,))
            return layers(source, archive)
    except BROKEN as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))


def layers(source: Source, archive: zipfile.ZipFile) -> Reading:
    """All shapefiles of an archive."""
    parts = {containers.member_name(info).lower(): info for info in archive.infolist() if not info.is_dir()}
    stems = sorted(name.removesuffix(".shp") for name in parts if name.endswith(".shp"))
    found = Reading()
    for number, stem in enumerate(stems[: limits().sheets]):
        one = layer(source, archive, {ending: parts.get(stem + ending) for ending in (".shp", *NEEDED)}, stem, number)
        found = Reading((*found.sheets, *one.sheets), (*found.problems, *one.problems), sampled=found.sampled or one.sampled)
    return found


def layer(
    source: Source, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo | None], stem: str, number: int
) -> Reading:
    """One shapefile: its attributes, and what is wrong with its parts."""
    name = PurePosixPath(stem).name
    problems = []
    if missing := [ending for ending in NEEDED if parts[ending] is None]:
        problems.append(Problem("shape_parts", {"parts": tuple(missing), "layer": name}))
    texts = {ending: read_text(archive, parts[ending]) for ending in (".prj", ".cpg")}
    shapes = source.work / f"{source.path.name}.{number}.shp"
    if extract(source, archive, parts[".shp"], shapes):
        problems += shape_problems(shapes, name, texts[".prj"])
    table = source.work / f"{source.path.name}.{number}.dbf"
    if not extract(source, archive, parts[".dbf"], table):
        return Reading(problems=tuple(problems))
    found = attributes(table, source, name, texts[".cpg"])
    return Reading(found.sheets, (*problems, *found.problems), sampled=found.sampled)


def read_text(archive: zipfile.ZipFile, info: zipfile.ZipInfo | None) -> str | None:
    """A small part that is text."""
    if info is None:
        return None
    with archive.open(info) as file:
        return file.read(SMALL).decode("utf-8", "replace")


def extract(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, target: Path) -> bool:
    """Unpacks a part within the limits."""
    if info is None:
        return False
    with archive.open(info) as packed:
        return containers.unpack(packed, target, source.path)


def attributes(path: Path, source: Source, name: str | None, page: str | None) -> Reading:
    """The table of a .dbf; its text may be in another encoding than the one it or its .cpg names."""
    page_said = dbf.page(page) if page is not None else None
    table = dbf.read(path, source.work, name, page_said)
    if table is None:
        return Reading(problems=(Problem("corrupt", {"reason": "no dBASE header"}),))
    problems = [Problem("corrupt_end", {"layer": name or ""})] if table.cut else []
    with path.open("rb") as file:
        known = dbf.header(file.read(SMALL))
    said = page_said if page is not None else (known.said if known else None)
    if said and table.encoding and said != table.encoding:
        params = {"said": said.upper(), "encoding": table.encoding.upper(), "layer": name or ""}
        problems.append(Problem("dbf_encoding", params))
    return Reading((table.sheet,) if table.sheet.width else (), tuple(problems), sampled=table.sampled)


def shape_problems(path: Path, name: str, projection: str | None) -> list[Problem]:
    """Shapes that were cut off, and degrees that are no degrees."""
    shape = header(path)
    if shape is None or shape.length > path.stat().st_size:
        return [Problem("corrupt_end", {"layer": name})]
    west, south, east, north = shape.bounds
    degrees = projection is not None and "GEOGC" in projection.upper() and "PROJC" not in projection.upper()
    if degrees and not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return [Problem("bounds", {"layer": name, "bounds": f"{west:.6g}, {south:.6g}, {east:.6g}, {north:.6g}"})]
    return []


def header(path: Path) -> Shape | None:
    """The header of a .shp, None where it is none."""
    with path.open("rb") as file:
        raw = file.read(HEADER)
    if len(raw) < HEADER or not raw.startswith(b"\0\0\x27\x0a"):
        return None
    return Shape(struct.unpack_from(">I", raw, 24)[0] * 2, struct.unpack_from("<4d", raw, 36))
