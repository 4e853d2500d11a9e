"""A new index of all datasets beside the one that is asked, which it replaces in one moment.

The new core has the configuration and the schema as they are now. It is filled from the database while searches and changes go
to the old one; what the old one was told meanwhile it is told too, once before it takes the old one's name and once after,
for a change may be on its way at that moment. Each dataset is read from the database when it is told, and what the database
no longer has is taken out: so nothing that was withdrawn comes back. A call that is broken off leaves the old core in its
place, or, after the exchange, the new one: the next call ends what is left.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from ckanext.govopen.bulk import compare
from ckanext.govopen.bulk.cores import Cores
from ckanext.govopen.bulk.fill import fill
from ckanext.govopen.bulk.solr import Solr
from ckanext.govopen.model import Outbox

ROUNDS = 10
SETTLE_SECONDS = 2.0
"""How long a change that was sent to the old core may be on its way."""
NAMED = 5

Progress = Callable[[str, int, int], None]


class UnequalError(Exception):
    """The new index has not what the database has; the argument says what the difference is."""


@dataclass(frozen=True)
class Reindexed:
    """What came of it: documents, how many datasets were told again, and those that Solr refuses."""

    documents: int
    again: int
    refused: Collection[str]


def reindex(progress: Progress) -> Reindexed:
    """Replace the portal's index by a new one. Raises `NoCoresError`, `UnequalError`, `FillError`, `SearchIndexError`.

    `progress` is told what is done, how many datasets of it, of how many. One call at a time: the caller holds a lock.
    """
    with Cores() as cores, Solr() as live:
        cores.check()
        finish(cores)
        _check_alone(live)
        cores.create()
        try:
            with Solr(cores.url) as new:
                refused = _filled(new, progress)
                again, mark = _brought_up(live, new, progress)
                _check(new, refused)
            cores.swap()
        except BaseException:
            if not cores.is_swapped():
                cores.drop()
            raise
        again += _settle(cores, mark)
        return Reindexed(live.count(compare.site()), again, refused)


def into(url: str, progress: Progress) -> Reindexed:
    """Fill the empty index at `url` in the same way, and leave it to the caller to have it asked. Raises as `reindex`."""
    with Solr() as live, Solr(url) as new:
        if found := new.count("*:*"):
            raise UnequalError(f"{url} has {found} documents already: it has to be empty")
        refused = _filled(new, progress)
        again, _mark = _brought_up(live, new, progress)
        _check(new, refused)
        return Reindexed(new.count(compare.site()), again, refused)


def catch_up(url: str) -> int:
    """Tell the portal's index what another one, which was asked until a moment ago, was told since it was filled."""
    with Solr() as live, Solr(url) as old:
        return _told(live, old, _oldest(live))


def finish(cores: Cores) -> bool:
    """End what an earlier call left when it was broken off; whether there was anything. Raises as `reindex`."""
    if not cores.is_left():
        return False
    if cores.is_swapped():
        with Solr() as live:
            _settle(cores, _oldest(live))
    else:
        cores.drop()
    return True


def _filled(new: Solr, progress: Progress) -> list[str]:
    total = compare.count()
    refused = fill(new.url, lambda done: progress("indexed", done, total))
    new.merge()
    return refused


def _brought_up(live: Solr, new: Solr, progress: Progress) -> tuple[int, datetime]:
    """Tell the new index what the one in use was told meanwhile, until that is little; how much, and up to when.

    What was deleted meanwhile leaves no trace there: `_check` compares all.
    """
    since, again = _oldest(new), 0
    for _ in range(ROUNDS):
        now = live.now()
        ids = compare.changed(live, since)
        compare.tell(new, ids)
        since, again = now, again + len(ids)
        progress("told again", again, again)
        if len(ids) < compare.FETCHED:
            break
    return again, since


def _settle(cores: Cores, since: datetime) -> int:
    """After the exchange: tell the new core what still went to the old one, until nothing does, and remove that."""
    again = 0
    with Solr() as live, Solr(cores.url) as old:
        for _ in range(ROUNDS):
            now = old.now()
            time.sleep(SETTLE_SECONDS)
            ids = compare.changed(old, since)
            again += _told(live, old, since)
            since = now
            if not ids:
                break
    cores.drop()
    return again


def _told(index: Solr, other: Solr, since: datetime) -> int:
    """Tell an index what another one was told since a moment, and where it differs from the database; how many."""
    index.commit(soft=True)
    lacking, extra = compare.differences(index)
    ids = lacking | extra | compare.changed(other, since)
    if ids:
        compare.tell(index, ids)
    return len(ids)


def _oldest(solr: Solr) -> datetime:
    """When an index was begun, by its server's clock."""
    found = solr.first(compare.site(), "indexed_ts asc", "indexed_ts")
    return datetime.fromisoformat(found) if found else solr.now()


def _check(new: Solr, refused: Collection[str]) -> None:
    """Raise `UnequalError` unless the new index has what the database has.

    What is on its way at this moment is looked at again; what Solr refuses stays out of the old index as well.
    """
    new.commit()
    known = Outbox.refused(refused)
    for _ in range(ROUNDS):
        lacking, extra = compare.differences(new)
        lacking -= known
        if not lacking and not extra:
            return
        if not (lacking | extra) - set(refused):
            break
        compare.tell(new, lacking | extra)
    wanted, found = compare.count(), new.count(compare.site())
    raise UnequalError(
        f"the database has {wanted} datasets, the new index {found}: {_named('it lacks', lacking)}"
        f"{_named('it should not have', extra)}. The old index stays in use; Solr's reasons are in its log and in this one's."
    )


def _named(what: str, ids: Collection[str]) -> str:
    return f"{what} {', '.join(sorted(ids)[:NAMED])}{' …' if len(ids) > NAMED else ''} " if ids else ""


def _check_alone(live: Solr) -> None:
    """Raise `UnequalError` where the index has documents of another portal, which a new one would not have."""
    others = live.count(f"*:* -{compare.site().removeprefix('+')}")
    if others:
        raise UnequalError(f"{live.url} has {others} documents of another portal: give this one a core of its own")
