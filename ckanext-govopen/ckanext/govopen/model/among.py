"""Many texts as one parameter; of a list the driver quotes each, and PostgreSQL reads each as an expression of its own."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Any, values: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether a column is one of the values."""
    return column == sa.any_(listed(values))


def among_later(column: Any, name: str) -> sa.ColumnElement[bool]:
    """The same in a statement that is put together once and asked often, each time with an `array` under a name."""
    return column == sa.any_(_cast(sa.bindparam(name, type_=sa.Text)))


def listed(values: Iterable[str]) -> sa.ColumnElement[Any]:
    """The values as an expression."""
    return _cast(sa.literal(array(values), sa.Text))


def _cast(value: Any) -> sa.ColumnElement[Any]:
    return sa.cast(value, ARRAY(sa.Text))


def array(values: Iterable[str | None]) -> str:
    """The values as PostgreSQL writes an array, to be cast to one."""
    known = list(values)
    if known and None not in known:
        joined = '","'.join(known)  # type: ignore[arg-type]
        if "\\" not in joined and joined.count('"') == 2 * (len(known) - 1):
            return f'{{"{joined}"}}'
    return f"{{{','.join(map(_element, known))}}}"


def _element(value: str | None) -> str:
    if value is None:
        return "NULL"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
