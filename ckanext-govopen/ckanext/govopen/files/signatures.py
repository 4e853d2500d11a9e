"""First bytes of formats that need no parsing, and libmagic's word for the rest."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II*\0", "tif"),
    (0, b"MM\0*", "tif"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "gz"),
    (257, b"ustar", "tar"),
    (0, b"PAR1", "parquet"),
    (0, b"\0\x01\0\0Standard Jet DB", "mdb"),
    (0, b"\0\x01\0\0Standard ACE DB", "mdb"),
    (0, b"\0\0\x27\x0a", "shp"),
    (0, b"{\\rtf", "rtf"),
    (0, b"MZ", "exe"),
    (0, b"\x7fELF", "exe"),
)
# The first record of a workbook from before it lay in an OLE container (Excel 2 to 4).
OLD_WORKBOOKS = tuple(bytes([9, version, length, 0]) for version in (0, 2, 4) for length in (4, 6))
SQLITE = b"SQLite format 3\0"
MIMES = {
    "application/x-dbf": "dbf",
    "application/x-dosexec": "exe",
    "application/x-executable": "exe",
    "application/x-mach-binary": "exe",
    "application/vnd.ms-excel": "xls",
    "application/msword": "doc",
}


def by_signature(head: bytes) -> str | None:
    """The format whose signature the first bytes carry."""
    if head.startswith(SQLITE):
        return "gpkg" if head[68:72] in (b"GPKG", b"GP10", b"GP11") else "sqlite"
    if head.startswith(OLD_WORKBOOKS):
        return "xls"
    if head[:2] == b"MZ" and b"\0" not in head[:64]:
        return None
    if head[:2] == b"BM" and int.from_bytes(head[6:10], "little") != 0:
        return None
    found = next((name for at, mark, name in SIGNATURES if head[at : at + len(mark)] == mark), None)
    return found or ("pdf" if b"%PDF-1." in head[:1024] else None) or ("tar" if is_tar(head) else None)


def is_tar(head: bytes) -> bool:
    """Whether the first block is the header of a tar from before there was a signature: its checksum is right."""
    text = head[148:156].strip(b" \0")
    if len(head) < 512 or not head[0] or not text.isdigit() or len(text) > 7:
        return False
    return int(text, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512]) if set(text) <= set(b"01234567") else False


def by_libmagic(path: Path) -> str | None:
    """The format that libmagic names, among those that only it is asked for."""
    try:
        import magic

        return MIMES.get(magic.from_file(str(path), mime=True))
    except (ImportError, OSError, magic_error()) as error:
        log.debug("libmagic cannot say: %s", error)
        return None


def magic_error() -> type[Exception]:
    """libmagic's exception; ImportError where the library itself is missing."""
    try:
        from magic import MagicException
    except ImportError:
        return ImportError
    return MagicException
