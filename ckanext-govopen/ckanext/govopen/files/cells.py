"""What one cell looks like, for the few rows at the top of a table; whole columns are counted in `columns`."""

from __future__ import annotations

import re

from .words import words

NUMBER = re.compile(r"^[+\-－]?(\d{1,3}([,，]\d{3})+|\d+)?([.．]\d+)?([eE][+-]?\d+)?$")
DATE = re.compile(
    r"^(\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?月?|(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|\d{1,2}[-/]\d{1,2}[-/]\d{2,4})"
    r"([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$"
)
PERIOD = re.compile(
    r"^((19|20)\d{2}(年度?|财年)?((0?[1-9]|1[0-2])月|第?[一二三四1-4]季度|[上下]半年)?|(0?[1-9]|1[0-2])月|第?[一二三四]季度)$"
)
CODE = re.compile(r"^[0-9A-Z]{15,20}$|^\d{11,}$|^0\d{2,3}-?\d{7,8}$|^1[3-9]\d{9}$")
MIXED = re.compile(r"\d")
TEXTS = ("text", "period")


def kind(cell: str | None) -> str | None:
    """number, date, code, unit (a number with its unit), null, mixed, period, text; None for an empty cell."""
    if cell is None or not (cell := cell.strip()):
        return None
    if cell in words().nulls:
        return "null"
    if PERIOD.match(cell):
        return "period"
    if CODE.match(cell):
        return "code"
    if DATE.match(cell):
        return "date"
    if NUMBER.match(cell) and MIXED.search(cell):
        return "number"
    if words().is_quantity(cell):
        return "unit"
    return "mixed" if MIXED.search(cell) and len(cell) > 4 else "text"


def is_data(name: str | None) -> bool:
    """Whether a kind of cell is typical of data rather than of headers."""
    return name in ("number", "date", "code", "unit")
