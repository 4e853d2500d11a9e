"""Formats without a table that is read here: documents, pictures, programs, databases of one product.

Of a document it is told whether it has tables that somebody must copy out.
"""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

from .. import ole
from ..containers import BROKEN
from ..model import Problem
from ..reading import Reading, Source
from ..safexml import part

names = {
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
    "exe": "application/vnd.microsoft.portable-executable",
    "mdb": "application/vnd.ms-access",
    "empty": None,
    "unknown": "application/octet-stream",
}
SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
MARKS = {
    "docx": re.compile(rb"<w:tbl>"),
    "odt": re.compile(rb"<table:table[ >]"),
    "pptx": re.compile(rb"<a:tbl>"),
    "rtf": re.compile(rb"\\trowd\b"),
}
TEXT = 1 << 24
FIB_TEXT = 24
# The last cell of a row and the row itself both end with the sign of cells, as text of one byte or of two.
ROW_ENDS = re.compile(rb"\x07\x07|\x07\x00\x07\x00")
FEWEST = 2  # rows of a table
OFD_PAGE = re.compile(r"Doc_\d+/Pages/[^/]+/Content\.xml")
OFD_PATH = re.compile(rb"<(?:\w+:)?PathObject\b[^>]*?\bBoundary=\"([0-9. eE+-]+)\"")
PAGES = 200
THIN, RULES = 1.0, 6  # millimetres; lines of a table of two rows and columns


def read(source: Source) -> Reading:
    """How many tables a document has (of rich text and binary documents: whether it has any; of OFD: on how many pages)."""
    try:
        tables = count(source)
    except BROKEN as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))
    return Reading(problems=(Problem("document_tables", {"tables": tables}),) if tables else ())


def count(source: Source) -> int:
    """Tables of a document, 0 for a format that is not looked into; raises one of BROKEN."""
    if source.name in ("doc", "wps"):
        return min(1, len(ROW_ENDS.findall(binary_text(source.path))) // FEWEST)
    if source.name == "ofd":
        with zipfile.ZipFile(source.path) as archive:
            pages = [name for name in archive.namelist() if OFD_PAGE.fullmatch(name)][:PAGES]
            return sum(is_ruled(part(archive, name)) for name in pages)
    mark = MARKS.get(source.name)
    tables = len(mark.findall(content(source))) if mark else 0
    return min(1, tables) if source.name == "rtf" else tables


def binary_text(path: Path) -> bytes:
    """The text of a binary Word document, as it lies in its main stream ([MS-DOC] FibBase, fcMin and fcMac)."""
    try:
        raw = ole.stream(path, "WordDocument", TEXT)
    except OSError:  # a document of another program in the same kind of container
        return b""
    first, last = struct.unpack_from("<II", raw, FIB_TEXT) if len(raw) > FIB_TEXT + 8 else (0, 0)
    return raw[first:last] if FIB_TEXT < first < last <= len(raw) else raw


def is_ruled(page: bytes) -> bool:
    """Whether a page of an OFD document (GB/T 33190) has text between enough lines: paths that are long and thin."""
    boxes = [tuple(map(float, box.split())) for box in OFD_PATH.findall(page)]
    lines = sum(len(box) == 4 and min(box[2:]) < THIN < max(box[2:]) for box in boxes)
    return lines >= RULES and b"TextObject" in page


def content(source: Source) -> bytes:
    """The part of a document in which its tables lie."""
    if source.name == "rtf":
        with source.path.open("rb") as file:
            return file.read(TEXT)
    with zipfile.ZipFile(source.path) as archive:
        if source.name == "pptx":
            return b"".join(part(archive, name) for name in archive.namelist()[:200] if SLIDE.fullmatch(name))
        return part(archive, "word/document.xml" if source.name == "docx" else "content.xml")
