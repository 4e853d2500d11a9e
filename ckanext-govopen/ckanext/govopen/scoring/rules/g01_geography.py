"""Maps must arrive whole, in the coordinates that the format fixes, with their attributes in the encoding they name.

A shapefile needs its index (.shx), attributes (.dbf), coordinate system (.prj) and encoding (.cpg). GeoJSON is WGS 84
without any `crs`, longitude first; rings are closed, outer ones run counter-clockwise (RFC 7946). A KML description
holds text, not a web page: values belong into ExtendedData.

Bad: a lone `.shp`; `"crs": {"properties": {"name": "EPSG:4490"}}`; `<description><![CDATA[<table>…`.
Good: all five files in one zip; `[116.4, 39.9]`.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import FileProfile, Problem
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding, Where
from ckanext.govopen.scoring.samples import text

code = "G01"
title = N_("Maps are complete and in their format's own terms")
message = N_("The shapefile lacks {parts}.")
help = N_(  # noqa: A001
    "Export the layer again from the GIS program and put all its files (.shp, .shx, .dbf, .prj, .cpg) into one zip. The "
    ".cpg holds one word, the encoding of the attributes, such as UTF-8."
)
variants = {
    "dbf_encoding": (
        N_("The attributes are said to be in {said}, but they are in {encoding}."),
        N_("Write the real encoding into the .cpg file, or export the layer again and choose UTF-8."),
    ),
    "bounds": (
        N_("The coordinate system is in degrees, but the shapes lie at {bounds}."),
        N_(
            "The .prj is not that of the layer. Set the right coordinate system in the GIS program and export the layer again."
        ),
    ),
    "geojson_crs": (
        N_("The GeoJSON names a coordinate system ({crs}); readers take it for WGS 84 all the same."),
        N_("Transform the layer to WGS 84 (EPSG:4326), export it as GeoJSON RFC 7946, and leave out “crs”."),
    ),
    "geojson_old_crs": (
        N_("The GeoJSON names its coordinate system ({crs}), which the standard no longer knows."),
        N_("Export the layer as GeoJSON RFC 7946, or delete “crs”: WGS 84 is the only system there is."),
    ),
    "geojson_range": (
        N_("{count} shapes have coordinates that are no longitude and latitude."),
        N_("Transform the layer to WGS 84 and write longitude first, then latitude, in degrees."),
    ),
    "geojson_open": (
        N_("{count} areas have a ring that does not end where it begins."),
        N_("Let a GIS program write the file; each ring repeats its first point at the end and has four points or more."),
    ),
    "geojson_turned": (
        N_("{count} areas have a ring that runs the wrong way round."),
        N_("Export the layer as GeoJSON RFC 7946 (in QGIS: option RFC7946 = YES): outer rings run counter-clockwise."),
    ),
    "geojson_shape": (
        N_("{count} shapes have coordinates that do not fit their type."),
        N_("Let a GIS program or a library write the GeoJSON instead of joining strings."),
    ),
    "geojson_properties": (
        N_("{count} features have no “properties”; their values are lost to most programs."),
        N_("Let a GIS program write the GeoJSON: the values of a feature stand in its member “properties” (RFC 7946 §3.2)."),
    ),
    "gpkg_shape": (
        N_("{count} shapes of the GeoPackage cannot be read."),
        N_("Let a GIS program write the layer again as a GeoPackage (in QGIS: Export, Save Features As)."),
    ),
    "kml_html": (
        N_("{count} placemarks have a web page as their description; programs cannot read its values."),
        N_("Write each value as Data inside ExtendedData, and keep the description plain text."),
    ),
}
SQUARE = "[[116.1,39.1],[116.2,39.1],[116.2,39.2],[116.1,39.2],[116.1,39.1]]"
AREA = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"区县": "甲县", "户数": 12},'
    ' "geometry": {"type": "Polygon", "coordinates": [RING]}}]CRS}'
)
PLACE = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>甲县</name><description>TEXT</description>'
    "<Point><coordinates>116.1,39.1</coordinates></Point></Placemark></Document></kml>"
)
passes = [
    text("区划.geojson", AREA.replace("RING", SQUARE).replace("CRS", "")),
    text("区划.kml", PLACE.replace("TEXT", "县政府驻地")),
]
fails = [
    text("区划.geojson", AREA.replace("RING", SQUARE).replace("CRS", ', "crs": {"properties": {"name": "EPSG:4490"}}')),
    text("区划.geojson", AREA.replace("RING", SQUARE.replace("116", "516")).replace("CRS", "")),
    text("区划.geojson", AREA.replace("RING", "[[116.1,39.1],[116.2,39.1],[116.2,39.2],[116.1,39.2]]").replace("CRS", "")),
    text("区划.geojson", AREA.replace("RING", SQUARE).replace("CRS", "").replace('"properties"', '"attributes"')),
    text("区划.kml", PLACE.replace("TEXT", "<![CDATA[<table><tr><td>户数</td><td>12</td></tr></table>]]>")),
]
PARTS = {".dbf": "critical", ".shx": "critical", ".prj": "major", ".cpg": "minor"}
SEVERITIES = {"geojson_old_crs": "minor", "geojson_turned": "minor", "kml_html": "minor", "geojson_range": "critical"}
KINDS = ("shape_parts", *variants)


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the readers of maps saw."""
    for one, index in facts.problems(*KINDS):
        yield judged(facts, one, one.problems[index])


def judged(facts: Facts, one: FileProfile, problem: Problem) -> Finding:
    """One defect; shapes count as the part of the file's records that they are."""
    rows = sum(table.rows for table in one.tables)
    single = problem.kind.startswith(("geojson", "kml", "gpkg")) and problem.pointer != "/crs"
    share = min(1.0, problem.count / max(1, rows)) if single else 1.0
    severity = SEVERITIES.get(problem.kind)
    if problem.kind == "shape_parts":
        severity = next(PARTS[part] for part in PARTS if part in str(problem.params["parts"]))
    where = Where(member=one.member, sheet=str(problem.params.get("layer", "")) or None, pointer=problem.pointer)
    variant = None if problem.kind == "shape_parts" else problem.kind
    return Finding(share / len(facts.files), where, problem.count, problem.params, (), severity, variant)
