"""The departments as they are suggested: their titles are kept in memory and read anew from time to time."""

import threading
import time
from dataclasses import dataclass, field

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.search.suggest import Offices, Typed

OLDEST = 30
"""Seconds after which they are read anew."""
SHARE = 100
"""So many times as long as the reading took they are kept at least: it shall take 1 % of a worker's time at the most."""

_ALL = sa.text(
    "SELECT own.name, coalesce(nullif(own.title, ''), own.name) FROM \"group\" own JOIN package ON package.owner_org = own.id"
    " WHERE own.type = 'organization' AND own.state = 'active'"
    " AND package.state = 'active' AND NOT package.private AND package.type = 'dataset'"
    " GROUP BY own.name, own.title ORDER BY count(*) DESC, length(own.title), own.name"
)
_SOME = sa.text(
    "SELECT name, coalesce(nullif(title, ''), name) FROM \"group\""
    " WHERE type = 'organization' AND state = 'active' AND name = ANY(:names)"
)


@dataclass(slots=True)
class _Kept:
    names: list[str] = field(default_factory=list)
    offices: Offices = field(default_factory=lambda: Offices([]))
    until: float = 0


_kept = _Kept()
_lock = threading.Lock()


def find(text: Typed, limit: int) -> list[tuple[str, str]]:
    """Title and name of the departments with public datasets that a text may mean, best first."""
    kept = _current()
    names = [kept.names[at] for at in kept.offices.find(text, limit)]
    if not names:
        return []
    titles = dict(model.Session.execute(_SOME, {"names": names}).tuples().all())
    return [(titles[name], name) for name in names if name in titles]


def forget() -> None:
    """Read the departments anew when they are asked for next."""
    _kept.until = 0


def _current() -> _Kept:
    global _kept  # noqa: PLW0603  the departments as the process knows them
    if time.monotonic() > _kept.until and _lock.acquire(blocking=not _kept.until):
        try:  # meanwhile other threads use the older ones
            _kept = _read() if time.monotonic() > _kept.until else _kept
        finally:
            _lock.release()
    return _kept


def _read() -> _Kept:
    start = time.monotonic()
    rows = model.Session.execute(_ALL).tuples().all()
    offices = Offices(title for _, title in rows)
    end = time.monotonic()
    return _Kept([name for name, _ in rows], offices, end + max(OLDEST, SHARE * (end - start)))
