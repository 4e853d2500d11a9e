"""A catalogue of real harvested records: a file of JSON lines under the portals' own Chinese labels.

Nothing is made up: a field that a line lacks is absent from the pages, lines that repeat an address are repeated
entries.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

from sandbox.catalogue.base import Catalogue
from sandbox.entry import Entry
from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.entry import Card
    from sandbox.table import Table

SLASHED = re.compile(r"[0-9]+/[0-9]+")
NATIVE = re.compile(r"[0-9a-f]{32}|[0-9]{20}")
# The labels of the three vendors whose records there are, by field of an entry.
LABELS = {
    "title": ("标题",),
    "description": ("描述", "资源摘要"),
    "publisher": ("来源部门", "资源提供方"),
    "themes": ("重点领域", "所属主题", "领域名称"),
    "industries": ("所属行业",),
    "open_condition": ("开放条件", "开放状态", "开放类型"),
    "update_cycle": ("更新频率", "更新周期"),
    "issued": ("发布时间",),
    "modified": ("更新时间", "最后更新"),
    "tags": ("标签",),
    "formats": ("数据格式", "资源格式"),
    "rows": ("数据量",),
    "url": ("详情页网址",),
}


def native_id(url: str, *, slashes: bool = False) -> str:
    """The id in an address: its last path segment or a query value in the platform's style, else a digest of it all.

    With `slashes` also one such as `3066/025626`, which ends the address escaped.
    """
    parts = urlsplit(url)
    if slashes and SLASHED.fullmatch(last := unquote(url.rpartition("/")[2])):
        return last
    candidates = [parts.path.rstrip("/").rpartition("/")[2], *(value for _, value in parse_qsl(parts.query))]
    return next((text for text in candidates if NATIVE.fullmatch(text)), blake2b(url.encode(), digest_size=16).hexdigest())


def _several(value: Any) -> tuple[str, ...]:
    """Formats and tags as lists, as the text of a Python list, or as lines of text."""
    if isinstance(value, str) and value.startswith("["):
        value = ast.literal_eval(value)
    if isinstance(value, list):
        return tuple(map(str, value))
    return tuple(part for part in re.split(r"[\r\n\t,]+", value) if part.strip())


def read_entry(line: dict[str, Any], *, slashes: bool = False) -> Entry:
    """One line as an entry; raises `KeyError` for a line without address or title, `ValueError` for an odd value."""

    def value(field: str) -> Any:
        return next((line[label] for label in LABELS[field] if label in line), None)

    url, title, rows = value("url"), value("title"), value("rows")
    if not url or title is None:
        raise KeyError("详情页网址" if not url else "标题")
    themes, industries, tags = value("themes"), value("industries"), value("tags")
    return Entry(
        id=native_id(url, slashes=slashes),
        title=title,
        description=value("description"),
        publisher=value("publisher"),
        themes=None if themes is None else (themes,),
        industries=None if industries is None else (industries,),
        open_condition=value("open_condition"),
        update_cycle=value("update_cycle"),
        issued=value("issued"),
        modified=value("modified"),
        tags=None if tags is None else _several(tags),
        formats=_several(value("formats") or []),
        rows=int(rows) if rows not in (None, "") else None,
    )


def read_entries(path: Path, *, slashes: bool = False) -> list[Entry]:
    """All lines of a file; raises `SandboxError` naming file, line and reason."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}; --real takes a file of JSON lines."
        raise SandboxError(message) from None
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            entries.append(read_entry(orjson.loads(line), slashes=slashes))
        except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
            message = f"{path} line {number} is not a catalogue record: {error}."
            raise SandboxError(message) from None
    return entries


class Real(Catalogue):
    """The catalogue of one file."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries: list[Entry] = []
        self._keys: dict[str, int] = {}
        order = []
        for entry in entries:
            if entry.id not in self._keys:
                self._keys[entry.id] = len(self._entries)
                self._entries.append(entry)
            order.append(self._keys[entry.id])
        super().__init__(order)

    def make(self, key: int, revision: int) -> Entry:
        """See `Catalogue`. A revision changes the title."""
        entry = self._entries[key]
        return replace(entry, title=f"{entry.title}（{revision}次修订）") if revision else entry

    def key(self, ident: str) -> int | None:
        """See `Catalogue`."""
        return self._keys.get(ident)

    def grow(self, count: int) -> list[int]:
        """See `Catalogue`."""
        message = f"a catalogue of real records cannot have {count} more: only generated ones grow."
        raise SandboxError(message)

    def table(self, _ident: str, /) -> Table | None:
        """See `Catalogue`: the rows were never harvested."""
        return None

    def card(self, _number: str, /) -> tuple[Entry, Card] | None:
        """See `Catalogue`: the files were never harvested."""
        return None
