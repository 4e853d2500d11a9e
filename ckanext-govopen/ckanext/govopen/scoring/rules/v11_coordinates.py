"""Coordinates need the system in which they are measured, and longitude and latitude in their own columns.

China lies between 73° and 136° east and 3° and 54° north, its seas included. GCJ-02 and BD-09 lie up to a kilometre from
WGS 84 and CGCS2000: nobody can see from the numbers which it is.

Bad: longitude `39.9` and latitude `116.3`; longitude `11.63`; no word of the system anywhere.
Good: `经度(CGCS2000),纬度(CGCS2000)` with `116.3` and `39.9`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.reach import address, span
from ckanext.govopen.files.words import words
from ckanext.govopen.national import data
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Finding
from ckanext.govopen.scoring.places import at_table, cells
from ckanext.govopen.scoring.samples import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from ckanext.govopen.files.model import FileProfile, Table
    from ckanext.govopen.scoring.model import Cells, Facts

code = "V11"
title = N_("Coordinates are in China and name their system")
message = N_("Column “{column}” has {count} coordinates that are not in China (73–136° east, 3–54° north).")
help = N_(  # noqa: A001
    "Look these places up again on a map and correct the numbers in WPS or Excel; degrees, minutes and seconds are written "
    "as decimal degrees."
)
variants = {
    "swapped": (
        N_("Longitude and latitude are swapped in {count} rows."),
        N_("Swap the names of the two columns in WPS or Excel, or the values where only some rows are wrong."),
    ),
    "system": (
        N_("Nothing says in which system the coordinates are measured (CGCS2000, WGS 84, GCJ-02, BD-09)."),
        N_("Write the system into the names of the columns, such as “经度(CGCS2000)”, or into the description of the file."),
    ),
}
passes = [
    text("站点.csv", "站点,经度(CGCS2000),纬度(CGCS2000)\n甲站,116.3,39.9\n乙站,121.4,31.2\n"),
    text("站点.csv", "站点,经度,纬度,坐标系\n甲站,116.3,39.9,WGS84\n乙站,121.4,31.2,WGS84\n"),
]
fails = [
    text("站点.csv", "站点,经度(WGS84),纬度(WGS84)\n甲站,39.9,116.3\n乙站,31.2,121.4\n"),
    text("站点.csv", "站点,经度(WGS84),纬度(WGS84)\n甲站,116.3,39.9\n乙站,12.14,31.2\n"),
    text("站点.csv", "站点,lng,lat\n甲站,116.3,39.9\n乙站,121.4,31.2\n"),
]
EAST = (73.0, 136.0)
NORTH = (3.0, 54.0)
FEW_SYSTEMS = 3
NAMED = ("geojson", "kml", "kmz", "gml", "gpkg", "shp")


def check(facts: Facts) -> Iterator[Finding | Cells]:
    """Tables with a column of longitudes and one of latitudes, both of them numbers."""
    for one in facts.files:
        for table in one.tables:
            pair = coordinates(table)
            if pair is None:
                continue
            yield from places(facts, table, pair)
            if not is_named(facts, one, table):
                yield unnamed(facts, table, pair)


def unnamed(facts: Facts, table: Table, pair: tuple[int, int]) -> Finding:
    """Coordinates whose system nothing names."""
    row = table.layout.header_rows[-1] if table.layout.header_rows else 0
    at = span(table, row, row, min(pair), max(pair))
    where = at_table(table, pointer=at) if table.pointers else at_table(table, range=at, line=table.sheet.line(row))
    examples = tuple(Example(address(table, row, position), table.fields[position].name) for position in pair)
    return Finding(facts.part(table) * 2 / table.named, where, 2, {}, examples, "minor", "system")


def coordinates(table: Table) -> tuple[int, int] | None:
    """Positions of longitude and latitude; None where one is missing or is not in numbers."""
    found = []
    for context in ("longitude", "latitude"):
        named = [
            position
            for position, field in enumerate(table.fields)
            if words().says(context, field.label) and field.type in ("integer", "number")
        ]
        if not named:
            return None
        found.append(named[0])
    return found[0], found[1]


def places(facts: Facts, table: Table, pair: tuple[int, int]) -> Iterator[Finding | Cells]:
    """Rows with the two swapped, in one finding; else cells outside of China."""
    import polars as pl

    east, north = (number(table, position) for position in pair)
    swapped = east.is_between(*NORTH) & north.is_between(*EAST)
    rows = table.sheet.collect(table.data.filter(swapped).select("n", a=pl.col(column(table, pair[0]))))
    if rows.height:
        first, last = rows["n"].min(), rows["n"].max()
        at = span(table, first, last, min(pair), max(pair))  # type: ignore[arg-type]
        where = at_table(table, pointer=at) if table.pointers else at_table(table, range=at)
        shown = rows.sort("n").head(limits().examples)
        examples = tuple(Example(address(table, n, pair[0]), value) for n, value in shown.iter_rows())
        share = facts.part(table) * 2 * rows.height / max(1, table.rows * table.named)
        yield Finding(share, where, rows.height, examples=examples, variant="swapped")
    for position, bounds in zip(pair, (EAST, NORTH), strict=True):
        value = number(table, position)
        outside = value.is_not_null() & ~value.is_between(*bounds)
        yield cells(facts, table, position, outside & ~swapped)


def column(table: Table, position: int) -> str:
    """A column's name in the frame."""
    return f"c{table.layout.left + position}"


def number(table: Table, position: int) -> pl.Expr:
    """A column as numbers."""
    import polars as pl

    return pl.col(column(table, position)).str.strip_chars().cast(pl.Float64, strict=False)


def is_named(facts: Facts, one: FileProfile, table: Table) -> bool:
    """Whether the format, a name, a title, a note or a value names the system."""
    if one.format.detected in NAMED or facts.profile.format.detected in NAMED:
        return True
    said = [one.name, one.member or "", table.sheet.name or "", *(field.name for field in table.fields), *written(table)]
    said += [value for column in table.columns if len(column.tally) <= FEW_SYSTEMS for value in column.tally]
    return any(re.search(data.load("tables.yml")["systems"], text) for text in said)


def written(table: Table) -> list[str]:
    """The texts of titles, header and notes."""
    import polars as pl

    layout = table.layout
    rows = [*layout.title_rows, *layout.header_rows, *layout.note_rows]
    if not rows:
        return []
    names = [f"c{index}" for index in range(table.sheet.width)]
    frame = table.sheet.collect(table.sheet.frame.filter(pl.col("n").is_in(rows)).select(names))
    return [value for values in frame.iter_rows() for value in values if value]
