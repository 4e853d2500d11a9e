"""From a column's counts and its header to a field: type, unit, null marks, date style.

Columns of identifiers are recognised before any number: a code must never be improved into a quantity.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import patterns
from .model import Field
from .words import words

if TYPE_CHECKING:
    from .columns import Column

BRACKETS = re.compile(r"^(.*?)\s*[（(\[【]\s*(?:单位\s*[:：]\s*)?([^（()）\[\]【】]+?)\s*[)）\]】]\s*$")
SLASHED = re.compile(r"^(.+?)\s*/\s*([^/]+)$")
MOST = 0.6


def split_unit(name: str) -> tuple[str, str | None]:
    """A header without its unit, and the unit: 户数(户) → 户数, 户."""
    last = name.rpartition("_")
    if last[0] and last[2].strip("（()）[]【】") in words().units:
        return last[0], last[2].strip("（()）[]【】")
    if (found := BRACKETS.match(name)) and is_unit(found.group(2)) and found.group(1):
        return found.group(1), found.group(2)
    if (found := SLASHED.match(name)) and found.group(2) in words().units:
        return found.group(1), found.group(2)
    return name, None


def is_unit(text: str) -> bool:
    """Whether a bracketed text is a unit, also a composed one (元/平方米)."""
    return text in words().units or all(part in words().units for part in re.split(r"[/／·]", text) if part)


def styles_of(column: Column) -> dict[str, int]:
    """How many cells are dates of each style that is not ISO."""
    return {name: count for name in patterns.STYLES if (count := column.counts.get(name, 0))}


def is_date(column: Column, name: str) -> bool:
    """Whether a column holds dates; eight digits are dates only where nothing speaks against it."""
    styles = styles_of(column)
    compact = styles.pop("YYYYMMDD", 0)
    named = words().says("date", name)
    if compact and (named or (compact == column.values >= 3 and not words().says("identifier", name))):
        styles["YYYYMMDD"] = compact
    years = styles.pop("YYYY年", 0)
    hits = column.counts.get("iso", 0) + sum(styles.values())
    if hits or named:
        hits += years
    return bool(column.values) and (hits >= MOST * column.values or (named and 2 * hits >= column.values))


def is_identifier(column: Column, name: str) -> bool:
    """Whether a column holds codes: by its name, by leading zeros, or by the width of its numbers."""
    counts = column.counts
    if not column.values:
        return False
    if words().says("identifier", name) and not counts.get("iso"):
        return True
    return (bool(counts.get("zero")) and counts["zero"] >= 0.05 * column.values) or column.share("code") >= MOST


def type_of(column: Column, name: str) -> str:
    """string, integer, number, date, datetime, boolean or identifier."""
    if not column.values:
        return "string"
    if is_date(column, name):
        return "datetime" if column.length > 12 and column.counts.get("iso", 0) else "date"
    if is_identifier(column, name):
        return "identifier"
    nearly = column.counts.get("number", 0) + sum(column.counts.get(kind, 0) for kind in patterns.numeric())
    if nearly >= MOST * column.values:
        whole = column.counts.get("integer", 0) == column.values
        return "integer" if whole else "number"
    return "string"


def field(column: Column, name: str, rows: int, unit_note: str | None, personal: str | None) -> Field:
    """The field of a column."""
    kind = type_of(column, name)
    label, unit = split_unit(name)
    if unit is None and kind in ("integer", "number"):
        unit = unit_note
    style = None
    if kind in ("date", "datetime"):
        counts = styles_of(column) | {"ISO 8601": column.counts.get("iso", 0)}
        style = max(counts, key=lambda name: (counts[name], name))
    return Field(
        name=name,
        label=label,
        type=kind,
        unit=unit,
        null_marks=tuple(column.null_marks),
        format=style,
        distinct=column.distinct,
        missing=rows - column.values,
        personal=personal,
    )
