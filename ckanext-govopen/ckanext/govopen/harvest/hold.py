"""Who works on a run: a lease on the run's own row, kept by a heartbeat, and checked by every transaction that writes.

A worker that was stopped for a while cannot write when it goes on: its lease has lapsed, and whoever took the run has
put another name into the row that each of its transactions locks first.
"""

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckanext.govopen import config
from ckanext.govopen.harvest import content, notify
from ckanext.govopen.harvest.closing import ended
from ckanext.govopen.harvest.lease import Busy
from ckanext.govopen.model import Run, clock

BEATS = 5
"""Heartbeats in the time after which a lease lapses."""
STUCK = "120s"
"""How long a transaction of a stopped worker may block others."""
TAKEN = ("queued", "interrupted", "running")
NOT_AT_ONCE = "55P03"
"""PostgreSQL's code for a row that somebody else has locked."""
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 8


class Lost(Exception):  # noqa: N818  (not a fault: somebody else is at it)
    """The run is no longer ours."""


class Hold:
    """The lease of a run while it is worked on; as a context it beats."""

    def __init__(self, run_id: str, owner: str) -> None:
        self.run_id = run_id
        self.owner = owner
        self.wish: str | None = None
        """What a person asked for meanwhile."""
        self._ended = threading.Event()
        self._pulse = threading.Thread(target=self._beat, name=f"pulse {run_id}", daemon=True)

    def __enter__(self) -> "Hold":
        self._pulse.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    @contextmanager
    def fenced(self) -> Iterator[Run]:
        """A transaction over the run's row, committed at its end; raises Lost where the lease is no longer ours."""
        session = model.Session
        try:
            session.execute(sa.text(f"SET LOCAL idle_in_transaction_session_timeout = '{STUCK}'"))
            run = session.get(Run, self.run_id, with_for_update=True, populate_existing=True)
            if run is None or run.owner != self.owner:
                raise Lost(self.run_id)
            self.wish = run.wish
            yield run
            # New organizations are committed on the way, which lets go of the row.
            current = sa.select(Run.owner, clock.DATABASE).where(Run.id == self.run_id).with_for_update(of=Run)
            owner, now = session.execute(current).one()
            if owner not in (self.owner, run.owner):
                raise Lost(self.run_id)
            run.heartbeat = now
            session.commit()
        except BaseException:
            session.rollback()
            raise

    def _beat(self) -> None:
        """Show that this process lives; whatever the main thread does meanwhile."""
        beat = sa.update(Run).where(Run.id == self.run_id, Run.owner == self.owner)
        statement = beat.values(heartbeat=clock.DATABASE).returning(Run.wish)
        while not self._ended.wait(config.lease_seconds() / BEATS):
            try:
                with model.meta.engine.begin() as connection:
                    row = connection.execute(statement).first()
            except sa.exc.SQLAlchemyError:
                continue
            if row is None:
                return
            self.wish = row.wish


def begin(run_id: str) -> Hold:
    """Take a run; raises Busy where somebody else has it or its portal, or where it is not to be worked on."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    try:
        given_up = take(run_id, owner)
        model.Session.commit()
    except sa.exc.IntegrityError as error:
        model.Session.rollback()
        raise Busy(run_id) from error
    except sa.exc.OperationalError as error:
        model.Session.rollback()
        if getattr(error.orig, "pgcode", None) != NOT_AT_ONCE:
            raise
        raise Busy(run_id) from error
    except Busy:
        model.Session.rollback()
        raise
    for run in given_up:
        notify.finished(run)
    if any(run.id == run_id for run in given_up):
        raise Busy(run_id)
    return Hold(run_id, owner)


def take(run_id: str, owner: str) -> list[Run]:
    """Put our name into the run's row, and end the leases of the portal that have lapsed.

    The caller commits, and then tells of the runs that were given up, which are returned: the run itself may be one, if it
    was broken off too often.
    """
    given_up = []
    run = model.Session.get(Run, run_id, with_for_update={"nowait": True}, populate_existing=True)
    now = model.Session.scalar(sa.select(clock.DATABASE))
    if run is None or run.state not in TAKEN:
        raise Busy(run_id)
    for other in model.Session.scalars(owned(Run.portal == run.portal).with_for_update(nowait=True)):
        if not lapsed(other, now):
            raise Busy(run_id)
        interrupt(other, now)
        given_up += [other] if other.finished else []
    # The index that allows one owner a portal looks at each statement.
    model.Session.flush()
    if run in given_up:
        return given_up
    if run.state == "queued" and not run.seconds and not run.resumed:
        run.started = now
    run.resumed += run.state == "interrupted"
    if run.page > 1 and not run.complete:
        run.again = max(run.again or 0, run.page)
    run.owner, run.heartbeat, run.state, run.next_try, run.finished = owner, now, "running", None, None
    return given_up


def owned(*conditions: Any) -> Any:
    """A query for the runs that somebody has."""
    return sa.select(Run).where(Run.owner.is_not(None), *conditions).execution_options(populate_existing=True)


def lapsed(run: Run, now: datetime) -> bool:
    """Whether the worker of a run is gone: it has shown no sign of life for too long, or is no process of this machine."""
    return is_dead(str(run.owner)) or bool(run.heartbeat + timedelta(seconds=config.lease_seconds()) < now)


def is_dead(owner: str) -> bool:
    """Whether an owner was a process of this machine that has ended."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def interrupt(run: Run, now: datetime, reason: str = content.ENDED["worker"]) -> None:
    """Free a run that was broken off, to be taken up again after a pause that grows; or give it up: then it is finished.

    The caller commits, and then tells of a run that was given up. A push stays as it is: nobody but the portal can go on.
    """
    run.owner = None
    if run.kind == "push":
        return
    run.tries += 1
    run.fault = "ours"
    run.error = reason
    if run.tries > MOST_TRIES:
        run.state, run.finished = "failed", now
        run.error = content.KINDS["broken-off"].format(count=run.tries, reason=reason)
        ended(run)
    else:
        run.state, run.next_try = "interrupted", now + pause(run.tries)


def pause(tries: int) -> timedelta:
    """How long to wait before the next try: the first one follows at once, the second after the time of a lease."""
    return min(timedelta(seconds=config.lease_seconds()) * (2 ** (tries - 1) - 1), LONGEST_PAUSE)
