"""Formats without a table that is read here: documents, pictures, programs, databases of one product.

Of a document it is told whether it has tables that somebody must copy out.
"""

from __future__ import annotations

import re
import zipfile

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


def read(source: Source) -> Reading:
    """How many tables a document has (of rich text: whether it has any)."""
    mark = MARKS.get(source.name)
    if mark is None:
        return Reading()
    try:
        tables = len(mark.findall(content(source)))
    except BROKEN as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))
    if source.name == "rtf":
        tables = min(1, tables)
    return Reading(problems=(Problem("document_tables", {"tables": tables}),) if tables else ())


def content(source: Source) -> bytes:
    """The part of a document in which its tables lie."""
    if source.name == "rtf":
        with source.path.open("rb") as file:
            return file.read(TEXT)
    with zipfile.ZipFile(source.path) as archive:
        if source.name == "pptx":
            return b"".join(part(archive, name) for name in archive.namelist()[:200] if SLIDE.fullmatch(name))
        return part(archive, "word/document.xml" if source.name == "docx" else "content.xml")
