"""The streams of an OLE2 compound file ([MS-CFB]), by olefile: enough to tell xls, doc, ppt and encrypted packages apart."""

from __future__ import annotations

import contextlib
import struct
from typing import TYPE_CHECKING

import olefile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 4096
FILE_PASS = 0x2F
DOC_FLAGS = 11
# What olefile raises on damage; a tree that bites its own tail is a RecursionError.
BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError, struct.error)


@contextlib.contextmanager
def compound(path: Path) -> Iterator[olefile.OleFileIO]:
    """An open compound file; raises one of BROKEN where it is damaged."""
    file = olefile.OleFileIO(str(path))
    try:
        yield file
    finally:
        file.close()


def streams(path: Path) -> dict[str, bytes]:
    """Names of the outermost streams and storages with the first bytes of each stream; empty where the file is damaged.

    Where the directory's tree leads nowhere, all names in it are told, without content: readers find them all the same.
    """
    try:
        with compound(path) as file:
            found = {names[0]: head(file, names) for names in file.listdir(storages=True) if len(names) == 1}
            return found if len(found) > 1 else dict.fromkeys(flat_names(file), b"") | found
    except BROKEN:
        return {}


def flat_names(file: olefile.OleFileIO) -> Iterator[str]:
    """The names of all entries of the directory, whatever hangs where."""
    for number in range(len(file.direntries)):
        entry = file._load_direntry(number)
        if entry.name:
            yield entry.name


def head(file: olefile.OleFileIO, names: list[str]) -> bytes:
    """The first bytes of a stream, nothing of a storage or a damaged one."""
    try:
        with file.openstream(names) as stream:
            found: bytes = stream.read(HEAD)
            return found
    except BROKEN:
        return b""


def stream(path: Path, name: str, most: int) -> bytes:
    """A whole stream, at most so many bytes; raises OSError where there is none."""
    try:
        with compound(path) as file, file.openstream(name) as source:
            found: bytes = source.read(most)
            return found
    except BROKEN as error:
        raise OSError(str(error)) from error


def is_locked(name: str, streams: Mapping[str, bytes]) -> bool:
    """Whether an xls, doc or ppt with these streams (in lower case) needs a password.

    Sources: [MS-XLS] FilePass, [MS-DOC] FibBase.fEncrypted, [MS-PPT] the encrypted summary stream.
    """
    if name == "xls":
        return is_protected(streams.get("workbook", b"") or streams.get("book", b""))
    if name == "doc":
        head = streams.get("worddocument", b"")
        return len(head) > DOC_FLAGS and bool(head[DOC_FLAGS] & 1)
    return "encryptedsummary" in streams


def is_protected(workbook: bytes) -> bool:
    """Whether a BIFF stream carries the record that says it is encrypted, near its beginning."""
    position = 0
    while position + 4 <= len(workbook):
        kind, length = struct.unpack_from("<HH", workbook, position)
        if kind == FILE_PASS:
            return True
        position += 4 + length
    return False
