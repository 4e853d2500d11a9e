"""Files that are whole or not there, locks, room on the disk, and fingerprints."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from instance.console import say
from instance.errors import Trouble

MEGABYTE = 1_000_000


def write(path: Path, text: str, *, mode: int = 0o644) -> bool:
    """Replace a file as a whole; returns whether its text changed."""
    if path.exists() and path.read_text() == text:
        path.chmod(mode)
        return False
    partial = path.with_name(f"{path.name}.part")
    partial.unlink(missing_ok=True)
    partial.touch(mode=mode, exist_ok=False)
    with partial.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.chmod(mode)
    partial.replace(path)
    return True


@contextmanager
def lock(path: Path, *, busy: str | None = None) -> Iterator[None]:
    """Hold a lock file; when another call holds it, raise Trouble(`busy`), or wait where no `busy` is given."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if busy:
                raise Trouble(busy) from None
            say(f"Waiting for another call that holds {path}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def need_room(folder: Path, megabytes: int, what: str) -> None:
    """Raise Trouble unless the disk under `folder` (or the part of it that exists) has that much free."""
    place = next(parent for parent in [folder, *folder.parents] if parent.exists())
    free = shutil.disk_usage(place).free // MEGABYTE
    if free < megabytes:
        raise Trouble(f"{what} needs {megabytes} MB but {place} has {free} MB free: free some space and call again.")


def digest(*parts: str | bytes) -> str:
    """A short fingerprint of texts."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode() if isinstance(part, str) else part)
        found.update(b"\0")
    return found.hexdigest()[:16]


def content(folder: Path) -> str:
    """The fingerprint of what the files of a folder hold."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return digest(*(part for path in files for part in (str(path.relative_to(folder)), path.read_bytes())))


def stamps(folders: Iterable[Path]) -> str:
    """The fingerprint of names, sizes and times of all files in folders: quick, and different after every edit."""
    lines = []
    for folder in folders:
        for place, names, found in os.walk(folder):
            names[:] = [name for name in names if name != "__pycache__"]
            lines += [stamp(Path(place, name)) for name in found]
    return digest(*sorted(lines))


def stamp(path: Path) -> str:
    """Name, time and size of a file."""
    found = path.lstat()
    return f"{path} {found.st_mtime_ns} {found.st_size}"
