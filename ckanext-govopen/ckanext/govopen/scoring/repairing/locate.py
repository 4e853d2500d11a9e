"""From a finding's place back to the table and the column in which it lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckanext.govopen.files.payload import pointer_key
from ckanext.govopen.files.reach import number
from ckanext.govopen.files.tables import all_tables

if TYPE_CHECKING:
    from ckanext.govopen.files.model import FileProfile, Table

    from ..model import Where

A1 = re.compile(r"^([A-Z]+)?(\d+)?(?::([A-Z]+)?(\d+)?)?")


def located(profile: FileProfile, where: Where) -> tuple[Table | None, int | None]:
    """The table of a place, None for a place that is no table's; the column's position, None for more than one."""
    tables = [one for one in all_tables(profile) if (one.member, one.sheet.name) == (where.member, where.sheet)]
    if not tables:
        return None, None
    if where.pointer is not None:
        return tables[0], column_of_pointer(tables[0], where.pointer)
    first, row, last = parts(where.range or "")
    table = next((one for one in tables if row is not None and reaches(one, row)), tables[0])
    if first is None or last != first:
        return table, None
    position = first - table.layout.left
    return table, position if 0 <= position < table.width else None


def parts(place: str) -> tuple[int | None, int | None, int | None]:
    """First column (from 0), first row and last column of an A1 range, None for what it does not name."""
    found = A1.match(place)
    if found is None:
        return None, None, None
    left, row, right, _ = found.groups()
    first = number(left) if left else None
    last = number(right) if right else first
    return first, int(row) if row else None, last


def reaches(table: Table, row: int) -> bool:
    """Whether a row of the sheet lies between the first and the last row of a table."""
    layout = table.layout
    rows = [*layout.title_rows, *layout.header_rows, *(layout.data_rows or ()), *layout.total_rows, *layout.note_rows]
    return bool(rows) and min(rows) <= row <= max(rows)


def column_of_pointer(table: Table, pointer: str) -> int | None:
    """The column that a pointer such as `/12/户数` names."""
    name = pointer.removeprefix("/").partition("/")[2]
    return next((p for p, one in enumerate(table.fields) if one.name in (name, pointer_key(name))), None)
