"""From a finding's place back to the table and the column in which it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.govopen.files.reach import corner, record
from ckanext.govopen.files.tables import all_tables

if TYPE_CHECKING:
    from ckanext.govopen.files.model import FileProfile, Table

    from ..model import Where


def located(profile: FileProfile, where: Where) -> tuple[Table | None, int | None]:
    """The table of a place, None for a place that is no table's; the column's position, None for more than one."""
    tables = [one for one in all_tables(profile) if (one.member, one.sheet.name) == (where.member, where.sheet)]
    if not tables:
        return None, None
    if where.pointer is not None:
        found = record(where.pointer, [field.name for field in tables[0].fields])
        return tables[0], found[1] if found else None
    first, row, last = corner(where.range or "")
    table = next((one for one in tables if row is not None and reaches(one, row)), tables[0])
    if first is None or last != first:
        return table, None
    position = first - table.layout.left
    return table, position if 0 <= position < table.width else None


def reaches(table: Table, row: int) -> bool:
    """Whether a row of the sheet lies between the first and the last row of a table."""
    layout = table.layout
    rows = [*layout.title_rows, *layout.header_rows, *(layout.data_rows or ()), *layout.total_rows, *layout.note_rows]
    return bool(rows) and min(rows) <= row <= max(rows)
