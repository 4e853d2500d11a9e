"""Native ids that carry their key, so that an id is found without a table of all ids."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

FIRST = datetime(2019, 3, 1, 8, 30)  # noqa: DTZ001 (portals give local time without a zone)


def _digest(*key: object) -> str:
    return blake2b("/".join(map(str, key)).encode(), digest_size=16).hexdigest()


def hex_id(seed: int, key: int) -> str:
    """32 hexadecimal characters; the last eight hold the key behind a mask."""
    head = _digest(seed, "id", key)[:24]
    return f"{head}{key ^ int(_digest(seed, head)[:8], 16):08x}"


def digit_id(seed: int, key: int) -> str:
    """20 digits: a moment (yyyymmddHHMMSS) and the key in six digits."""
    moment = FIRST + timedelta(seconds=int(_digest(seed, "id", key)[:8], 16) % (4 * 365 * 86400))
    return f"{moment:%Y%m%d%H%M%S}{key:06d}"


def make_id(kind: str, seed: int, key: int) -> str:
    """The id of `key` in the style `kind`: `hex` or `digits`."""
    return hex_id(seed, key) if kind == "hex" else digit_id(seed, key)


def read_id(kind: str, seed: int, ident: str) -> int | None:
    """The key in an id, None where `ident` is none of ours."""
    try:
        key = int(ident[24:], 16) ^ int(_digest(seed, ident[:24])[:8], 16) if kind == "hex" else int(ident[14:])
    except ValueError:
        return None
    return key if key >= 0 and make_id(kind, seed, key) == ident else None


def file_number(seed: int, key: int, index: int) -> str:
    """A file's number of 32 hexadecimal characters: its key and its place among the dataset's files at the end."""
    return f"{_digest(seed, 'file', key, index)[:22]}{index:02x}{key:08x}"


def read_file_number(seed: int, number: str) -> tuple[int, int] | None:
    """Key and place of a file number, None where it is none of ours."""
    try:
        index, key = int(number[22:24], 16), int(number[24:], 16)
    except ValueError:
        return None
    return (key, index) if file_number(seed, key, index) == number else None
