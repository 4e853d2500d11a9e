"""The truth of records: what a perfect reader must make of an entry, in the words of the project's `Record`.

A simulator's `record()` puts it together from these; what its platform does not show stays `None` or `[]`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from sandbox.moments import day, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.entry import Entry

PLACEHOLDERS = frozenset({"", "暂无", "空", "-", "null"})
PLAIN: dict[int, str] = {0x3000: " "}
PLAIN |= {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF10, 0xFF5B)) if wide.isalnum()}
LIST = re.compile(r"[，,;；|]")  # 、 parts nothing: 国土资源、能源 is one theme
FORMAT_WORDS = {"接口": "api", "链接": "link", "其他": "file"}


def text(value: object) -> str | None:
    """A value as cleaned text: NFC, full-width letters, digits and spaces folded, trimmed; a placeholder is `None`."""
    if value is None:
        return None
    cleaned = " ".join(unicodedata.normalize("NFC", str(value).translate(PLAIN)).split())
    return None if cleaned in PLACEHOLDERS else cleaned


def texts(values: Iterable[object] | None) -> list[str]:
    """Several values cleaned, each once, placeholders left out; one that lists several counts as several."""
    parts = (part for value in values or () if value is not None for part in LIST.split(str(value)))
    return list(dict.fromkeys(one for one in map(text, parts) if one))


def told(entry: Entry) -> dict[str, Any]:
    """The fields that nearly every platform shows: description, publisher, themes, industries, tags."""
    return {
        "description": text(entry.description),
        "publisher": text(entry.publisher),
        "theme": texts(entry.themes),
        "industry": texts(entry.industries),
        "tags": texts(entry.tags),
    }


def stamp(value: str | None, key: str) -> str | None:
    """The date-time of `moments.moment` as ISO."""
    found = moment(value, key)
    return found.isoformat() if found else None


def date(value: str | None) -> str | None:
    """A date of an entry as an ISO day."""
    found = day(value)
    return found.isoformat() if found else None


def formats(names: Iterable[str]) -> list[str]:
    """Names of formats in lower case; 接口, 链接 and 其他 are `api`, `link` and `file`."""
    return list(dict.fromkeys(FORMAT_WORDS.get(name, name.lower()) for name in names))


def item(name: str, label: object = None, kind: str | None = None, length: int | None = None) -> dict[str, Any]:
    """A data item."""
    return {"name": name, "label": text(label), "type": kind, "length": length, "description": None}


def file(url: str, **known: Any) -> dict[str, Any]:
    """A file at an absolute address; `known` are the fields that the platform shows."""
    blank = {"id": None, "name": None, "url": url, "format": None, "size": None, "rows": None, "modified": None}
    return {**blank, "access": "open", **known}


def api(url: str, **known: Any) -> dict[str, Any]:
    """An API whose page or address is `url`."""
    return {"id": None, "name": None, "url": url, "description": None, **known}


def record(ident: str, url: str | None, title: str, **known: Any) -> dict[str, Any]:
    """A whole record: every key of it, those of `known` laid over blanks, `contact`, `volume` and `counters` part by part."""
    blank: dict[str, Any] = {
        "id": ident,
        "url": url,
        "title": text(title),
        "description": None,
        "publisher": None,
        "theme": [],
        "industry": [],
        "open_type": None,
        "open_condition": None,
        "update_cycle": None,
        "issued": None,
        "modified": None,
        "tags": [],
        "formats": [],
        "items": [],
        "files": [],
        "apis": [],
        "contact": {"unit": None, "phone": None, "email": None},
        "volume": {"rows": None, "files": None, "apis": None, "bytes": None},
        "region": None,
        "counters": {"views": None, "downloads": None, "calls": None},
        "extra": {},
    }
    if odd := set(known) - set(blank):
        raise KeyError(*odd)
    parts = {name: blank[name] | known.pop(name, {}) for name in ("contact", "volume", "counters")}
    return blank | known | parts
