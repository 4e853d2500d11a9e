"""One harvest of one portal: read, decide, store, and only after a whole listing look for what is gone."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from typing import Any

import redis
import sqlalchemy as sa

from ckan import model
from ckanext.govopen import config
from ckanext.govopen.bulk.drain import Draining
from ckanext.govopen.bulk.writer import commit_index
from ckanext.govopen.harvest import breaker, content, notify, pace, removal
from ckanext.govopen.harvest.batches import Batches
from ckanext.govopen.harvest.closing import bounded, ended, learn, opens, verdict
from ckanext.govopen.harvest.hold import Hold, Lost, begin, interrupt
from ckanext.govopen.harvest.publishing import publish
from ckanext.govopen.model import HarvestedRecord, Run, Seen, clock
from ckanext.govopen.scoring import garbage

from harvesters.crawl import check_totals
from harvesters.errors import FetchError, SourceChanged
from harvesters.fetch import Fetch
from harvesters.issues import Issue, Issues
from harvesters.portal import Portal, PortalError
from harvesters.stream import Read, Stream

log = logging.getLogger(__name__)

BATCH = 500
BATCHES = 3
"""Times that a slow portal's records are stored in the time of a lease, so that people see the run move."""
SERVERS: tuple[type[Exception], ...] = (sa.exc.OperationalError, sa.exc.InterfaceError, redis.RedisError)
"""What is raised while the database or Redis is away."""

Progress = Callable[[Run], Any]
Over = Callable[[], bool]


def work(run_id: str, portal: Portal, *, wake: Callable[[int], Any], progress: Progress, over: Over = lambda: False) -> Run:
    """Work on a run, to its end or until it is to make way; the run as it then is.

    `wake` is told how many files wait to be scored, `progress` gets the run after each batch, `over` says whether others
    wait for their turn. Raises Busy where somebody
    else works on the run or its portal, Lost where somebody took it meanwhile, and what is a bug of ours.
    """
    garbage.give_back_buffers()
    with begin(run_id) as hold, closing(Draining()) as draining, garbage.at_rest(garbage.SELDOM):
        return Harvest(portal, hold, draining, wake, progress, over).work()


