"""Shapes of a GeoPackage as text (WKT).

Binary shapes begin with GP, flags, the number of the coordinate system and their bounds; then come kind, counts and
coordinates, each part in its own byte order. Counts are believed only as far as there are bytes for them.
Source: OGC GeoPackage 1.3 (12-128r18) §2.1.3, ISO 13249-3 (kinds by thousands), GDAL (height by the highest bit).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import NamedTuple

from .decimals import decimal
from .limits import limits

MAGIC = b"GP\0"
HEADER = 8
BOUNDS = (0, 32, 48, 48, 64)
"""How many bytes the bounds take, by the number in bits 1 to 3 of the flags."""
EXTENDED = 0x20
POINT, LINE, POLYGON, TRIANGLE = 1, 2, 3, 17
LINES = {LINE: "LINESTRING", 8: "CIRCULARSTRING"}
RINGS = {POLYGON: "POLYGON", TRIANGLE: "TRIANGLE"}
PARTS = {
    4: ("MULTIPOINT", POINT),
    5: ("MULTILINESTRING", LINE),
    6: ("MULTIPOLYGON", POLYGON),
    7: ("GEOMETRYCOLLECTION", 0),
    9: ("COMPOUNDCURVE", LINE),
    10: ("CURVEPOLYGON", LINE),
    11: ("MULTICURVE", LINE),
    12: ("MULTISURFACE", POLYGON),
    15: ("POLYHEDRALSURFACE", POLYGON),
    16: ("TIN", TRIANGLE),
}
"""Kinds of several parts, and the part whose own kind is not written."""
AXES = ("", " Z", " M", " ZM")
HIGH, MEASURED, KIND = 0x80000000, 0x40000000, 0x0FFFFFFF
EMPTY = "EMPTY"


class ShapeError(ValueError):
    """Bytes that are no shape."""


class Shape(NamedTuple):
    """The number of a kind, its name with its axes, and its coordinates in brackets."""

    kind: int
    name: str
    body: str


def wkt(raw: bytes) -> str:
    """The text of a shape; raises ShapeError."""
    if len(raw) < HEADER or not raw.startswith(MAGIC):
        raise ShapeError("no GeoPackage header")
    bounds = raw[3] >> 1 & 7
    if bounds >= len(BOUNDS) or raw[3] & EXTENDED:
        raise ShapeError("unknown GeoPackage header")
    shape = Reader(raw, HEADER + BOUNDS[bounds]).shape(0)
    return f"{shape.name} {shape.body}"


@dataclass
class Reader:
    """Reads on from a position."""

    raw: bytes
    at: int
    order: str = "<"

    def shape(self, depth: int) -> Shape:
        """A shape with all its parts."""
        if depth > limits().nesting or self.at >= len(self.raw) or self.raw[self.at] > 1:
            raise ShapeError("no shape")
        self.order = "><"[self.raw[self.at]]
        self.at += 1
        code = self.number()
        thousands, kind = divmod(code & KIND, 1000)
        axes = thousands | bool(code & HIGH) | bool(code & MEASURED) << 1
        if axes >= len(AXES) or code & ~(HIGH | MEASURED | KIND):
            raise ShapeError("unknown axes")
        name, body = self.body(kind, 2 + (axes & 1) + (axes >> 1), depth)
        return Shape(kind, name + AXES[axes], body)

    def body(self, kind: int, size: int, depth: int) -> tuple[str, str]:
        """Name and coordinates of a kind, `size` of them a point."""
        if kind == POINT:
            return "POINT", self.points(1, size)
        if kind in LINES:
            return LINES[kind], self.points(self.number(), size)
        if kind in RINGS:
            return RINGS[kind], joined([self.points(self.number(), size) for _ in range(self.count(4))])
        if kind in PARTS:
            name, plain = PARTS[kind]
            parts = [self.shape(depth + 1) for _ in range(self.count(5))]
            return name, joined([one.body if one.kind == plain else f"{one.name} {one.body}" for one in parts])
        raise ShapeError("unknown kind")

    def number(self) -> int:
        """A whole number."""
        return int(self.values("I", 1, 4)[0])

    def count(self, least: int) -> int:
        """How many parts follow, of at least so many bytes each."""
        found = self.number()
        if found * least > len(self.raw) - self.at:
            raise ShapeError("too few bytes")
        return found

    def points(self, count: int, size: int) -> str:
        """Points in brackets; a point of no numbers is empty."""
        values = self.values("d", count * size, 8)
        if not values or (count == 1 and all(map(math.isnan, values))):
            return EMPTY
        if not all(map(math.isfinite, values)):
            raise ShapeError("no coordinates")
        texts = map(decimal, values)
        return f"({', '.join(map(' '.join, zip(*[texts] * size, strict=True)))})"

    def values(self, kind: str, count: int, size: int) -> tuple[float, ...]:
        """So many values of so many bytes each."""
        start, self.at = self.at, self.at + count * size
        if self.at > len(self.raw):
            raise ShapeError("too few bytes")
        return struct.unpack_from(f"{self.order}{count}{kind}", self.raw, start)


def joined(parts: list[str]) -> str:
    """Parts in brackets."""
    return f"({', '.join(parts)})" if parts else EMPTY
