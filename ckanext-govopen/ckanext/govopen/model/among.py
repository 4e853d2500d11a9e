"""Conditions on many ids at once."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Any, values: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether a column is one of the values: one parameter, however many they are."""
    return column == sa.any_(sa.cast(list(values), ARRAY(sa.Text)))
