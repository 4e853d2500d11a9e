"""Shapes of a GeoPackage as text."""

import struct
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.files.wkb import ShapeError, wkt


def head(flags: int = 1, bounds: int = 0) -> bytes:
    """What stands before a shape."""
    return b"GP\0" + bytes([flags]) + struct.pack("<i", 4490) + bytes(bounds)


def one(kind: int, content: bytes, order: str = "<") -> bytes:
    """A shape of a kind."""
    return bytes([order == "<"]) + struct.pack(f"{order}I", kind) + content


def many(items: Sequence[bytes], order: str = "<") -> bytes:
    """How many parts, and these."""
    return struct.pack(f"{order}I", len(items)) + b"".join(items)


def at(*values: float, order: str = "<") -> bytes:
    """A point's numbers."""
    return struct.pack(f"{order}{len(values)}d", *values)


SQUARE = many([at(0, 0), at(1.5, 0), at(1.5, 1), at(0, 0)])
POINT = one(1, at(116.4, 39))
SHAPES = {
    "POINT (116.4 39)": POINT,
    "POINT (-116.4 1e-07)": one(1, at(-116.4, 1e-7, order=">"), ">"),
    "POINT Z (1 2 3)": one(1001, at(1, 2, 3)),
    "POINT M (1 2 3)": one(2001, at(1, 2, 3)),
    "POINT ZM (1 2 3 4)": one(3001, at(1, 2, 3, 4)),
    "POINT Z (1 2 -3)": one(0x80000001, at(1, 2, -3)),
    "POINT ZM (1 2 3 5)": one(0xC0000001, at(1, 2, 3, 5)),
    "POINT EMPTY": one(1, at(float("nan"), float("nan"))),
    "LINESTRING (0 0, 1.5 1)": one(2, many([at(0, 0), at(1.5, 1)])),
    "LINESTRING EMPTY": one(2, many([])),
    "POLYGON ((0 0, 1.5 0, 1.5 1, 0 0), (0 0, 1.5 0, 1.5 1, 0 0))": one(3, many([SQUARE, SQUARE])),
    "POLYGON EMPTY": one(3, many([])),
    "MULTIPOINT ((116.4 39), (1 2))": one(4, many([POINT, one(1, at(1, 2, order=">"), ">")])),
    "MULTILINESTRING Z ((0 0 1, 1 1 1))": one(1005, many([one(1002, many([at(0, 0, 1), at(1, 1, 1)]))])),
    "MULTIPOLYGON (((0 0, 1.5 0, 1.5 1, 0 0)))": one(6, many([one(3, many([SQUARE]))])),
    "GEOMETRYCOLLECTION (POINT (116.4 39), MULTIPOINT ((116.4 39)))": one(7, many([POINT, one(4, many([POINT]))])),
    "COMPOUNDCURVE ((0 0, 1 1), CIRCULARSTRING (1 1, 2 2, 3 1))": one(
        9, many([one(2, many([at(0, 0), at(1, 1)])), one(8, many([at(1, 1), at(2, 2), at(3, 1)]))])
    ),
    "TIN (((0 0, 1.5 0, 1.5 1, 0 0)))": one(16, many([one(17, many([SQUARE]))])),
}


@pytest.mark.parametrize("expected", SHAPES)
def test_shapes(expected: str) -> None:
    """Every kind in either byte order, with height and measure."""
    assert wkt(head() + SHAPES[expected]) == expected


@pytest.mark.parametrize(("number", "length"), list(enumerate([0, 32, 48, 48, 64])))
def test_bounds_before_a_shape(number: int, length: int) -> None:
    """The bounds are passed over, whatever they are of."""
    assert wkt(head(1 | number << 1, length) + POINT) == "POINT (116.4 39)"


NESTED = b"".join(one(7, struct.pack("<I", 1)) for _ in range(100_000)) + POINT
HOSTILE = {
    "nothing": b"",
    "another header": b"PG" + head()[2:] + POINT,
    "another version": b"GP\1" + head()[3:] + POINT,
    "bounds of no kind": head(11) + POINT,
    "an extension": head(0x21) + POINT,
    "no shape": head(),
    "no byte order": head() + b"\2" + POINT[1:],
    "an unknown kind": head() + one(99, at(1, 2)),
    "unknown axes": head() + one(4001, at(1, 2, 3, 4)),
    "a coordinate system inside": head() + one(0x20000001, at(1, 2, 3)),
    "no number": head() + one(2, many([at(float("nan"), 1), at(1, float("inf"))])),
    "billions of points": head() + one(2, struct.pack("<I", 0xFFFFFFFF) + at(1, 2)),
    "billions of rings": head() + one(3, struct.pack("<I", 0xFFFFFFFF) + at(1, 2)),
    "billions of parts": head() + one(7, struct.pack("<I", 0xFFFFFFFF) + POINT),
    "depth": head() + NESTED,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_shape(name: str) -> None:
    """Counts, kinds and depths that cannot be are refused at once."""
    with pytest.raises(ShapeError):
        wkt(HOSTILE[name])


@given(st.sampled_from(sorted(SHAPES)), st.data())
def test_damaged_shapes(name: str, data: st.DataObject) -> None:
    """Changed bytes give another shape or are refused, cut ones are refused; nothing else happens."""
    raw = bytearray(head() + SHAPES[name])
    if cut := data.draw(st.integers(0, len(raw) - 1)):
        with pytest.raises(ShapeError):
            wkt(bytes(raw[:cut]))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=3)):
        raw[place] = data.draw(st.integers(0, 255))
    try:
        assert wkt(bytes(raw))
    except ShapeError:
        return
