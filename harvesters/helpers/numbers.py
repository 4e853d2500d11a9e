"""Counts and sizes as portals write them: `1,234次`, `3.5万条`, `12.5KB`."""

import re
from typing import Any

_NUMBER = r"(?P<number>\d{1,15}(?:,\d{3})*(?:\.\d{1,9})?)\s*"
_COUNT = re.compile(_NUMBER + r"(?P<scale>[万亿]?)\s*(?:次|条|个|项|行|人次|rows?)?", re.ASCII)
_SIZE = re.compile(_NUMBER + r"(?P<unit>B|Bytes?|字节|K|KB|M|MB|G|GB|T|TB)", re.ASCII | re.IGNORECASE)
_MOST = 10**15
"""What has more digits is no count."""
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_UNITS = {"B": 1, "字": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def count(value: Any) -> int | None:
    """A count as a whole number, `None` for an empty one; raises `ValueError` for anything else, a size included."""
    if type(value) is int and 0 <= value < _MOST:
        return value
    text = _plain(value)
    if text is None:
        return None
    match = _COUNT.fullmatch(text)
    if match is None:
        raise ValueError(value)
    return round(float(match["number"].replace(",", "")) * _SCALES[match["scale"]])


def size(value: Any) -> int | None:
    """A size in bytes, `None` for an empty one; a number without unit counts bytes; else `ValueError`."""
    text = _plain(value)
    if text is None:
        return None
    if match := _SIZE.fullmatch(text):
        return round(float(match["number"].replace(",", "")) * _UNITS[match["unit"][0].upper()])
    if re.fullmatch(_NUMBER, text, re.ASCII):
        return round(float(text.replace(",", "")))
    raise ValueError(value)


def is_size(value: Any) -> bool:
    """Whether a volume carries a unit of bytes, and so is no count."""
    return isinstance(value, str) and bool(_SIZE.fullmatch(value.strip()))


def _plain(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise ValueError(value)
    return None if value is None else str(value).strip() or None
