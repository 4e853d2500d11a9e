"""zip, gz and the formats that are archives of others: members are profiled as files of their own, within limits."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path
from typing import IO, cast

from .. import containers
from ..limits import limits
from ..model import FileProfile, Problem
from ..reading import Reading, Source

names = {
    "zip": "application/zip",
    "gz": "application/gzip",
    "kmz": "application/vnd.google-earth.kmz",
    "shp": "application/vnd.shp",
}
BLOCK = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError)


def read(source: Source) -> Reading:
    """The members that are files of a known kind."""
    if source.depth >= limits().archive_depth:
        return Reading(problems=(Problem("nested", {"depth": source.depth}),))
    if source.name == "gz":
        return unzip_stream(source)
    if not zipfile.is_zipfile(source.path):
        return Reading()
    try:
        with zipfile.ZipFile(source.path) as archive:
            return open_members(source, archive)
    except BROKEN as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))


def open_members(source: Source, archive: zipfile.ZipFile) -> Reading:
    """Unpacks and profiles member after member."""
    members = [info for info in archive.infolist() if not info.is_dir() and not is_litter(info.filename)]
    if containers.is_bomb(members):
        return Reading(problems=(Problem("bomb", {"bytes": sum(info.file_size for info in members)}),))
    if containers.is_encrypted(members):
        return Reading(problems=(Problem("encrypted"),))
    if not members:
        return Reading(problems=(Problem("empty_archive"),))
    found: list[FileProfile] = []
    for number, info in enumerate(members[: limits().members]):
        name = containers.member_name(info)
        target = source.work / f"{source.path.name}.{source.depth}.{number}"
        with archive.open(info) as packed:
            if not unpack(packed, target):
                return Reading(problems=(Problem("bomb", {"member": name}),))
        found.append(source.profile_member(target, name))
    return Reading(members=tuple(found), sampled=len(members) > limits().members)


def unzip_stream(source: Source) -> Reading:
    """The one member of a gzip file."""
    target = source.work / f"{source.path.name}.{source.depth}.0"
    try:
        with gzip.open(source.path) as packed:
            if not unpack(cast("IO[bytes]", packed), target):
                return Reading(problems=(Problem("bomb"),))
    except BROKEN as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))
    name = source.path.name.removesuffix(".gz")
    return Reading(members=(source.profile_member(target, name),))


def unpack(packed: IO[bytes], target: Path) -> bool:
    """Writes a member; False (and no file) where it grows past the limit."""
    size = 0
    with target.open("wb") as file:
        while block := packed.read(BLOCK):
            size += len(block)
            if size > limits().member_bytes:
                break
            file.write(block)
        else:
            return True
    target.unlink()
    return False


def is_litter(name: str) -> bool:
    """What operating systems leave in archives."""
    return name.startswith("__MACOSX/") or Path(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")
