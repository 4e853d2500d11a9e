"""Records that a portal itself sends: JSON objects in the form of `Record` (DESIGN §5.3), read strictly.

Nothing is guessed and no key is ignored. Every fault names the field and the reason, and never repeats the value.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from harvesters.helpers import dates
from harvesters.helpers.text import UNSTORABLE, clean
from harvesters.issues import N_
from harvesters.portal import TEXT_FIELDS, Portal
from harvesters.record import Api, Contact, Counters, File, Item, Record, Volume

LONGEST_ID = 500
"""Characters: more than any platform's ids have, and few enough for the key of a table."""
LONGEST_TEXT = 2000
LONGEST_DESCRIPTION = 50_000
"""Characters of a description, and of a text in `extra`."""
DEEPEST = 16
LARGEST_NUMBER = 2**53 - 1
"""What every reader of JSON keeps exactly."""
LARGEST_RECORD = 1_000_000
"""Bytes of JSON."""
MOST_FAULTS = 20
SHOWN = 60
"""Characters of a key that a fault shows."""

REASONS: dict[str, str] = {
    "object": N_("A record is a JSON object"),
    "missing": N_("This field is needed"),
    "type": N_("Expected {expected}, got {found}"),
    "choice": N_("This is none of the words that the field may hold"),
    "unknown": N_("A record has no such field"),
    "blank": N_("A text is needed that is not empty"),
    "long": N_("The text is longer than {most} characters"),
    "character": N_("The text holds a character that cannot be stored"),
    "number": N_("The number is negative, too large or none at all"),
    "deep": N_("Lists and objects lie more than {most} deep in each other"),
    "large": N_("The record is larger than {most} bytes"),
    "id": N_("An id has no spaces at its ends, no line breaks and no hidden characters"),
    "address": N_("An absolute address with http or https is needed"),
    "date": N_("A day is needed, as 2024-05-06, or a time, as 2024-05-06T07:08:09"),
    "twice": N_("The call holds this id twice"),
}
"""Kind of a fault → message."""

_LISTS: Mapping[str, type[msgspec.Struct]] = {"items": Item, "files": File, "apis": Api}
_PARTS: Mapping[str, type[msgspec.Struct]] = {"contact": Contact, "volume": Volume, "counters": Counters}
_MISMATCH = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_MISSING = re.compile(r"Object missing required field `(\w+)`")


class Fault(NamedTuple):
    """What is wrong with one field; `kind` is a key of `REASONS`, and `data` fills its message."""

    field: str
    """`title`, `files[1].url`; empty for the record as a whole."""
    kind: str
    data: Mapping[str, Any] = {}

    @property
    def message(self) -> str:
        """In English."""
        return REASONS[self.kind].format_map(self.data)


class Unfit(ValueError):  # noqa: N818  (a fact about an object, told to its sender)
    """An object is no record: see `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


def decode(value: Any, portal: Portal) -> Record:
    """The record that an object of parsed JSON describes, with the portal's lookups; raises `Unfit`."""
    if not isinstance(value, dict):
        raise Unfit([Fault("", "object")])
    _raise([*_first(_unstorable(value)), *_first(_strangers(value, Record, ""))])
    if len(msgspec.json.encode(value)) > LARGEST_RECORD:
        raise Unfit([Fault("", "large", {"most": LARGEST_RECORD})])
    try:
        record = msgspec.convert(value, Record)
    except msgspec.ValidationError as error:
        raise Unfit([_fault_of(str(error))]) from error
    _raise(list(_wrong(record)))
    return _corrected(record, portal)


def identifier(value: Any) -> str | None:
    """The id of an object that may not be a record; None where it has none that could be one."""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) and not list(_wrong_id(found)) else None


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise Unfit(faults)


def _first(faults: Iterator[Fault]) -> Iterator[Fault]:
    return (fault for fault, _ in zip(faults, range(MOST_FAULTS), strict=False))


