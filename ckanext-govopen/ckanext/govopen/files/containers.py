"""ZIP containers: what their members say of the file, and how much of them may safely be unpacked."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from .limits import limits
from .model import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# Decided by the first member that is found, in this order.
OFFICE = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/vbaProject.bin", "xlsm"),
    ("xl/workbook.xml", "xlsx"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
TYPES = "[Content_Types].xml"
MIMETYPES = {
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
}
# Parts of a shapefile, and what may lie beside a map without being data.
SHAPE = frozenset((
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".fbn", ".fbx", ".ain", ".aih", ".ixs", ".mxs",
    ".atx", ".qpj", ".qix", ".qmd", ".cst", ".xml",
))  # fmt: skip
BESIDE = frozenset((
    ".txt", ".md", ".pdf", ".doc", ".docx", ".wps", ".html", ".htm", ".png", ".jpg", ".jpeg", ".gif", ".svg",
    ".css", ".url", ".lyr", ".qml", ".sld",
))  # fmt: skip
BLOCK = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, KeyError)
OFFICE_ZIPS = frozenset({"xlsx", "xlsm", "xlsb", "docx", "pptx", "ofd", "ods", "odt"})


def kind(archive: zipfile.ZipFile) -> str:
    """The name of what the members together are, `zip` if they are just files."""
    names = {info.filename.replace("\\", "/") for info in archive.infolist()}
    for member, name in OFFICE:
        if member in names:
            return "xlsm" if name == "xlsx" and TYPES in names and has_macros(archive) else name
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            text = file.read(100).decode("ascii", "replace").strip()
        if text in MIMETYPES:
            return MIMETYPES[text]
    return layered({PurePosixPath(name) for name in names if not name.endswith("/") and not is_litter(name)})


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Whether a workbook is declared as one with macros, even without any."""
    with archive.open(TYPES) as file:
        return b"sheet.macroEnabled.main+xml" in file.read(BLOCK)


def layered(names: Collection[PurePosixPath]) -> str:
    """shp or kmz where the members are one map and perhaps its description, else zip."""
    endings = {name.suffix.lower() for name in names}
    if ".shp" in endings and endings <= SHAPE | BESIDE:
        return "shp"
    maps = [name for name in names if name.suffix.lower() == ".kml"]
    if PurePosixPath("doc.kml") in names or (len(maps) == 1 and endings - {".kml"} <= BESIDE):
        return "kmz"
    return "zip"


def is_litter(name: str) -> bool:
    """What operating systems leave in archives."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


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


def has_secrets(archive: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument container says that its content is encrypted."""
    try:
        with archive.open("META-INF/manifest.xml") as file:
            return b":encryption-data" in file.read(BLOCK)
    except KeyError:
        return False


def refusal(members: Sequence[zipfile.ZipInfo]) -> Problem | None:
    """Why an archive is not opened, None where nothing speaks against it."""
    if is_bomb(members):
        return Problem("bomb", {"bytes": sum(info.file_size for info in members)})
    if is_encrypted(members):
        return Problem("encrypted")
    return None if members else Problem("empty_archive")


def unpack(packed: IO[bytes], target: Path, archive: Path) -> bool:
    """Writes a member; False (and no file) where it grows past the limits.

    These are the size of a member, of all that was unpacked beside it, and its ratio to the archive that it came from.
    """
    most = min(limits().member_bytes, limits().archive_bytes - unpacked(target.parent))
    most = min(most, max(limits().ratio_floor, limits().ratio * archive.stat().st_size))
    size = 0
    with target.open("wb") as file:
        while block := packed.read(BLOCK):
            size += len(block)
            if size > most:
                break
            file.write(block)
        else:
            return True
    target.unlink()
    return False


def unpacked(work: Path) -> int:
    """How many bytes the work folder holds: archives inside archives share one limit."""
    return sum(one.stat().st_size for one in work.iterdir() if one.is_file())


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's path; Chinese tools on Windows write GB18030 where the format says cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename
