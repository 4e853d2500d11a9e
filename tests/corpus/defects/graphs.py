"""Maps and linked data: G01 and R01."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from html import escape
from typing import Any

from ..containers import binary
from ..sheet import Sheet, text
from ..templates import clean, kinds, templates
from .base import ALL, DEFECTS, Planted, Whole, defect, whole

GEOJSON = frozenset({"geojson"})


def points(dice: random.Random) -> Sheet:
    """A clean table of places."""
    return clean(dice.choice([title for title in templates() if "lon" in kinds(title)]), dice)


def without(*endings: str) -> Whole:
    """A shapefile that lacks some of its files."""

    def make(dice: random.Random) -> tuple[str, bytes]:
        parts = binary.shape_parts(points(dice), *(("gb18030", 0x4D) if "cpg" not in endings else ("gb18030", 0)))
        return "zip", binary.packed_shape({ending: data for ending, data in parts.items() if ending not in endings}, "点位")

    also = frozenset({"E01", "E02", "E03", "V11"}) | ({"F06", "F07"} if "dbf" in endings or "shx" in endings else set())
    return Whole("G01", "without_" + "_".join(endings), make, also)


DEFECTS["G01"] += [without("prj"), without("cpg"), without("shx"), without("dbf"), without("prj", "cpg")]


@whole("G01", also={"E01", "E02", "E03"})
def wrong_code_page(dice: random.Random) -> tuple[str, bytes]:
    """The text of the DBF is not in the encoding that is declared."""
    parts = binary.shape_parts(points(dice), "gb18030", 0)
    parts["cpg"] = b"UTF-8"
    return "zip", binary.packed_shape(parts, "点位")


def changed(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A GeoJSON with every feature changed."""
    whole_ = json.loads(data)
    for feature in whole_["features"]:
        change(feature)
    return json.dumps(whole_, ensure_ascii=False).encode()


@defect("G01", GEOJSON, also={"V11"})
def old_reference(sheet: Sheet, dice: random.Random) -> Planted:
    """A reference system of its own, and metres instead of degrees."""

    def project(data: bytes, _: random.Random) -> bytes:
        whole_ = json.loads(
            changed(
                data,
                lambda one: one["geometry"].update(
                    coordinates=[one["geometry"]["coordinates"][0] * 111320, one["geometry"]["coordinates"][1] * 110540]
                ),
            )
        )
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
        return json.dumps(
            {"type": "FeatureCollection", "crs": crs, "features": whole_["features"]}, ensure_ascii=False
        ).encode()

    return Planted(counted=False, wreck=project)


@defect("G01", GEOJSON, also={"J01", "V11"})
def text_coordinates(sheet: Sheet, dice: random.Random) -> Planted:
    """Coordinates in quotes."""
    change = lambda one: one["geometry"].update(coordinates=[str(axis) for axis in one["geometry"]["coordinates"]])  # noqa: E731
    return Planted(counted=False, wreck=lambda data, _: changed(data, change))


@defect("G01", GEOJSON, also={"J01"})
def no_properties(sheet: Sheet, dice: random.Random) -> Planted:
    """Features whose values stand beside the geometry instead of in `properties`."""

    def flatten(one: dict[str, Any]) -> None:
        one.update({f"_{key}": value for key, value in one.pop("properties").items()})

    return Planted(counted=False, wreck=lambda data, _: changed(data, flatten), also=ALL)


@defect("G01", GEOJSON, also={"J01", "V11"})
def open_ring(sheet: Sheet, dice: random.Random) -> Planted:
    """Polygons that do not return to their first point."""

    def fence(one: dict[str, Any]) -> None:
        x, y = one["geometry"]["coordinates"]
        one["geometry"] = {"type": "Polygon", "coordinates": [[[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01]]]}

    return Planted(counted=False, wreck=lambda data, _: changed(data, fence))


@whole("G01", also=ALL)
def blob_in_kml(dice: random.Random) -> tuple[str, bytes]:
    """A KML whose values are an HTML table in the description."""
    sheet = points(dice)
    place = {column.kind: index for index, column in enumerate(sheet.columns)}
    marks = []
    for row in sheet.data:
        cells = "".join(
            f"<tr><td>{column.name}</td><td>{text(cell.value)}</td></tr>"
            for column, cell in zip(sheet.columns, row.cells, strict=True)
        )
        point = f"{row.cells[place['lon']].value},{row.cells[place['lat']].value}"
        marks.append(
            f"<Placemark><name>{escape(text(row.cells[0].value))}</name><description><![CDATA[<table>{cells}</table>]]></description>"
            f"<Point><coordinates>{point}</coordinates></Point></Placemark>"
        )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(marks)}</Document></kml>'
    return "kml", body.encode()


def triples(dice: random.Random, subject: str, link: str | None, kind: str) -> str:
    """A table as Turtle or N-Triples: subjects by the pattern `subject`, a link outwards where there is one."""
    sheet = clean("学校名单", dice)
    lines = []
    for number, row in enumerate(sheet.data):
        name = subject.format(number)
        lines.append(f'{name} <http://www.w3.org/2000/01/rdf-schema#label> "{row.cells[1].value}" .')
        lines.append(f'{name} <http://schema.org/address> "{row.cells[-1].value}" .')
        if link:
            lines.append(f"{name} <http://www.w3.org/2002/07/owl#sameAs> <{link.format(number)}> .")
    return "\n".join(lines) + "\n"


@whole("R01")
def only_blank_nodes(dice: random.Random) -> tuple[str, bytes]:
    """Nothing has an address: all subjects are blank nodes, all objects text."""
    kind = dice.choice(["nt", "ttl"])
    return kind, triples(dice, "_:b{}", None, kind).encode()


@whole("R01")
def no_links(dice: random.Random) -> tuple[str, bytes]:
    """Things have addresses, and none leads elsewhere."""
    kind = dice.choice(["nt", "ttl"])
    return kind, triples(dice, "<http://data.example.gov.cn/school/{}>", None, kind).encode()


@whole("R01")
def literals_in_rdf_xml(dice: random.Random) -> tuple[str, bytes]:
    """RDF/XML around text only."""
    sheet = clean("学校名单", dice)
    marks = "".join(
        f"<rdf:Description><s:name>{escape(text(row.cells[1].value))}</s:name></rdf:Description>" for row in sheet.data
    )
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://schema.org/"'
    return "rdf", f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF {spaces}>{marks}</rdf:RDF>'.encode()


def linked(dice: random.Random) -> tuple[str, bytes]:
    """Clean linked data: addresses of its own and links outwards."""
    kind = dice.choice(["nt", "ttl"])
    link = "http://www.wikidata.org/entity/Q{}"
    return kind, triples(dice, "<http://data.example.gov.cn/school/{}>", link, kind).encode()
