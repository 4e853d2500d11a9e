"""ZIP containers: what their members say of the file, and how much of them may safely be unpacked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .limits import limits

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

# Decided by the first member that is found, in this order.
OFFICE = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/vbaProject.bin", "xlsm"),
    ("xl/workbook.xml", "xlsx"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
MIMETYPES = {
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
}
SHAPE = {".shp", ".shx", ".dbf"}
OFFICE_ZIPS = frozenset({"xlsx", "xlsm", "xlsb", "docx", "pptx", "ofd", "ods", "odt"})


def kind(archive: zipfile.ZipFile) -> str:
    """The name of what the members together are, `zip` if they are just files."""
    names = {info.filename.replace("\\", "/") for info in archive.infolist()}
    for member, name in OFFICE:
        if member in names:
            return name
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            text = file.read(100).decode("ascii", "replace").strip()
        if text in MIMETYPES:
            return MIMETYPES[text]
    endings = {Path(name).suffix.lower() for name in names if not name.endswith("/")}
    if endings >= SHAPE:
        return "shp"
    if ".kml" in endings and "doc.kml" in names:
        return "kmz"
    return "zip"


def guess(head: bytes) -> str:
    """What a broken ZIP was meant to be, by the member names that can be read in its first bytes."""
    for mark, name in (
        (b"xl/", "xlsx"),
        (b"word/", "docx"),
        (b"ppt/", "pptx"),
        (b"OFD.xml", "ofd"),
        (b"opendocument.spreadsheet", "ods"),
    ):
        if mark in head:
            return name
    return "xlsx" if b"[Content_Types].xml" in head else "zip"


def is_bomb(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether unpacking would be out of all proportion to the file, by the sizes it claims."""
    most = limits()
    inflated = any(
        info.file_size > most.ratio_floor and info.file_size > most.ratio * max(1, info.compress_size) for info in members
    )
    return inflated or sum(info.file_size for info in members) > most.archive_bytes


def is_encrypted(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether any member needs a password."""
    return any(info.flag_bits & 1 for info in members)


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's path; Chinese tools on Windows write GB18030 where the format says cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename
