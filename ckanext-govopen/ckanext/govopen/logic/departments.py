"""The departments as they are suggested: kept in memory, and read anew when they changed."""

import threading
import time
from dataclasses import dataclass

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.logic import index
from ckanext.govopen.search.suggest import Names

LOOK = 30
"""Seconds after which it is asked whether a department changed."""
COUNT = 3600
"""Seconds after which the datasets are counted anew: who has more is suggested first."""

_ACTIVE = "FROM \"group\" WHERE type = 'organization' AND state = 'active'"
_STATE = sa.text(f"SELECT count(*), coalesce(sum(hashtextextended(name || coalesce(title, ''), 0)), 0) {_ACTIVE}")
_ALL = sa.text(f"SELECT name, coalesce(nullif(title, ''), name) {_ACTIVE}")


@dataclass(frozen=True, slots=True)
class Department:
    """An organization."""

    name: str
    """As CKAN's addresses and the facet have it."""
    title: str


@dataclass(slots=True)
class _Kept:
    names: Names[Department] | None = None
    state: tuple[int, ...] = ()
    looked: float = 0
    counted: float = 0


_kept = _Kept()
_lock = threading.Lock()


def departments() -> Names[Department]:
    """All departments, those with most datasets first; at most `LOOK` seconds old."""
    now = time.monotonic()
    if _kept.names is not None and now - _kept.looked < LOOK:
        return _kept.names
    if _kept.names is not None and _lock.locked():
        return _kept.names  # another thread reads them: meanwhile the old ones do
    with _lock:
        _renew(now)
    return _kept.names or Names([])


def forget() -> None:
    """Read the departments anew when they are asked for next."""
    _kept.names = None


def _renew(now: float) -> None:
    state = tuple(map(int, model.Session.execute(_STATE).one()))
    if _kept.names is None or state != _kept.state or now - _kept.counted > COUNT:
        counts = _counts()
        found = [Department(name, title) for name, title in model.Session.execute(_ALL)]
        found.sort(key=lambda one: (-counts.get(one.name, 0), len(one.title), one.name))
        _kept.names = Names((one, (one.title,)) for one in found)
        _kept.counted = now if counts else 0
    _kept.state, _kept.looked = state, now


def _counts() -> dict[str, int]:
    """Public datasets by department; none while the index cannot be asked."""
    try:
        facet = {"facet": "true", "facet.field": "organization", "facet.limit": -1, "facet.mincount": 1}
        found = index.ask("*:*", rows=0, **facet)["facet_counts"]["facet_fields"]["organization"]
    except index.AwayError:
        return {}
    return dict(zip(found[::2], found[1::2], strict=True))
