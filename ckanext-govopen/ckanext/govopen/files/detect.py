"""What a file is, by its content: signature, container, structure of the text. Never by its extension.

The declared name is asked only where content cannot tell: the same binary workbook is `xls` or `et`, a text of one
column is `csv` or `txt`.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from ckanext.govopen.national.vocabularies import vocabulary

from . import containers, dbf, ole, signatures
from .encoding import HEAD, Decoding, Reader, is_text
from .limits import limits
from .model import Problem
from .structure import text_kind

TWINS = {"xls": "et", "doc": "wps"}
# Streams by which programs are told apart, in lower case: some writers do not keep the case of [MS-CFB].
OLE_KINDS = (("workbook", "xls"), ("book", "xls"), ("worddocument", "doc"), ("powerpoint document", "ppt"))
OFFICE_CLAIMS = ("xlsx", "xlsm", "xlsb", "docx", "pptx", "xls", "doc", "ppt", "et", "wps")
# What a format may also be called without lying: the format of which it is a kind, or that it is packed in.
FAMILY = {
    "geojson": ("json",),
    "jsonld": ("json", "rdf"),
    "kml": ("xml",),
    "gml": ("xml",),
    "rdf": ("xml",),
    "svg": ("xml",),
    "ttl": ("rdf",),
    "nt": ("rdf", "ttl"),
    "shp": ("zip",),
    "kmz": ("zip", "kml"),
    "gpkg": ("sqlite",),
}
ALIASES = {
    "jpeg": "jpg",
    "tiff": "tif",
    "htm": "html",
    "xhtml": "html",
    "ndjson": "jsonl",
    "gzip": "gz",
    "tgz": "gz",
    "turtle": "ttl",
    "accdb": "mdb",
    "dbase": "dbf",
    "db": "sqlite",
    "excel": "xlsx",
    "text": "txt",
}

NO_FORMATS = ("empty", "unknown", "api", "link", "file")
"""What the vocabulary of formats has besides: findings, and what portals say where there is no file."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What content says: `decoding` only for text, `problems` where the container itself is not sound."""

    name: str
    container: str | None = None
    decoding: Decoding | None = None
    problems: tuple[Problem, ...] = field(default=())


def declared_name(declared: str | None, file_name: str) -> str | None:
    """The format that was claimed, lower case: the declaration, else the extension, else None."""
    name = (declared or Path(file_name).suffix).strip().lower().lstrip(".")
    name = name.rpartition("/")[2] if "/" in name else name
    return ALIASES.get(name, name) or None


def known_formats() -> list[str]:
    """The names that a file can be declared as, besides `ALIASES`."""
    return [term.code for term in vocabulary("formats") if term.code not in NO_FORMATS]


def is_known(declared: str) -> bool:
    """Whether a declaration names a format, in any case, with a point before it or as a media type (text/csv)."""
    return declared_name(declared, "") in known_formats()


def identify(path: Path, declared: str | None, work: Path) -> Identity:
    """The format of a file that exists."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.lstrip(b"\xef\xbb\xbf").strip(b" \t\r\n\0"):
        return Identity("empty", problems=(Problem("empty"),))
    if head.startswith(ole.MAGIC):
        return from_ole(path, declared)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return from_zip(path, declared, head)
    if name := signatures.by_signature(head):
        return Identity(name)
    if dbf.header(head):
        return Identity("dbf")
    if is_text(head):
        reader = Reader(path, work, limits().text_bytes, limits().problems)
        decoding = reader.prove()
        if decoding.nul:
            decoding.nul_at = reader.first_nul(decoding.encoding)
        return Identity(text_kind(decoding.utf8 or path, declared), decoding=decoding)
    return Identity(signatures.by_libmagic(path) or "unknown")


def from_ole(path: Path, declared: str | None) -> Identity:
    """Binary office files and encrypted packages."""
    streams = {name.lower(): head for name, head in ole.streams(path).items()}
    if "encryptedpackage" in streams:
        name = declared if declared in OFFICE_CLAIMS else "xlsx"
        return Identity(name, "ole", problems=(Problem("encrypted"),))
    for stream, name in OLE_KINDS:
        if stream in streams:
            shown = declared if declared and declared == TWINS.get(name) else name
            locked = ole.is_locked(name, streams)
            return Identity(shown, "ole", problems=(Problem("encrypted"),) if locked else ())
    if not streams:
        name = declared if declared in OFFICE_CLAIMS else "xls"
        return Identity(name, "ole", problems=(Problem("corrupt", {"reason": "no directory"}),))
    return Identity(signatures.by_libmagic(path) or "unknown", "ole")


def from_zip(path: Path, declared: str | None, head: bytes) -> Identity:
    """ZIP and all that is made of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = containers.kind(archive)
            broken = name in containers.OFFICE_ZIPS and containers.is_bomb(archive.infolist())
            problems = (Problem("bomb"),) if broken else ()
            locked = containers.is_encrypted(archive.infolist()) or containers.has_secrets(archive)
            if name in containers.OFFICE_ZIPS and locked:
                problems = (Problem("encrypted"),)
            return Identity(name, "zip", problems=problems)
    except containers.BROKEN as error:
        guessed = containers.guess(head)
        name = declared if declared in containers.OFFICE_ZIPS and guessed in ("xlsx", "zip") and declared else guessed
        return Identity(name, "zip", problems=(Problem("corrupt", {"reason": str(error)[:200]}),))


def is_same_family(declared: str, detected: str) -> bool:
    """Whether a declaration is true of the detected format: the name itself or the format that it is a kind of."""
    return declared == detected or declared in FAMILY.get(detected, ())
