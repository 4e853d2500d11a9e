"""Whether a RAR 5 archive is locked, from its headers: libarchive refuses some locked ones without saying why.

Source: RAR 5.0 archive format, https://www.rarlab.com/technote.htm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"Rar!\x1a\x07\x01\0"
HEAD = 1 << 16
FILE, LOCK = 2, 4
EXTRA, DATA = 1, 2


class Reader:
    """Numbers of seven bits a byte from some bytes; raises IndexError past their end."""

    def __init__(self, raw: bytes, position: int = 0) -> None:
        self.raw, self.position = raw, position

    def number(self) -> int:
        """The next number."""
        value = shift = 0
        while True:
            byte = self.raw[self.position]
            self.position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 63:
                return value


def is_locked(path: Path) -> bool:
    """Whether the headers, or the first file whose header can be read, are encrypted."""
    with path.open("rb") as file:
        raw = file.read(HEAD)
    if not raw.startswith(MAGIC):
        return False
    reader = Reader(raw, len(MAGIC))
    try:
        while True:
            reader.position += 4  # checksum
            size = reader.number()
            end = reader.position + size
            kind, flags = reader.number(), reader.number()
            extra = reader.number() if flags & EXTRA else 0
            data = reader.number() if flags & DATA else 0
            if kind == LOCK or (kind == FILE and extra and has_lock(raw[end - extra : end])):
                return True
            reader.position = end + data
    except IndexError:
        return False


def has_lock(extra: bytes) -> bool:
    """Whether one of the records of a file's extra area (size, kind, content) is that of encryption."""
    reader = Reader(extra)
    while reader.position < len(extra):
        size = reader.number()
        end = reader.position + size
        if reader.number() == 1:
            return True
        reader.position = end
    return False
