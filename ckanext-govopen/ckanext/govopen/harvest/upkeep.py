"""What the scheduler sees to: runs that were broken off, portals whose time has come, and what is too old to keep."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckanext.govopen import config
from ckanext.govopen.harvest import content, notify, portals
from ckanext.govopen.harvest.closing import ended
from ckanext.govopen.harvest.hold import interrupt, lapsed, owned
from ckanext.govopen.model import (
    Change,
    DatasetScore,
    FileScoreHistory,
    Issue,
    Outbox,
    PortalHealth,
    PortalState,
    Run,
    SearchClick,
    SearchQuery,
    Seen,
    Tombstone,
    clock,
)
from ckanext.govopen.model.run import FINISHED, UNFINISHED

from harvesters.portal import Portal

PUSH_IDLE = timedelta(days=1)
EXAMINED_AGAIN = timedelta(days=7)
"""How long stands what the rules about datasets found: data grow old without anybody's doing."""
RARE = timedelta(days=60)
"""How long the words of a question are known that few people asked."""
USED = timedelta(days=2)
"""How far back the use of datasets may be new to the index."""
EVERY = {"daily": timedelta(days=1), "weekly": timedelta(weeks=1), "monthly": timedelta(days=30)}


def recover() -> None:
    """Free the runs whose workers have died, and queue those again whose pause is over; commits."""
    now = model.Session.scalar(sa.select(clock.DATABASE))
    given_up = []
    for run in model.Session.scalars(owned(Run.state == "running").with_for_update(skip_locked=True)):
        if lapsed(run, now):
            interrupt(run, now)
            given_up += [run] if run.finished else []
    model.Session.flush()
    for run in model.Session.scalars(forsaken(now).with_for_update(skip_locked=True)):
        run.state, run.finished = "waiting" if run.held else "failed", now
        run.error, run.fault = content.ENDED["forsaken"], "portal"
        ended(run)
    due_again = sa.update(Run).where(Run.state == "interrupted", Run.next_try <= now)
    model.Session.execute(due_again.values(state="queued", next_try=None, resumed=Run.resumed + 1))
    model.Session.commit()
    for run in given_up:
        notify.finished(run)


def forsaken(now: datetime) -> Any:
    """A query for pushes that their portals began and did not end."""
    idle = sa.select(Run).where(Run.kind == "push", Run.state == "running", Run.owner.is_(None))
    return idle.where(Run.heartbeat < now - PUSH_IDLE)


def queued() -> list[Run]:
    """The runs that wait for a worker, those first that wait longest."""
    return list(model.Session.scalars(sa.select(Run).where(Run.state == "queued").order_by(Run.started)))


def due(now: datetime) -> list[Portal]:
    """Portals whose last run began too long ago.

    A portal enters the schedule with its first run: a new instance asks no portal before its operator does.
    """
    runs, states = Run.last_of_each(), PortalState.all()
    known = [portal for portal in portals.known().values() if portal.code in runs and not portal.pushed]
    return [portal for portal in known if is_due(runs[portal.code], rhythm(portal, states.get(portal.code)), now)]


def rhythm(portal: Portal, state: PortalState | None) -> timedelta | None:
    """How often a portal is harvested; None for only when somebody asks for it."""
    if state and state.paused:
        return None
    return EVERY.get(schedule(portal, state))


def schedule(portal: Portal, state: PortalState | None) -> str:
    """The schedule in force: what an operator set comes before what the portal's file says."""
    return (state and state.schedule) or portal.schedule


def is_due(run: Run, every: timedelta | None, now: datetime) -> bool:
    """Whether a portal's time has come."""
    return every is not None and run.state not in UNFINISHED and run.started + every <= now


def thin(now: datetime) -> None:
    """Drop what is older than it is kept; the last full run of each portal stays with all that it has. Commits."""
    newest = [run.id for run in Run.last_of_each().values()]
    old = sa.select(Run.id).where(Run.state.in_(FINISHED), Run.state != "waiting", Run.id.not_in(newest))
    silent = old.where(Run.finished < now - config.kept_details())
    for table in (Issue, Change):
        model.Session.execute(sa.delete(table).where(table.run_id.in_(silent)))
    model.Session.execute(sa.delete(Seen).where(Seen.run_id.not_in(sa.select(Run.id).where(Run.state.in_(UNFINISHED)))))
    model.Session.execute(sa.delete(Run).where(Run.id.in_(old.where(Run.finished < now - config.kept_runs()))))
    model.Session.execute(sa.delete(PortalHealth).where(PortalHealth.time < now - config.kept_runs()))
    FileScoreHistory.forget()
    DatasetScore.expire(now - EXAMINED_AGAIN)
    forget_searches(now)
    vanished = sa.delete(Tombstone).where(Tombstone.reason == "vanished")
    model.Session.execute(vanished.where(Tombstone.removed_at < now - config.kept_tombstones()))
    model.Session.commit()


def forget_searches(now: datetime) -> None:
    """Drop old searches and clicks, and have the datasets indexed again whose use has changed; the caller commits."""
    kept, rare = (now - config.kept_searches()).date(), (now - min(RARE, config.kept_searches())).date()
    changed = SearchClick.forget(kept, rare)
    SearchQuery.forget(kept, rare)
    Outbox.add([*changed, *SearchClick.opened_since((now - USED).date())])
