"""Rows into PostgreSQL by COPY and by one UPDATE of many rows, inside the session's open transaction."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from psycopg2.extras import execute_values

from ckan import model

CELL, ROW, NULL = "\x1f", "\x1e", "\x1d"
"""Signs between the cells and rows that wait for COPY, and for no value: no text that is stored has them.

So a whole batch is escaped at once, and not cell by cell.
"""

Cells = Sequence[str]


def copy(table: str, columns: Sequence[str], rows: Iterable[Cells]) -> None:
    """Add rows to a table; cells are text, or `NULL`."""
    waiting = ROW.join(map(CELL.join, rows))
    if waiting:
        escaped = waiting.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
        lines = escaped.replace(CELL, "\t").replace(ROW, "\n").replace(NULL, "\\N") + "\n"
        with cursor() as at:
            at.copy_expert(f'COPY "{table}" ({", ".join(columns)}) FROM STDIN', BytesIO(lines.encode()))


def update(table: str, key: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Set columns (name → PostgreSQL type) of the rows whose key stands first in each of these."""
    if rows:
        settings = ", ".join(f"{name} = new.{name}::{kind}" for name, kind in columns.items())
        statement = f'UPDATE "{table}" SET {settings} FROM (VALUES %s) AS new ({key}, {", ".join(columns)})'  # noqa: S608
        with cursor() as at:
            execute_values(at, f'{statement} WHERE "{table}".{key} = new.{key}', rows)


def cursor() -> Any:
    """A cursor of the driver in the session's transaction, after all that the session holds back is written."""
    model.Session.flush()
    return model.Session.connection().connection.cursor()


def cell(value: object) -> str:
    """A value as the text of a cell."""
    return NULL if value is None else str(value)