def _unstorable(record: Mapping[str, Any]) -> Iterator[Fault]:
    """Texts and numbers that no table or index can hold, wherever they lie."""
    left: list[tuple[str, Any, int]] = [("", record, 0)]
    while left:
        path, value, depth = left.pop()
        if isinstance(value, str):
            yield from _text(path, value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            least = -LARGEST_NUMBER if path.startswith("extra") else 0
            if not math.isfinite(value) or not least <= value <= LARGEST_NUMBER:
                yield Fault(path, "number")
        elif isinstance(value, dict | list) and depth >= DEEPEST:
            yield Fault(path, "deep", {"most": DEEPEST})
        elif isinstance(value, list):
            left += [(f"{path}[{place}]", one, depth + 1) for place, one in enumerate(value)]
        elif isinstance(value, dict):
            left += [(_join(path, key), one, depth + 1) for key, one in value.items()]
            yield from (Fault(_join(path, key), "character") for key in value if UNSTORABLE.search(key))


def _text(path: str, value: str) -> Iterator[Fault]:
    most = LONGEST_DESCRIPTION if path.endswith("description") or path.startswith("extra") else LONGEST_TEXT
    most = LONGEST_ID if path == "id" else most
    if len(value) > most:
        yield Fault(path, "long", {"most": most})
    if UNSTORABLE.search(value):
        yield Fault(path, "character")


def _strangers(value: Any, kind: type[msgspec.Struct], path: str) -> Iterator[Fault]:
    """Keys that no record has; what is no object is told when it is converted."""
    if not isinstance(value, dict):
        return
    for key, part in value.items():
        if key not in kind.__struct_fields__:
            yield Fault(_join(path, key), "unknown")
        elif kind is Record and key in _PARTS:
            yield from _strangers(part, _PARTS[key], key)
        elif kind is Record and key in _LISTS and isinstance(part, list):
            for place, one in enumerate(part):
                yield from _strangers(one, _LISTS[key], f"{key}[{place}]")


def _join(path: str, key: str) -> str:
    """The place of a key, which may be any text."""
    shown = "".join(sign for sign in key[:SHOWN] if sign.isprintable())
    return f"{path}.{shown}" if path else shown


def _fault_of(message: str) -> Fault:
    """The fault that a message of msgspec tells, without the value that may stand in it."""
    reason, found, place = message.rpartition(" - at `$")
    reason, field = (reason, place.removesuffix("`").lstrip(".")) if found else (message, "")
    if match := _MISSING.match(reason):
        return Fault(_join(field, match[1]), "missing")
    if match := _MISMATCH.match(reason):
        return Fault(field, "type", {"expected": match[1], "found": match[2]})
    return Fault(field, "choice")


def _wrong(record: Record) -> Iterator[Fault]:
    """What the types do not tell."""
    yield from _wrong_id(record.id)
    if clean(record.title) is None:
        yield Fault("title", "blank")
    addresses = {"url": record.url}
    addresses |= {f"files[{place}].url": one.url for place, one in enumerate(record.files)}
    addresses |= {f"apis[{place}].url": one.url for place, one in enumerate(record.apis)}
    yield from (Fault(field, "address") for field, url in addresses.items() if not _is_address(url))
    times = {"issued": record.issued, "modified": record.modified}
    times |= {f"files[{place}].modified": one.modified for place, one in enumerate(record.files)}
    yield from (Fault(field, "date") for field, text in times.items() if not _is_time(text))


def _wrong_id(value: str) -> Iterator[Fault]:
    if len(value) > LONGEST_ID:
        yield Fault("id", "long", {"most": LONGEST_ID})
    elif not value.strip():
        yield Fault("id", "blank")
    elif value != value.strip() or not value.isprintable():
        yield Fault("id", "id")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", url)
    except ValueError:
        return False


def _is_time(text: str | None) -> bool:
    try:
        return text is None or dates.iso(text) == text
    except ValueError:
        return False


def _corrected(record: Record, portal: Portal) -> Record:
    """The record with the portal's lookups, as platforms lay them over what they read."""
    changes: dict[str, Any] = {}
    for field in TEXT_FIELDS:
        table, value = portal.lookups.get(field), getattr(record, field)
        if table and isinstance(value, tuple):
            changes[field] = tuple(dict.fromkeys(one for text in value if (one := table.get(text, text))))
        elif table and value is not None:
            changes[field] = table.get(value, value)
    return msgspec.structs.replace(record, **changes)
