"""sqlite and gpkg: the tables of a database file, read only.

Nothing of the file is run: no view, no trigger, no virtual table, no extension, and a statement that takes too long is
broken off. Sources: https://www.sqlite.org/security.html, OGC GeoPackage 1.3 (12-128r18).
"""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING

from ..limits import limits
from ..model import Problem, Sheet
from ..reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

names = {"sqlite": "application/vnd.sqlite3", "gpkg": "application/geopackage+sqlite3"}
STEPS = 1_000_000  # virtual machine instructions between two looks
LOOKS = 400
INSIDE = ("sqlite_", "gpkg_", "rtree_", "spatial_ref_sys", "geometry_columns")
GEOMETRIES = "gpkg_geometry_columns"
EXACT = 10**15


def read(source: Source) -> Reading:
    """All tables that hold rows; of a GeoPackage those that its contents name, without the geometry."""
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
    sheets, sampled = [], False
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    named = [name for name, sql in rows if not name.lower().startswith(INSIDE) and "VIRTUAL" not in str(sql)[:40].upper()]
    shapes = geometries(connection) if any(name.lower() == GEOMETRIES for name, _ in rows) else set()
    for name in named[: limits().sheets]:
        sheet, cut = table(connection, name, {column for table_, column in shapes if table_ == name.lower()})
        sampled = sampled or cut
        sheets += [sheet] if sheet else []
    if not sheets:
        return Reading(problems=(Problem("empty"),))
    return Reading(tuple(sheets), sampled=sampled or len(named) > limits().sheets)


def geometries(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Tables and their columns of shapes, in lower case: well-known binary, no text even where it is stored so."""
    rows = connection.execute(f"SELECT table_name, column_name FROM {GEOMETRIES}").fetchmany(limits().sheets)  # noqa: S608  a constant
    return {(str(table).lower(), str(column).lower()) for table, column in rows}


def table(connection: sqlite3.Connection, name: str, shapes: Collection[str]) -> tuple[Sheet | None, bool]:
    """One table as columns of strings without those of shapes and pictures, and whether it had to be cut."""
    import polars as pl

    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  an identifier cannot be a parameter
    keys = [column[0] for column in cursor.description][: limits().columns]
    most = max(1, limits().sheet_cells // max(1, len(keys)))
    rows = list(islice(cursor, most))
    cut = len(rows) == most and next(cursor, None) is not None
    columns = [[text(row[c]) for row in rows] for c in range(len(keys))]
    binary = [any(isinstance(row[c], bytes) for row in rows) and not any(columns[c]) for c in range(len(keys))]
    shown = [c for c, key in enumerate(keys) if not binary[c] and key.lower() not in shapes]
    if not shown:
        return None, cut
    data = {f"c{c}": columns[old] for c, old in enumerate(shown)}
    frame = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String)).with_row_index("n", 2)
    return Sheet(frame.lazy(), len(shown), name=name, keys=tuple(keys[c] for c in shown), grid=True), cut


def text(value: object) -> str | None:
    """A value as text; pictures and geometries are none."""
    if value is None or value == "" or isinstance(value, bytes):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return str(value)
