"""sqlite and gpkg: the tables of a database file, read only.

Nothing of the file is run: no view, no trigger, no virtual table, no extension, and a statement that takes too long is
broken off. Sources: https://www.sqlite.org/security.html, OGC GeoPackage 1.3 (12-128r18).
"""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING

from ..decimals import decimal
from ..limits import limits
from ..model import Problem, Sheet
from ..reading import Reading, Source
from ..wkb import ShapeError, wkt

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

names = {"sqlite": "application/vnd.sqlite3", "gpkg": "application/geopackage+sqlite3"}
STEPS = 1_000_000  # virtual machine instructions between two looks
LOOKS = 400
INSIDE = ("sqlite_", "gpkg_", "rtree_", "spatial_ref_sys", "geometry_columns")
GEOMETRIES = "gpkg_geometry_columns"


def read(source: Source) -> Reading:
    """All tables that hold rows; shapes of a GeoPackage are told in words (WKT), as long as there are not too many."""
    try:
        connection = connect(source.path)
        try:
            return tables(connection)
        finally:
            connection.close()
    except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))


def connect(path: Path) -> sqlite3.Connection:
    """A connection that can change nothing and trusts nothing."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1 << 24)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1 << 16)
    looks = iter(range(LOOKS))
    connection.set_progress_handler(lambda: next(looks, None) is None, STEPS)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def tables(connection: sqlite3.Connection) -> Reading:
    """The tables in the order in which they were made."""
    sheets, problems, sampled = [], [], False
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    named = [name for name, sql in rows if not name.lower().startswith(INSIDE) and "VIRTUAL" not in str(sql)[:40].upper()]
    shapes = geometries(connection) if any(name.lower() == GEOMETRIES for name, _ in rows) else set()
    for name in named[: limits().sheets]:
        sheet, cut, damaged = table(connection, name, {column for table_, column in shapes if table_ == name.lower()})
        sampled = sampled or cut
        sheets += [sheet] if sheet else []
        problems += [Problem("gpkg_shape", {"layer": name}, count=damaged)] if damaged else []
    if not sheets:
        return Reading(problems=tuple(problems) or (Problem("empty"),))
    return Reading(tuple(sheets), tuple(problems), sampled=sampled or len(named) > limits().sheets)


def geometries(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Tables and their columns of shapes, in lower case."""
    rows = connection.execute(f"SELECT table_name, column_name FROM {GEOMETRIES}").fetchmany(limits().sheets)  # noqa: S608  a constant
    return {(str(table).lower(), str(column).lower()) for table, column in rows}


def table(connection: sqlite3.Connection, name: str, shapes: Collection[str]) -> tuple[Sheet | None, bool, int]:
    """One table as columns of strings without those of pictures, whether it had to be cut, and how many shapes are none."""
    import polars as pl

    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  an identifier cannot be a parameter
    keys = [column[0] for column in cursor.description][: limits().columns]
    most = max(1, limits().sheet_cells // max(1, len(keys)))
    rows = list(islice(cursor, most))
    cut = len(rows) == most and next(cursor, None) is not None
    shown: list[tuple[str, list[str | None]]] = []
    damaged = 0
    for c, key in enumerate(keys):
        values = [row[c] for row in rows]
        if key.lower() in shapes:
            texts, bad = shapes_in_words(values)
            damaged += bad
            binary = True
        else:
            texts = [text(value) for value in values]
            binary = any(isinstance(value, bytes) for value in values)
        if any(texts) or not binary:
            shown.append((key, texts))
    if not shown:
        return None, cut, damaged
    data = {f"c{c}": texts for c, (_, texts) in enumerate(shown)}
    frame = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String)).with_row_index("n", 2)
    return Sheet(frame.lazy(), len(shown), name=name, keys=tuple(key for key, _ in shown), grid=True), cut, damaged


def shapes_in_words(values: Sequence[object]) -> tuple[list[str | None], int]:
    """Shapes as WKT, and how many of them cannot be read; nothing of a column that is too large."""
    if sum(len(value) for value in values if isinstance(value, bytes)) > limits().shape_bytes:
        return [None] * len(values), 0
    texts = [words(value) if isinstance(value, bytes) else None for value in values]
    bad = sum(isinstance(value, bytes) and found is None for value, found in zip(values, texts, strict=True))
    return texts, bad


def words(raw: bytes) -> str | None:
    """A shape as WKT, None for what is none."""
    try:
        return wkt(raw)
    except ShapeError:
        return None


def text(value: object) -> str | None:
    """A value as text; pictures are none."""
    if value is None or value == "" or isinstance(value, bytes):
        return None
    return decimal(value) if isinstance(value, float) else str(value)