class Harvest:
    """The work on one run while its lease is held."""

    def __init__(
        self,
        portal: Portal,
        hold: Hold,
        draining: Draining,
        wake: Callable[[int], Any],
        progress: Progress,
        over: Over,
    ) -> None:
        self.hold = hold
        self.draining = draining
        self.wake = wake
        self.progress = progress
        self.reason: str | None = None
        self.began = self.stored = time.monotonic()
        self.over = over
        with hold.fenced() as run:
            self.run = run
            self.portal = bounded(portal)
            self.batches = Batches(self.portal, run)
            if not run.seconds and not run.resumed:
                self._open(run)

    def work(self) -> Run:
        """Go on where the run is; whatever happens, it is left in a state that tells what to do with it."""
        try:
            self._publish()
            if self.run.kind == "record":
                return self._one()
            while self._left():
                if not self._read():
                    return self.run
            return self._finish()
        except SERVERS as problem:
            log.warning("run %s is broken off: %s", self.run.id, problem)
            return self._broken_off(type(problem).__name__)
        except PortalError as problem:
            return self._misconfigured(problem)
        except Lost:
            raise
        except Exception as problem:
            with suppress(Lost, *SERVERS):
                self._leave("failed", error=type(problem).__name__, fault="ours", finished=clock.now())
            raise
        except BaseException as problem:
            self._broken_off(type(problem).__name__)
            raise

    def _open(self, run: Run) -> None:
        """What is told once, at the start of a run."""
        run.notes = self.portal.http.unsafe()
        issues: list[Issue] = []
        told = Issues(self.portal, issues.append)
        for kind, facts in run.notes.items():
            told.info(kind, **facts)
        self.batches.note(run, issues)

    def _left(self) -> bool:
        """Whether there is something to read: the listing, or its first pages again."""
        return not self.run.complete or self.run.again is not None

    def _read(self) -> bool:
        """Read from the checkpoint on; whether the listing was read to its end. Else the run's state says what is next."""
        again = self.run.again if self.run.complete else None
        stream = Stream(self.portal, start=self.run.page, until=again, done=self._done, fetch=self._fetch())
        reads: list[Read] = []
        with closing(iter(stream)) as entries:
            for read in entries:
                reads += [read] if read else []
                if len(reads) >= BATCH or time.monotonic() >= self.stored + config.lease_seconds() / BATCHES:
                    self._store(stream, reads)
                    reads = []
                moved = bool(reads) or stream.checkpoint > self.run.page
                if self.hold.wish or (moved and self.over()):
                    stream.stop()
        self._store(stream, reads)
        if stream.complete:
            self._turn(stream)
        elif stream.fault:
            self._fail(stream.fault, stream)
        else:
            self._stop()
        return stream.complete

    def _fetch(self) -> Fetch:
        """The portal's pages, asked for in turn with all other workers."""
        return Fetch(self.portal, pace=pace.shared(), breaker=breaker.shared())

    def _done(self, ids: Sequence[str]) -> dict[str, int]:
        """Which of these ids the run has finished with."""
        found = Seen.pages(self.run.id, list(ids))
        # No transaction stays open while the portal is waited for.
        model.Session.commit()
        return found

    def _store(self, stream: Stream, reads: list[Read]) -> None:
        """Store a batch with the checkpoint behind it, in one transaction; then the index learns of it."""
        planned = self.batches.plan(reads)
        with self.hold.fenced() as run:
            self.batches.take(run, reads, planned)
            stream.confirm(read.ref.id for read in reads)
            self._account(run, stream, stream.checkpoint)
            run.page = stream.checkpoint
            run.tries = 0 if reads else run.tries
        self.run = run
        if self.batches.wrote:
            self._publish()
        self.stored = time.monotonic()
        self.progress(run)

    def _account(self, run: Run, stream: Stream, before: int | None) -> None:
        """Count what the pages before one (None: all) gave, together with the step that keeps them from being read again.

        Of pages that are looked through a second time only the records count.
        """
        tally = stream.settled(before)
        if not run.complete:
            run.duplicates += tally.duplicates
            run.skipped += tally.broken
            run.listed += tally.duplicates + tally.broken
            self.batches.note(run, tally.issues)
        self._tell(run, stream)
        run.total = stream.total if stream.total is not None else run.total
        run.requests += stream.asked()

    def _tell(self, run: Run, stream: Stream) -> None:
        """Note what the stream has to say of itself; the last of it is why it was broken off."""
        for issue in stream.told():
            self.reason = issue.message
            self.batches.note(run, [issue])

    def _publish(self, *, last: bool = False) -> None:
        """Bring the index up to date and wake who scores; what is away now learns of it later.

        The last time, what was told is seen at once.
        """
        model.Session.expunge_all()
        queued, self.batches.queued, self.batches.wrote = self.batches.queued, 0, False
        publish(self._settle_index if last else self.draining.wake, self.wake, queued)

    def _settle_index(self) -> None:
        """Wait until the index knows everything, and have searches show it."""
        self.draining.settle()
        commit_index()

    def _turn(self, stream: Stream) -> None:
        """The listing was read to its end. One that may have shifted meanwhile is looked through again from its start."""
        with self.hold.fenced() as run:
            self._account(run, stream, None)
            again = run.again is not None and not run.complete
            if again and (run.resumed or removal.rows(removal.missing(run), 1)):
                run.page = 1
            else:
                run.again = None
            run.complete = True
        self.run = run

    def _stop(self) -> None:
        """The slice is over, or a person wished it."""
        wish = self.hold.wish
        if wish == "cancel":
            self._leave("cancelled", finished=clock.now())
        else:
            self._leave("paused" if wish == "pause" else "queued")

    def _fail(self, fault: SourceChanged | FetchError, stream: Stream) -> None:
        """The listing could not be read to its end. A portal that is closed at this hour is gone on with later."""
        if isinstance(fault, FetchError) and fault.kind == "closed":
            opening = opens(self.portal.http, clock.now())
            self._leave("interrupted", error=self.reason, fault="ours", next_try=opening)
            return
        whose = fault.fault if isinstance(fault, FetchError) else "portal"
        with self.hold.fenced() as run:
            self._account(run, stream, None)
            self._settle(run, "failed", error=self.reason, fault=whose, finished=clock.now(), complete=False)
        self._left_at(run)

    def _finish(self) -> Run:
        """Everything was read: see what is gone, and close the run."""
        run = self.run
        issues: list[Issue] = []
        bounds_hold = check_totals(self.portal, Issues(self.portal, issues.append), run.records, run.listed, run.total)
        with self.hold.fenced() as run:
            gone = removal.count(removal.missing(run))
            held = removal.objection(self.portal, run, gone, bounds_hold=bounds_hold)
            self.batches.note(run, [*issues, *([held] if held else [])])
            if held:
                removal.hold(run)
                run.held = gone
        if not held:
            self._remove()
        return self._close(held, bounds_hold)

    def _remove(self) -> None:
        """Remove what is missing, a batch a transaction."""
        found: list[removal.Missing] | None = None
        while found is None or found:
            with self.hold.fenced() as run:
                found = removal.rows(removal.missing(run), BATCH)
                removal.note(run, found, "removed")
                if run.kind == "dry":
                    run.removed += len(found)
                    Seen.add(run.id, {one.source_id: 0 for one in found})
                elif found:
                    removal.remove(run, found)
            self.run = run
            self._publish()

    def _close(self, held: Issue | None, bounds_hold: bool) -> Run:
        """The state of a run that has read everything."""
        state, error, fault = verdict(self.run, held, bounds_hold=bounds_hold)
        if self.run.kind == "full" and state == "complete":
            with self.hold.fenced() as run:
                learn(self.portal, run)
        return self._leave(state, error=error, fault=fault, finished=clock.now())

    def _one(self) -> Run:
        """Read one record, where it stood and then in the whole listing."""
        source_id = str(self.run.record)
        known = HarvestedRecord.get(self.portal.code, source_id)
        page = known.page if known else 1
        model.Session.commit()
        stream = Stream(self.portal, fetch=self._fetch())
        read = stream.find(source_id, page)
        reads = [read] if read else []
        planned = self.batches.plan(reads)
        with self.hold.fenced() as run:
            self.batches.take(run, reads, planned)
            kind = "not-listed" if known else "unknown-record"
            absent = [] if read or stream.fault else [content.noted(self.portal, kind, source_id, value=source_id)]
            self._tell(run, stream)
            self.batches.note(run, absent)
            run.requests += stream.asked()
        self.run = run
        self._publish()
        if stream.fault:
            self._fail(stream.fault, stream)
            return self.run
        if absent:
            return self._leave("failed", error=absent[0].message, fault="record", finished=clock.now())
        return self._leave("partial" if run.failed or run.skipped else "complete", finished=clock.now())

    def _misconfigured(self, problem: PortalError) -> Run:
        """The portal's settings do not suit its platform, which only its platform can tell: there is nothing to read."""
        told = content.noted(self.portal, "configuration", reason=str(problem))
        with self.hold.fenced() as run:
            self.batches.note(run, [told])
            self._settle(run, "failed", error=told.message, fault="ours", finished=clock.now())
        return self._left_at(run)

    def _broken_off(self, reason: str) -> Run:
        """A server of ours is away: the run goes on later. Where not even that can be noted, its lease lapses."""
        try:
            model.Session.rollback()
            with self.hold.fenced() as run:
                run.seconds += time.monotonic() - self.began
                interrupt(run, clock.now(), reason)
            self.run = run
            if run.finished:
                notify.finished(run)
        except (*SERVERS, Lost) as problem:
            log.warning("run %s is left to its lease: %s", self.hold.run_id, problem)
            self.run.state = "interrupted"
        return self.run

    def _leave(self, state: str, **values: Any) -> Run:
        """Give the run back in a state."""
        with self.hold.fenced() as run:
            self._settle(run, state, **values)
        return self._left_at(run)

    def _settle(self, run: Run, state: str, **values: Any) -> None:
        """The run's row as it is given back."""
        run.owner, run.wish, run.state = None, None, state
        run.seconds += time.monotonic() - self.began
        for name, value in values.items():
            setattr(run, name, value)
        if run.finished:
            ended(run)

    def _left_at(self, run: Run) -> Run:
        """What follows when the run was given back."""
        self.run = run
        self._publish(last=True)
        self.progress(run)
        if run.finished:
            notify.finished(run)
        return run
