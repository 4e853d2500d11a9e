"""What the families that answer JSON have in common: refusals, pages, and the words of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.dice import chance
from sandbox.reply import json
from sandbox.table import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.entry import Entry
    from sandbox.reply import Reply
    from sandbox.site import Site

FORMAT_TEXT = {"api": "接口", "link": "链接", "file": "其他"}
TEXT_CODES = 0.5  # of codes and counts so many come as text where a platform writes them both ways


def wrong_method() -> Reply:
    """The answer to a GET where only a POST is understood, and the other way round."""
    return json({"status": 405, "error": "Method Not Allowed"}, 405)


def refusal(message: str, code: int = 500, status: int = 200) -> Reply:
    """An error within an answer."""
    return json({"code": code, "msg": message, "data": None}, status)


def window(
    site: Site, number: int, size: int, keep: Callable[[Entry], bool] | None = None, most: int = 100
) -> tuple[list[Entry], int, int]:
    """The entries of page `number` (1-based) as the switches leave it, the total, and the page size that was granted."""
    size = min(max(1, size), most)
    entries, total = site.page((max(1, number) - 1) * size, size, keep)
    return entries, total, size


def pages(total: int, size: int) -> int:
    """How many pages `total` entries fill."""
    return -(-total // size)


def mixed(value: int | str | None, entry: Entry, field: str) -> int | str | None:
    """A number as the platform happens to write it for this entry and field: as a number or as text."""
    if value is None or not str(value).isdigit():
        return value
    return str(value) if chance(entry.id, field) < TEXT_CODES else int(value)


def format_words(names: Iterable[str]) -> list[str]:
    """Formats in the words of a page, without the name `api`: 链接, 其他, `csv`."""
    return [FORMAT_TEXT.get(name, name) for name in names if name != "api"]


def used(entry: Entry, share: float) -> int | None:
    """How often a dataset was downloaded or called, as a `share` of its visits; None where the portal does not count."""
    return None if entry.views is None else int(entry.views * share)


def rows(site: Site, entry: Entry, start: int, count: int) -> list[dict[str, Any]]:
    """Rows of a dataset by the names of its items."""
    table = site.catalogue.table(entry.id)
    if table is None:
        return []
    names = [item.name for item in table.items]
    return [
        {name: cell if isinstance(cell, int | float) else show(cell) for name, cell in zip(names, row, strict=True)}
        for row in table.rows[start : start + count]
    ]
