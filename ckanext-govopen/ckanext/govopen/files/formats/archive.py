"""zip, gz, tar, 7z and rar: members are profiled as files of their own, within limits.

7z and rar are read by libarchive; where that library is not installed such an archive is told as not opened.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import tarfile
import zipfile
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

from .. import containers, rar
from ..limits import limits
from ..model import FileProfile, Problem
from ..reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    Member = tuple[str, Callable[[], AbstractContextManager[IO[bytes]]]]

names = {
    "zip": "application/zip",
    "gz": "application/gzip",
    "tar": "application/x-tar",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
}
LIBARCHIVE = {"7z": ("7zip",), "rar": ("rar", "rar5")}
SECRET = ("passphrase", "encrypt")


def read(source: Source) -> Reading:
    """The members, as files of their own."""
    if source.depth >= limits().archive_depth:
        return Reading(problems=(Problem("nested", {"depth": source.depth}),))
    try:
        return OPENERS[source.name](source)
    except (*containers.BROKEN, tarfile.TarError) as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))


def read_zip(source: Source) -> Reading:
    """zip knows the size and the lock of each member before it is unpacked."""
    with zipfile.ZipFile(source.path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not containers.is_litter(info.filename)]
        if problem := containers.refusal(infos):
            return Reading(problems=(problem,))
        return profiles(source, ((containers.member_name(info), partial(archive.open, info)) for info in infos))


def read_gz(source: Source) -> Reading:
    """The one member of a gzip file, named like the file."""
    name = f"{source.file_name.removesuffix('.tgz')}.tar" if source.file_name.endswith(".tgz") else source.file_name
    return profiles(source, [(name.removesuffix(".gz"), lambda: cast("IO[bytes]", gzip.open(source.path)))])


def read_tar(source: Source) -> Reading:
    """tar, as a stream; links and devices are passed over."""
    with tarfile.open(source.path, "r:") as archive:
        plain = (info for info in archive if info.isreg())
        return profiles(source, ((info.name, partial(regular, archive, info)) for info in plain))


def regular(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    """The content of a plain file in a tar."""
    return archive.extractfile(info) or io.BytesIO()


def read_other(source: Source) -> Reading:
    """7z and rar by libarchive, nothing but that format."""
    try:
        import libarchive
    except (ImportError, OSError, AttributeError):
        return Reading(problems=(Problem("no_reader", {"format": source.name}),))
    if source.name == "rar" and rar.is_locked(source.path):
        return Reading(problems=(Problem("encrypted"),))
    for form in LIBARCHIVE[source.name]:
        try:
            with libarchive.file_reader(str(source.path), format_name=form, filter_name="none") as archive:
                plain = (entry for entry in archive if not (entry.isdir or entry.issym or entry.islnk or entry.isdev))
                return profiles(source, ((entry.pathname or "", partial(blocks, entry)) for entry in plain))
        except libarchive.ArchiveError as error:
            reason = str(error.msg)[:200]  # the whole text names an address in memory: another one every time
            if any(word in reason.lower() for word in SECRET):
                return Reading(problems=(Problem("encrypted"),))
    return Reading(problems=(Problem("corrupt", {"reason": reason}),))


@contextlib.contextmanager
def blocks(entry: Iterable[bytes]) -> Iterator[IO[bytes]]:
    """The content of a libarchive entry as a file."""
    parts = entry.get_blocks()  # type: ignore[attr-defined]

    class Blocks(io.RawIOBase):
        def read(self, _: int = -1) -> bytes:
            return next(parts, b"")

    yield cast("IO[bytes]", Blocks())


def profiles(source: Source, members: Iterable[Member]) -> Reading:
    """Unpacks and profiles member after member."""
    found: list[FileProfile] = []
    many = False
    for number, (name, opened) in enumerate(islice(members, limits().members + 1)):
        if containers.is_litter(name):
            continue
        if number == limits().members:
            many = True
            break
        target = source.work / f"{source.path.name}.{source.depth}.{number}"
        with opened() as packed:
            if not containers.unpack(packed, target, source.path):
                return Reading(problems=(Problem("bomb", {"member": name}),))
        found.append(source.profile_member(target, name))
    return Reading((), () if found else (Problem("empty_archive"),), tuple(found), sampled=many)


OPENERS = {"zip": read_zip, "gz": read_gz, "tar": read_tar, "7z": read_other, "rar": read_other}
