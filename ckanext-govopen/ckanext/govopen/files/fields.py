"""From a column's counts and its header to a field: type, unit, null marks, date style.

Columns of identifiers are recognised before any number: a code must never be improved into a quantity.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import codes, patterns
from .model import Field
from .names import is_code, is_division, is_quantity, is_size
from .words import words

if TYPE_CHECKING:
    from .columns import Column

BRACKETS = re.compile(r"^(.*?)\s*[（(\[【]\s*(?:单位\s*[:：]\s*)?([^（()）\[\]【】]+?)\s*[)）\]】]\s*$")
SLASHED = re.compile(r"^(.+?)\s*/\s*([^/]+)$")
PINYIN_DAY = re.compile("(?i)^[a-z]{0,8}(?:rq|riqi)$")  # 发证日期 in a dBASE file: FZRQ
DAY = re.compile(".(?<!工作)(?<!休息)(?<![节假今昨])日$")  # 申请日, 授权公告日
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
    return text in words().units or all(part in words().units for part in re.split(r"[/／·每]", text) if part)


def styles_of(column: Column) -> dict[str, int]:
    """How many cells are dates of each style that is not ISO."""
    return {name: count for name in patterns.STYLES if (count := column.counts.get(name, 0))}


def speaks_of_dates(name: str) -> bool:
    """Whether a column's name promises dates: 发布时间 does, 处理时间(分钟) and 累计时长 do not."""
    label, unit = split_unit(name)
    named = words().says("date", label) or DAY.search(label) or PINYIN_DAY.search(label)
    return unit is None and bool(named) and not is_quantity(label)


def is_date(column: Column, name: str) -> bool:
    """Whether a column holds dates; eight digits are dates only where nothing speaks against it."""
    styles = styles_of(column)
    compact = styles.pop("YYYYMMDD", 0)
    named = speaks_of_dates(name)
    if compact and (named or (compact == column.values >= 3 and not words().says("identifier", name))):
        styles["YYYYMMDD"] = compact
    years = styles.pop("YYYY年", 0)
    vague = sum(styles.pop(name, 0) for name in patterns.VAGUE_STYLES)
    hits = column.counts.get("iso", 0) + sum(styles.values())
    if named or 2 * hits >= column.values:
        hits += vague
    if hits or named:
        hits += years
    return bool(column.values) and (hits >= MOST * column.values or (named and 2 * hits >= column.values))


def is_identifier(column: Column, name: str) -> bool:
    """Whether a column holds codes: by its name, by leading zeros, or by the width of its numbers."""
    counts = column.counts
    if not column.values:
        return False
    if (words().says("identifier", name) or is_code(split_unit(name)[0])) and not counts.get("iso"):
        return not is_quantity(split_unit(name)[0]) and not (is_division(name) and column.share("number") < MOST)
    if counts.get("zero") and counts["zero"] >= 0.05 * column.values:
        return True
    return bool(counts.get("code")) and counts["code"] + in_scientific(column) >= MOST * column.values


def in_scientific(column: Column) -> int:
    """How many cells are numbers that a spreadsheet wrote with an exponent, as it does to long codes."""
    if column.counts.get("number", 0) == column.counts.get("integer", 0):
        return 0
    return sum(count for value, count in column.tally.items() if re.match(codes.SCIENTIFIC, value))


def nearly_numbers(column: Column, name: str) -> int:
    """How many cells are numbers, plain or in some dress; 3层 is one only under a name such as 层数."""
    if is_size(name):
        return column.counts.get("number", 0)
    dresses = [dress for dress in patterns.numeric() if dress != "ordinal" or is_quantity(split_unit(name)[0])]
    return sum(column.counts.get(kind, 0) for kind in ("number", *dresses))


def type_of(column: Column, name: str) -> str:
    """string, integer, number, date, datetime, boolean or identifier."""
    if not column.values:
        return "string"
    if is_date(column, name):
        return "datetime" if column.length > 12 and column.counts.get("iso", 0) else "date"
    if is_identifier(column, name):
        return "identifier"
    if column.counts.get("answer", 0) == column.values > column.counts.get("number", 0):
        return "boolean"
    if nearly_numbers(column, name) >= MOST * column.values:
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
