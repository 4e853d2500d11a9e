"""Titles that differ by their period or their area alone: 2023年海淀区学校名录 and 2024年西城区学校名录 are one series."""

from __future__ import annotations

import re

from ckanext.govopen.national import data, regions

_YEAR = r"(?:19|20)\d{2}"
_PERIOD = re.compile(
    rf"(?<!\d){_YEAR}(?:\s*年)?\s*(?:[-—~～至到]|--)\s*{_YEAR}(?!\d)\s*(?:年度?|学年)?"
    rf"|(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"
    rf"|(?<!\d){_YEAR}(?!\d)\s*(?:年度?|学年)?"
    r"|(?<!\d)\d{1,2}(?:\s*[-—~～至到]\s*\d{1,2})?\s*(?:月份?|日|季度|周)"
    r"|第?[一二三四1-4]季度|[上下]半年|(?<![A-Za-z])[QH][1-4](?![A-Za-z0-9])"
    r"|[一二三四五六七八九十]{1,2}月份?"
)
_PLACE = re.compile(r"[一-鿿]{2,3}(?:街道|镇|乡|苏木)")
_REST = re.compile(r"[\W_年]+")
LONGEST, SHORTEST = 12, 2


@data.bounded
def without_period(title: str) -> str:
    """The title without years, quarters, months, weeks and days, and without punctuation."""
    return _REST.sub("", _PERIOD.sub("", title))


@data.bounded
def pattern(title: str) -> str:
    """The title without its period and the divisions that it names; empty where little else is left."""
    text, rest, position = without_period(title), "", 0
    while position < len(text):
        size = area_at(text, position)
        rest += "" if size else text[position]
        position += size or 1
    rest = _PLACE.sub("", rest)
    return rest if len(rest) >= SHORTEST else ""


def area_at(text: str, position: int) -> int:
    """Characters of the longest name of a division that begins here; 0 for none."""
    known = areas()
    sizes = range(min(LONGEST, len(text) - position), SHORTEST - 1, -1)
    return next((size for size in sizes if text[position : position + size] in known), 0)


@data.cached
def areas() -> frozenset[str]:
    """Names of divisions: official ones, and the short ones of provinces and prefectures, which few other words are."""
    found = regions.all_regions()
    names = {one.name for one in found} | {one.short for one in found if one.level < 3}
    return frozenset(name for name in names if SHORTEST <= len(name) <= LONGEST)
