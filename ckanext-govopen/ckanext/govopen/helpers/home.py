"""What the home page shows."""

from collections.abc import Iterable, Mapping
from typing import Any

from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckanext.govopen.harvest import portals
from ckanext.govopen.helpers.numbers import govopen_number
from ckanext.govopen.model import HarvestedRecord
from ckanext.govopen.national import regions
from ckanext.govopen.scoring.registry import policy
from ckanext.govopen.scoring.score import grade
from ckanext.govopen.search import folding
from ckanext.govopen.usage.shown import popular

LATEST = 6

GRID = (
    "..........黑",
    "........蒙辽吉",
    "新.甘宁..京津..",
    "..青陕晋冀鲁...",
    "藏.川渝豫苏....",
    "...云贵鄂皖沪..",
    "....湘赣浙...",
    "....桂粤闽台..",
    ".....琼港澳..",
)
"""The 34 divisions as tiles in their usual order; a dot is an empty place."""

COLUMNS = 11

MARKS = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23", "沪": "31",
    "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41", "鄂": "42", "湘": "43",
    "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "贵": "52", "云": "53", "藏": "54", "陕": "61",
    "甘": "62", "青": "63", "宁": "64", "新": "65", "台": "71", "港": "81", "澳": "82",
}  # fmt: skip
"""One-character name of a division → first two digits of its code (GB/T 2260)."""


def govopen_stats() -> dict[str, Any]:
    """The figures of the portal."""
    return tk.get_action("govopen_stats_show")({}, {})


def govopen_latest() -> list[Mapping[str, Any]] | None:
    """The datasets that changed last, one of near-duplicates; `None` while the index cannot be asked."""
    asked = {"rows": 3 * LATEST, "sort": "metadata_modified desc", "extras": {folding.ASKED: "1"}}
    try:
        found = tk.get_action("package_search")({}, asked)["results"]
    except search.SearchError:
        return None
    return folding.first_of_each(found)[:LATEST]


def govopen_popular(limit: int) -> list[str]:
    """Questions that many people ask, at most so many."""
    return [query for query, _ in popular(limit)]


def govopen_has_examples() -> bool:
    """Whether the catalogue holds, or held, datasets of simulated portals; asked once a request."""
    if not hasattr(tk.g, "govopen_has_examples"):
        tk.g.govopen_has_examples = HarvestedRecord.has_any(portals.SANDBOX)
    return tk.g.govopen_has_examples


def govopen_tiles(figures: Iterable[Mapping[str, Any]]) -> list[dict[str, Any] | None]:
    """The tiles row by row with code, mark, title, median and grade of their division; `None` is an empty place."""
    known = {region["code"][:2]: region for region in figures}
    places = "".join(row.ljust(COLUMNS, ".")[:COLUMNS] for row in GRID)
    return [None if mark == "." else _tile(mark, known.get(MARKS[mark])) for mark in places]


def _tile(mark: str, known: Mapping[str, Any] | None) -> dict[str, Any]:
    code = MARKS[mark] + "0000"
    region, median = regions.region(code), known["median"] if known else None
    words = tk._("{region}: {count} datasets, median score {median}").format(
        region=region.name if region else code,
        count=govopen_number(known["count"] if known else 0),
        median=govopen_number(median),
    )
    shown = None if median is None else round(median)
    return {"code": code, "mark": mark, "title": words, "median": shown, "grade": _grade(median)}


def _grade(median: float | None) -> str | None:
    return None if median is None else grade(median, policy())
