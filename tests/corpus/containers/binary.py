"""Binary tables: dBase, shapefiles, Parquet."""

from __future__ import annotations

import io
import random
import re
import struct
from typing import TYPE_CHECKING, Any

import polars as pl
from pypinyin import Style, lazy_pinyin

from ..sheet import Column, Sheet, text
from .base import Container, Written, grid
from .packing import zipped

if TYPE_CHECKING:
    from ..sheet import Value

WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)


def initials(columns: list[Column]) -> dict[Column, str]:
    """Field names of at most ten characters: initials of the pinyin, as departments name their fields."""
    made: dict[Column, str] = {}
    for column in columns:
        word = "".join(lazy_pinyin(re.split("[（(]", column.flat)[0], style=Style.FIRST_LETTER)).upper()
        word = "".join(char for char in word if char.isascii() and char.isalnum())[:8] or "XM"
        word += "_WGS84" if column.kind in {"lon", "lat"} and column.name[-1] in ")）" else ""
        made[column] = word if word not in made.values() else f"{word}_{len(made)}"
    return made


def dbf_bytes(sheet: Sheet, encoding: str = "gb18030", language: int = 0x4D) -> bytes:
    """A dBase III table; columns of numbers only are numeric fields, all others text."""
    names = initials(sheet.columns)
    fields = []
    for column in sheet.columns:
        values = sheet.values(column)
        numeric = all(isinstance(value, int | float) for value in values)
        width = max([len(text(value).encode(encoding, "replace")) for value in values] + [1])
        decimals = max([len(text(value).partition(".")[2]) for value in values]) if numeric else 0
        fields.append((names[column], "N" if numeric else "C", min(width + decimals, 250), decimals))
    record = 1 + sum(width for _, _, width, _ in fields)
    head = struct.pack("<4BIHH17xBxx", 3, 124, 5, 20, len(sheet.data), 33 + 32 * len(fields), record, language)
    for name, kind, width, decimals in fields:
        head += struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), width, decimals)
    body = b"".join(
        b" " + b"".join(map(dbf_field, (c.value for c in row.cells), fields, [encoding] * len(fields))) for row in sheet.data
    )
    return head + b"\r" + body + b"\x1a"


def dbf_field(value: Value, spec: tuple[str, str, int, int], encoding: str) -> bytes:
    """One cell, padded."""
    _, kind, width, decimals = spec
    if kind == "N":
        return f"{value:{width}.{decimals}f}".encode()
    return text(value).encode(encoding, "replace")[:width].ljust(width)


def dbf(sheet: Sheet, dice: random.Random) -> Written:
    """A dBase table as Chinese GIS programs write it."""
    return below_names(sheet, dbf_bytes(sheet))


def below_names(sheet: Sheet, data: bytes) -> Written:
    """Places in a table whose names are no row: they count as the first."""
    bare = Sheet(sheet.title, sheet.columns, [sheet.of("header")[-1], *sheet.data])
    return grid(bare, data)


def shape_parts(sheet: Sheet, encoding: str = "utf-8", language: int = 0) -> dict[str, bytes]:
    """The files of a shapefile of points, by ending."""
    kinds = [column.kind for column in sheet.columns]
    points = [(row.cells[kinds.index("lon")].value, row.cells[kinds.index("lat")].value) for row in sheet.data]
    keep = [index for index, kind in enumerate(kinds) if kind not in {"lon", "lat"}]
    header = sheet.of("header")[-1]
    rest = Sheet(sheet.title, [sheet.columns[i] for i in keep], [])
    rest.rows = [type(row)([row.cells[i] for i in keep], row.kind) for row in [header, *sheet.data]]
    box = [f(p[axis] for p in points) for f in (min, max) for axis in (0, 1)]  # type: ignore[type-var]
    body = b"".join(struct.pack(">2i", n, 10) + struct.pack("<i2d", 1, *p) for n, p in enumerate(points, 1))
    index = b"".join(struct.pack(">2i", 50 + 14 * n, 10) for n in range(len(points)))
    return {
        "shp": shape_head(100 + len(body), box) + body,
        "shx": shape_head(100 + len(index), box) + index,
        "dbf": dbf_bytes(rest, encoding, language),
        "prj": WGS84.encode(),
        "cpg": encoding.upper().encode(),
    }


def shape_head(size: int, box: list[Any]) -> bytes:
    """The first hundred bytes of .shp and .shx."""
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack("<2i4d4d", 1000, 1, *box, 0, 0, 0, 0)


def packed_shape(parts: dict[str, bytes], stem: str) -> bytes:
    """The files of a shapefile as they are published: in one archive."""
    return zipped({f"{stem}.{ending}": data for ending, data in parts.items()})


def shp(sheet: Sheet, dice: random.Random) -> Written:
    """A complete shapefile in an archive."""
    return Written(packed_shape(shape_parts(sheet), "points"))


def parquet(sheet: Sheet, dice: random.Random) -> Written:
    """A Parquet file; a column with any text is text."""
    columns: dict[str, list[Any]] = {}
    for column in sheet.columns:
        values = sheet.values(column)
        kinds = {type(value) for value in values if value is not None}
        columns[column.flat] = values if len(kinds) == 1 else [None if value is None else text(value) for value in values]
    packed = io.BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(packed)
    return below_names(sheet, packed.getvalue())


CONTAINERS = [Container("dbf", "dbf", dbf), Container("shp", "zip", shp), Container("parquet", "parquet", parquet)]
