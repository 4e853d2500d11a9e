"""What people and the scheduler may do with runs: ask for one, hold it up, end it, decide on what it holds back."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.bulk.drain import AWAY, drain
from ckanext.govopen.harvest import removal
from ckanext.govopen.harvest.closing import ended
from ckanext.govopen.harvest.hold import lapsed
from ckanext.govopen.harvest.run import BATCH
from ckanext.govopen.model import Change, Run, clock

IDLE = ("queued", "interrupted", "paused")


class Unfit(Exception):  # noqa: N818  (told to people as it is)
    """A run is not in a state in which this can be done: `state` says in which one it is."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.id} is {run.state}")
        self.run_id = str(run.id)
        self.state = str(run.state)


class Unknown(Exception):  # noqa: N818  (told to people as it is)
    """There is no such run."""


@contextmanager
def opened(run_id: str) -> Iterator[Run]:
    """A transaction over a run's row; raises Unknown."""
    try:
        run = model.Session.get(Run, run_id, with_for_update=True, populate_existing=True)
        if run is None:
            raise Unknown(run_id)
        yield run
        model.Session.commit()
    except BaseException:
        model.Session.rollback()
        raise


def create(portal: str, kind: str = "full", record: str | None = None) -> Run:
    """A run that waits for a worker: the one that is not finished yet, where there is one of its kind."""
    found = Run.unfinished(portal, kind, record)
    if found is None:
        found = Run(portal=portal, kind=kind, record=record)
        model.Session.add(found)
    elif found.state == "interrupted":
        found.next_try = clock.now()
    model.Session.commit()
    return found


def is_held(run: Run) -> bool:
    """Whether a living worker is at it."""
    return run.owner is not None and not lapsed(run, model.Session.scalar(sa.select(clock.DATABASE)))


def pause(run_id: str) -> Run:
    """Stop a run after its batch, to be resumed by a person; raises Unfit, Unknown."""
    return wish(run_id, "pause", "paused", ("queued", "interrupted", "running"))


def cancel(run_id: str) -> Run:
    """End a run after its batch; what it stored stays. Raises Unfit, Unknown."""
    return wish(run_id, "cancel", "cancelled", (*IDLE, "running"))


def wish(run_id: str, what: str, state: str, fit: tuple[str, ...]) -> Run:
    """Ask the worker, or do it here where there is none."""
    with opened(run_id) as run:
        if run.state not in fit:
            raise Unfit(run)
        if is_held(run):
            run.wish = what
        else:
            run.owner, run.wish, run.state, run.next_try = None, None, state, None
            run.finished = clock.now() if state == "cancelled" else None
            if run.finished:
                ended(run)
    return run


def resume(run_id: str) -> Run:
    """Have a run go on that was paused or broken off; raises Unfit, Unknown."""
    with opened(run_id) as run:
        if run.state not in ("paused", "interrupted"):
            raise Unfit(run)
        run.state, run.next_try, run.tries = "running" if run.kind == "push" else "queued", None, 0
        run.resumed += 1
    return run


def approve(run_id: str, actor: str | None = None) -> Run:
    """Remove what a run holds back and what nobody has seen since; raises Unfit, Unknown."""
    found: list[removal.Missing] | None = None
    while found is None or found:
        with opened(run_id) as run:
            if run.state != "waiting":
                raise Unfit(run)
            found = removal.rows(removal.approved(run), BATCH)
            if found:
                removal.remove(run, found, actor)
            ids = [one.source_id for one in found]
            changed = sa.update(Change).where(Change.run_id == run.id, Change.kind == "held", Change.source_id.in_(ids))
            model.Session.execute(changed.values(kind="removed", time=clock.now()))
            run.held -= len(found)
            if not found:
                settle(run)
    with suppress(*AWAY):
        # An index that is away learns of it from the scheduler.
        drain(seen=True)
    return run


def reject(run_id: str) -> Run:
    """Keep what a run would have removed, and note how much that was; the next run looks again. Raises Unfit, Unknown."""
    with opened(run_id) as run:
        if run.state != "waiting":
            raise Unfit(run)
        held = sa.update(Change).where(Change.run_id == run.id, Change.kind == "held")
        model.Session.execute(held.values(kind="kept", time=clock.now()))
        run.notes, run.held = {**(run.notes or {}), "kept": run.held}, 0
        settle(run)
    return run


def settle(run: Run) -> None:
    """The state of a run that somebody has decided on."""
    run.state = "partial" if run.failed or run.skipped else "complete"
    run.error = run.fault = None
