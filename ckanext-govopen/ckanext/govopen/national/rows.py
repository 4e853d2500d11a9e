"""Lists of small records inside a dataset: data items and registrations.

A program gives a list of objects; a person types or pastes one line each, cells parted by tabs (as a spreadsheet copies
them) or else by commas. Both become the same list.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.govopen.national import checks, personal
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.text import N_, clean


@dataclass(frozen=True, slots=True)
class Column:
    """One key of the rows, in the order in which people type them."""

    name: str
    check: Callable[[Any], Any]
    required: bool = False


def _text(value: Any) -> str | None:
    text = clean(str(value))
    return personal.screen(text) if text else None


def _length(value: Any) -> str | int:
    """Characters or digits; 数值型 often have `p,s`."""
    text = clean(str(value)) or ""
    return text if re.fullmatch(r"[0-9]{1,3},[0-9]{1,3}", text) else checks.count(text)


def _key(value: Any) -> bool:
    """Whether the item identifies a row."""
    return value is True or str(value).strip().casefold() in ("true", "1", "是", "y", "yes")


ITEMS = (
    Column("name", _text, required=True),
    Column("label", _text),
    Column("type", checks.item_type),
    Column("length", _length),
    Column("description", _text),
    Column("key", _key),
    Column("unit", _text),
    Column("sensitivity", _text),
)
"""信息项: name of the column in the data, Chinese name, type letter, length, description, key, unit, sensitivity."""

REGISTRATIONS = (
    Column("code", _text, required=True),
    Column("type", lambda value: checks.code_of("registration_types", clean(str(value)) or "")),
    Column("registrar", _text),
    Column("date", checks.date),
    Column("expires", checks.date),
    Column("url", lambda value: checks.url(str(value))),
)
"""公共数据资源登记: code, type, registrar, day, last day of validity, address of the record."""


def parse(columns: Sequence[Column], value: Any) -> list[dict[str, Any]]:
    """The rows that a list, its JSON or typed lines mean; blank ones are left out. Raises `CheckError`."""
    rows = _rows(columns, value)
    checked = (_row(columns, number, row) for number, row in enumerate(rows, 1))
    return [row for row in checked if row]


def lines(columns: Sequence[Column], rows: Any) -> str:
    """Rows as the lines that a person edits; text (a refused form) stays as it was typed."""
    if isinstance(rows, str) or not rows:
        return rows or ""
    cells = ([_cell(row.get(column.name)) for column in columns] for row in rows)
    return "\n".join("\t".join(line).rstrip("\t") for line in cells)


def _cell(value: Any) -> str:
    return "" if value in (None, False) else "是" if value is True else str(value)


def _rows(columns: Sequence[Column], value: Any) -> list[Any]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise CheckError(N_("Not a list in JSON: {reason}"), reason=error) from error
    if isinstance(value, str):
        return [_cells(columns, line) for line in value.splitlines() if line.strip()]
    if not isinstance(value, list):
        raise CheckError(N_("Neither a list nor lines of text"))
    return value


def _cells(columns: Sequence[Column], line: str) -> dict[str, str]:
    cells = line.split("\t") if "\t" in line else re.split(r"[,，]", line, maxsplit=4)
    if len(cells) > len(columns):
        raise CheckError(N_("More than {most} cells in the line: {line}"), most=len(columns), line=line)
    return dict(zip((column.name for column in columns), cells, strict=False))


def _row(columns: Sequence[Column], number: int, row: Any) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise CheckError(N_("Row {number} is no object"), number=number)
    unknown = [key for key in row if key not in {column.name for column in columns}]
    if unknown:
        raise CheckError(N_("Row {number} has an unknown key: {key}"), number=number, key=unknown[0])
    checked: dict[str, Any] = {}
    for column in columns:
        value = row.get(column.name)
        if value is None or (isinstance(value, str) and clean(value) is None):
            continue
        found = column.check(value)
        if found not in (None, False):
            checked[column.name] = found
    if checked and any(column.required and column.name not in checked for column in columns):
        raise CheckError(N_("Row {number} has no {key}"), number=number, key=columns[0].name)
    return checked
