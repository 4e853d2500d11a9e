"""Copies of published files in a storage of CKAN, by the hash of their bytes.

Bytes are stored before their row is, and taken away after it, both while their hash is held: a process that is killed in
between leaves bytes that nobody knows of, which `sweep` finds, and never a row without bytes.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.lib import files as storages
from ckanext.govopen import config
from ckanext.govopen.harvest.lease import lease
from ckanext.govopen.model import FileCopy, FileScore, FileSource, clock

log = logging.getLogger(__name__)

GRACE = timedelta(days=30)
"""How long a copy is kept that no resource offers any more: a dataset that comes back finds its files."""
FORGET = timedelta(days=90)
"""How long after its last check a file is remembered whose resource is gone; longer than any schedule and the grace."""
MOST = 5_000
"""Copies that one sweep removes."""
BATCH = 1_000


class NoStorage(Exception):  # noqa: N818  (told to operators as it is)
    """There is no storage for copies, or it cannot be used now."""


def storage() -> Any:
    """The storage of the copies: the configured one, else a folder beside the uploads. Raises NoStorage."""
    name, folder = config.copies_storage(), config.copies_folder()
    try:
        if name:
            return storages.get_storage(name)
        if folder is None:
            raise NoStorage("set ckanext.govopen.copies.storage or ckan.storage_path")
        # Two workers that come first at the same time must both find it.
        folder.mkdir(parents=True, exist_ok=True)
        return storages.make_storage(
            "govopen_copies", {"type": "ckan:fs", "path": str(folder), "initialize": True, "overwrite_existing": True}
        )
    except (storages.exc.FilesError, OSError) as error:
        raise NoStorage(f"copies of files cannot be stored: {error}") from error


def place(sha256: str) -> str:
    """Where bytes lie in the storage: folders by the first digits, as no folder should hold a million files."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def data(row: FileCopy) -> Any:
    """A copy as the storage knows it."""
    return storages.FileData(storages.Location(row.stored_as), size=row.bytes)


def held(sha256: str) -> AbstractContextManager[None]:
    """Wait until nobody else stores or removes these bytes, and keep others from it."""
    return lease(f"copy {sha256}", wait=True)


def keep(path: Path, sha256: str, size: int) -> bool:
    """Have the bytes of a file in the storage, which it may have already; whether they are there now. Commits.

    A storage that cannot be used keeps nobody from scoring: the next check of the file tries again.
    """
    try:
        target, where = storage(), storages.FileData(storages.Location(place(sha256)), size=size)
        with held(sha256):
            # What lies there without a row may be half of the file.
            if not (known(sha256) and target.exists(where)):
                write(target, where, path)
            FileCopy.put(sha256, size, where.location)
            model.Session.commit()
    except sa.exc.SQLAlchemyError:
        raise
    except Exception:  # every kind of storage has errors of its own
        log.exception("the copy %s could not be stored", sha256)
        return False
    return True


def write(target: Any, where: Any, path: Path) -> None:
    """Store bytes, in place of whatever lies there."""
    if target.exists(where):
        target.remove(where)
    with path.open("rb") as file:
        target.upload(where.location, storages.make_upload(file))


def known(sha256: str) -> FileCopy | None:
    """The row of a copy as it is now."""
    found: FileCopy | None = model.Session.get(FileCopy, sha256, populate_existing=True)
    return found


def holds(sha256: str | None) -> bool:
    """Whether the bytes of a hash are really there; false where the storage cannot tell."""
    row = known(sha256) if sha256 else None
    try:
        return bool(row and storage().exists(data(row)))
    except Exception:  # as above
        log.exception("the storage of copies cannot be asked")
        return False


def read(row: FileCopy) -> Iterable[bytes]:
    """The bytes of a copy, in pieces; a file where the storage has files. Raises NoStorage."""
    try:
        found: Iterable[bytes] = storage().stream(data(row))
    except NoStorage:
        raise
    except Exception as error:  # as above
        raise NoStorage(f"the copy {row.sha256} cannot be read: {error}") from error
    return found


def sweep() -> tuple[int, int]:
    """Remove copies that no resource has offered for a while, and bytes that no row tells of; how many of each.

    For once a day. Also forgets what was known of files whose resources are long gone.
    """
    now = clock.now()
    dead = FileSource.forget_dead(now - FORGET)
    # So that they are fetched anew should their dataset ever come back.
    model.Session.execute(sa.delete(FileScore).where(FileScore.resource_id.in_(dead)))
    FileCopy.mark(now)
    model.Session.commit()
    try:
        target = storage()
        removed = sum(remove(target, sha256) for sha256 in FileCopy.unused(now - GRACE, MOST))
        return removed, sum(remove_orphan(target, location) for location in strangers(target))
    except sa.exc.SQLAlchemyError:
        raise
    except Exception:  # as above; the next sweep tries again
        model.Session.rollback()
        log.exception("the storage of copies could not be swept")
        return 0, 0


def strangers(target: Any) -> Iterator[str]:
    """Places of copies in the storage of which no row tells; what lies there beside is left alone."""
    found = iter(target.scan())
    while batch := list(islice(found, BATCH)):
        places = {
            location.rpartition("/")[2]: location for location in batch if location == place(location.rpartition("/")[2])
        }
        query = sa.select(FileCopy.sha256).where(FileCopy.sha256.in_(places))
        for sha256 in places.keys() - set(model.Session.scalars(query)):
            yield places[sha256]


def remove(target: Any, sha256: str) -> bool:
    """Remove a copy, unless a resource has come to offer it meanwhile."""
    with held(sha256):
        row = known(sha256)
        if row is None or row.unused_since is None:
            return False
        where = data(row)
        model.Session.delete(row)
        model.Session.commit()
        target.remove(where)
    log.info("removed the copy %s", sha256)
    return True


def remove_orphan(target: Any, location: str) -> bool:
    """Remove bytes, unless somebody has just stored them."""
    sha256 = location.rpartition("/")[2]
    with held(sha256):
        if known(sha256):
            return False
        target.remove(storages.FileData(storages.Location(location)))
    log.info("removed the bytes %s, of which no row tells", sha256)
    return True
