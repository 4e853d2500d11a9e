"""One process at a time at a file: a lock of the database that ends with the process that holds it.

Runs have leases of another kind, which outlast a lost connection: see `ckanext.govopen.harvest.hold`.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ckan import model


class Busy(Exception):  # noqa: N818  (not a fault: somebody else is at it)
    """Another process is at it now."""


@contextmanager
def lease(what: str, *, wait: bool = False) -> Iterator[None]:
    """Hold a file; where another process does, wait for it, or else raise Busy.

    The lock lives on a connection of its own: it outlasts the commits of the work, and a killed process frees it at once.
    """
    key = {"key": int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)}
    with model.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if wait:
            connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), key)
        elif not connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), key):
            raise Busy(what)
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), key)
