"""What RFC 7946 asks of GeoJSON and a parser does not see: rings, ranges, properties, no coordinate system but WGS 84."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WGS84 = ("CRS84", "OGC:1.3:CRS84", "EPSG::4326", "EPSG:4326")
RINGS = {"Polygon": 1, "MultiPolygon": 2}
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, **{name: n + 1 for name, n in RINGS.items()}}


def geometry_problems(value: Any) -> tuple[Problem, ...]:
    """`geojson_` with crs, range, open, turned, shape or properties, each with its first feature."""
    problems = []
    crs = value.get("crs") if isinstance(value, dict) else None
    if crs is not None:
        name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else str(crs)
        kind = "geojson_crs" if not name.endswith(WGS84) else "geojson_old_crs"
        problems.append(Problem(kind, {"crs": name[:80]}, pointer="/crs"))
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for pointer, geometry in geometries(value):
        for kind in set(defects(geometry)):
            counts[kind] += 1
            first.setdefault(kind, pointer)
    problems += [Problem(kind, pointer=first[kind], count=count) for kind, count in counts.items()]
    return (*problems, *without_properties(value))


def without_properties(value: Any) -> Iterator[Problem]:
    """Features that lack the member `properties` (RFC 7946 §3.2: an object, or null where there are none)."""
    features = value.get("features") if isinstance(value, dict) else None
    one = [value] if isinstance(value, dict) and value.get("type") == "Feature" else features
    bare = [n for n, feature in enumerate(one if isinstance(one, list) else []) if lacks_properties(feature)]
    if bare:
        yield Problem("geojson_properties", pointer=f"/features/{bare[0]}" if one is features else "", count=len(bare))


def lacks_properties(feature: Any) -> bool:
    """Whether this is a feature without the member `properties`."""
    return isinstance(feature, dict) and feature.get("type") == "Feature" and "properties" not in feature


def geometries(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each geometry with the pointer of its feature."""
    if not isinstance(value, dict):
        return
    features = value.get("features") if value.get("type") == "FeatureCollection" else [value]
    for number, feature in enumerate(features if isinstance(features, list) else []):
        pointer = f"/features/{number}" if "features" in value else ""
        geometry = feature.get("geometry", feature) if isinstance(feature, dict) else None
        inner = geometry.get("geometries") if isinstance(geometry, dict) else None
        for one in inner if isinstance(inner, list) else [geometry]:
            if isinstance(one, dict):
                yield pointer, one


def defects(geometry: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one geometry."""
    depth = DEPTHS.get(str(geometry.get("type")))
    if depth is None:
        return
    try:
        lines = flat(geometry.get("coordinates"), depth)
        if any(not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90) for line in lines for point in line):
            yield "geojson_range"
        elif str(geometry["type"]) in RINGS:
            yield from ring_defects(rings(geometry))
    except (TypeError, IndexError, ValueError):
        yield "geojson_shape"


def flat(coordinates: Any, depth: int) -> list[Sequence[Sequence[float]]]:
    """Lines of points, however deep they lie; raises TypeError where the nesting is not the type's."""
    if depth == 0:
        return [[coordinates]]
    if depth == 1:
        return [coordinates]
    return [line for part in coordinates for line in flat(part, depth - 1)]


def rings(geometry: dict[str, Any]) -> Iterator[tuple[bool, Sequence[Sequence[float]]]]:
    """Each ring and whether it is an outer one."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for number, ring in enumerate(polygon):
            yield number == 0, ring


def ring_defects(found: Iterator[tuple[bool, Sequence[Sequence[float]]]]) -> Iterator[str]:
    """Rings that do not end where they begin, and rings that turn the wrong way (outer: counter-clockwise)."""
    for outer, ring in found:
        if len(ring) < 4 or list(ring[0]) != list(ring[-1]):
            yield "geojson_open"
        elif area(ring) * (1 if outer else -1) < 0:
            yield "geojson_turned"


def area(ring: Sequence[Sequence[float]]) -> float:
    """Twice the signed area: positive counter-clockwise."""
    x0, y0 = ring[0][0], ring[0][1]
    return sum((one[0] - x0) * (other[1] - y0) - (other[0] - x0) * (one[1] - y0) for one, other in pairwise(ring))
