"""Native ids that carry their key, so that an id is found without a table of all ids."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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


def uuid_id(seed: int, key: int) -> str:
    """The hexadecimal id as a UUID writes it: 8-4-4-4-12."""
    text = hex_id(seed, key)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def integer_id(seed: int, key: int) -> str:
    """A whole number without padding: rising, with a start that the seed decides."""
    return str(1000 + seed % 1000 * 7 + key)


def _office_id(seed: int, key: int, office: str, first: int, pattern: str) -> str:
    number = int(_digest(seed, "office", key)[:8], 16) % 60
    return f"{office}/{pattern}".format(number, first + key)


def long_slash_id(seed: int, key: int) -> str:
    """Five digits of an office, a slash, eight digits of a resource: `29200/00403601`."""
    return _office_id(seed, key, "29{0:02d}0", 4036, "{1:06d}01")


def short_slash_id(seed: int, key: int) -> str:
    """Four digits of an office, a slash, six digits of a catalogue entry: `3066/025626`."""
    return _office_id(seed, key, "30{0:02d}", 25626, "{1:06d}")


def region_id(seed: int, key: int) -> str:
    """Of two entries one has a hexadecimal id, the other twelve digits of a region, a slash and a number."""
    return f"{seed % 10000 * 100:06d}000000/{1000 + key}" if key % 2 else hex_id(seed, key)


def _region_key(seed: int, ident: str) -> int:
    _, slash, number = ident.partition("/")
    return int(number) - 1000 if slash else _hex_key(seed, ident)


def _hex_key(seed: int, ident: str) -> int:
    plain = ident.replace("-", "")
    return int(plain[24:], 16) ^ int(_digest(seed, plain[:24])[:8], 16)


# A style of ids: how a key becomes an id, and how the key is taken from it again (ValueError where it is none).
KINDS: dict[str, tuple[Callable[[int, int], str], Callable[[int, str], int]]] = {
    "hex": (hex_id, _hex_key),
    "digits": (digit_id, lambda _, ident: int(ident[14:])),
    "uuid": (uuid_id, _hex_key),
    "region": (region_id, _region_key),
    "integer": (integer_id, lambda seed, ident: int(ident) - int(integer_id(seed, 0))),
    "long_slash": (long_slash_id, lambda _, ident: int(ident[6:12]) - 4036),
    "short_slash": (short_slash_id, lambda _, ident: int(ident[5:]) - 25626),
}


def make_id(kind: str, seed: int, key: int) -> str:
    """The id of `key` in the style `kind`, one of `KINDS`."""
    return KINDS[kind][0](seed, key)


def read_id(kind: str, seed: int, ident: str) -> int | None:
    """The key in an id, None where `ident` is none of ours."""
    try:
        key = KINDS[kind][1](seed, ident)
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
