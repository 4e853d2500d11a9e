"""The directory of an OLE2 compound file: enough to tell xls, doc, ppt and encrypted packages apart.

Source: [MS-CFB]. Nothing in it is trusted: chains are followed at most as far as the file is long.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFF0
DIRECTORY_SECTORS = 512
FILE_PASS = 0x2F


def chain(file: BinaryIO, size: int, first: int, fat: list[int], sectors: int) -> bytes:
    """The bytes of a chain of sectors, at most `sectors` of them."""
    parts: list[bytes] = []
    sector = first
    while sector < END and len(parts) < sectors:
        file.seek((sector + 1) * size)
        parts.append(file.read(size))
        sector = fat[sector] if sector < len(fat) else END
    return b"".join(parts)


def streams(path: Path) -> dict[str, bytes]:
    """Names of the streams and storages with the first 4 kB of each larger one; empty where the file is damaged."""
    with path.open("rb") as file:
        head = file.read(512)
        if len(head) < 512 or not head.startswith(MAGIC):
            return {}
        shift = struct.unpack_from("<H", head, 30)[0]
        if shift not in (9, 12):
            return {}
        size = 1 << shift
        fat: list[int] = []
        for sector in struct.unpack_from("<109I", head, 76):
            if sector >= END:
                break
            file.seek((sector + 1) * size)
            raw = file.read(size)
            fat += struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
        directory = chain(file, size, struct.unpack_from("<I", head, 48)[0], fat, DIRECTORY_SECTORS)
        found = {}
        for start in range(0, len(directory) - 127, 128):
            entry = directory[start : start + 128]
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[66] in (1, 2, 5) and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16le", "replace")
                begin, length = struct.unpack_from("<I", entry, 116)[0], struct.unpack_from("<I", entry, 120)[0]
                found[name] = chain(file, size, begin, fat, 4096 // size) if length >= 4096 else b""
        return found


def is_protected(workbook: bytes) -> bool:
    """Whether a BIFF stream carries the record that says it is encrypted, near its beginning."""
    position = 0
    while position + 4 <= len(workbook):
        kind, length = struct.unpack_from("<HH", workbook, position)
        if kind == FILE_PASS:
            return True
        position += 4 + length
    return False
