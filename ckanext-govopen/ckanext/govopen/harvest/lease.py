"""One process at a time at a file: a lock of the database that ends with the process that holds it.

Runs have leases of another kind, which outlast a lost connection: see `ckanext.govopen.harvest.hold`.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ckan import model

NAMESPACE = 0x60F0


class Busy(Exception):  # noqa: N818  (not a fault: somebody else is at it)
    """Another process is at it now."""


@contextmanager
def lease(what: str) -> Iterator[None]:
    """Hold a file; raises Busy where another process does.

    The lock lives on a connection of its own: it outlasts the commits of the work, and a killed process frees it at once.
    """
    key = zlib.crc32(what.encode()) & 0x7FFFFFFF
    with model.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = connection.scalar(sa.text("SELECT pg_try_advisory_lock(:space, :key)"), {"space": NAMESPACE, "key": key})
        if not taken:
            raise Busy(what)
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:space, :key)"), {"space": NAMESPACE, "key": key})
