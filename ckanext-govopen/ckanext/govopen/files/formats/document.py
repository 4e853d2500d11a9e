"""Formats without a table that is read here: documents, pictures, programs, databases."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from ..model import Problem
from ..reading import Reading, Source

if TYPE_CHECKING:
    from pathlib import Path

names = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "wps": "application/wps-office.wps",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "tar": "application/x-tar",
    "exe": "application/vnd.microsoft.portable-executable",
    "sqlite": "application/vnd.sqlite3",
    "gpkg": "application/geopackage+sqlite3",
    "mdb": "application/vnd.ms-access",
    "dbf": "application/vnd.dbf",
    "parquet": "application/vnd.apache.parquet",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "empty": None,
    "unknown": "application/octet-stream",
}
PDF_BYTES = 1 << 26
STREAM = re.compile(rb"stream\r?\n")
INFLATED = 1 << 20


def read(source: Source) -> Reading:
    """No table; for a PDF whether it is encrypted, cut off, or made of pictures."""
    if source.name == "pdf":
        return Reading(problems=tuple(pdf_problems(source.path)))
    return Reading()


def pdf_problems(path: Path) -> list[Problem]:
    """What the raw bytes of a PDF betray."""
    with path.open("rb") as file:
        raw = file.read(PDF_BYTES)
    if path.stat().st_size <= PDF_BYTES and b"%%EOF" not in raw[-4096:] and b"startxref" not in raw:
        return [Problem("corrupt", {"reason": "no end of file mark"})]
    if b"/Encrypt" in raw:
        return [Problem("encrypted")]
    has_font, has_image = b"/Font" in raw, b"/Image" in raw
    if not has_font:
        for found in STREAM.finditer(raw):
            part = inflate(raw[found.end() : found.end() + INFLATED])
            has_font, has_image = has_font or b"/Font" in part, has_image or b"/Image" in part
            if has_font:
                break
    return [Problem("scanned")] if has_image and not has_font else []


def inflate(raw: bytes) -> bytes:
    """A compressed stream's first bytes, nothing where it is not compressed this way."""
    try:
        return zlib.decompressobj().decompress(raw, INFLATED)
    except zlib.error:
        return b""
