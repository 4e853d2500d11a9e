"""Records that a portal sends by itself (cascade): decided, stored and counted as if they had been harvested.

Each call is one transaction under the portal's lease. Calls that name the same push are one run, which its last call,
the one that says `complete`, ends; a call that names none is a run of its own.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.harvest import content, removal
from ckanext.govopen.harvest.batches import Batches, Planned, Written, became, withdrawn_of
from ckanext.govopen.harvest.closing import bounded, ended, learn, verdict
from ckanext.govopen.harvest.control import Unfit
from ckanext.govopen.harvest.hold import Hold, Lost, begin
from ckanext.govopen.harvest.lease import Busy
from ckanext.govopen.harvest.publishing import publish
from ckanext.govopen.harvest.run import BATCH
from ckanext.govopen.model import HarvestedRecord, Run, Seen, clock
from ckanext.govopen.national import personal

from harvesters import pushed
from harvesters.base import Ref
from harvesters.crawl import check_totals
from harvesters.issues import Issue, Issues
from harvesters.portal import Portal
from harvesters.pushed import Fault
from harvesters.record import Record
from harvesters.stream import Read

PATIENCE = 5.0
"""Seconds that a call waits for another one of its portal."""
PAUSE = 0.2
INDEXED = 2000
"""Datasets of which a call tells the index: its own, and some that others left; the scheduler sees to the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a portal sends at once."""

    records: Sequence[Any] = ()
    """Objects of parsed JSON, whatever they hold."""
    remove: Sequence[str] = ()
    """Ids of records that are to be taken away."""
    push_id: str | None = None
    complete: bool = False
    """Whether this call, with the earlier ones of its push, holds the whole catalogue."""
    actor: str | None = None
    """Id of the user who calls."""


class Result(NamedTuple):
    """What became of a record; `state` is created, updated, unchanged, revived, withdrawn or refused, and of one that
    was to be removed: removed, held, unknown or refused."""

    id: str | None
    state: str
    package_id: str | None = None
    faults: Sequence[Fault] = ()
    error: Mapping[str, Any] = {}
    """Why CKAN's validators refused the dataset."""


@dataclass(slots=True)
class Answer:
    """What became of a call."""

    run: Run
    records: list[Result] = field(default_factory=list)
    """In the order in which they were sent."""
    removed: list[Result] = field(default_factory=list)

    @property
    def totals(self) -> dict[str, int]:
        """How many records met which fate."""
        return dict(Counter(one.state for one in (*self.records, *self.removed)))


class Entry(NamedTuple):
    """A record as it came: read, or with what is wrong with it."""

    id: str | None
    record: Record | None
    faults: Sequence[Fault] = ()


def push(portal: Portal, call: Call, wake: Callable[[int], Any]) -> Answer:
    """Take a call; `wake` is told how many files wait to be scored.

    Raises Busy while another call of the portal goes on, Unfit where its push has ended or is paused.
    """
    entries = read(portal, call.records)
    with held(portal, call.push_id) as hold:
        began = time.monotonic()
        try:
            with hold.fenced() as run:
                work = Push(bounded(portal), run)
            work.plan(entries)
            with hold.fenced() as run:
                work.run = run
                answer = Answer(run, work.take(entries), work.take_away(call))
                if call.complete or not call.push_id:
                    work.close(complete=call.complete)
                obey(run)
                run.seconds += time.monotonic() - began
        except Exception as problem:
            give_back(hold, problem, over=not call.push_id)
            raise
    publish(partial(drain, INDEXED, seen=True), wake, work.batches.queued)
    return answer


def read(portal: Portal, values: Sequence[Any]) -> list[Entry]:
    """The entries of a call; of two with the same id the first one counts."""
    entries: list[Entry] = []
    met: set[str] = set()
    for value in values:
        source_id = pushed.identifier(value)
        if source_id in met:
            entries.append(Entry(source_id, None, [Fault("id", "twice")]))
            continue
        met |= {source_id} if source_id else set()
        try:
            entries.append(Entry(source_id, pushed.decode(value, portal)))
        except pushed.Unfit as error:
            entries.append(Entry(source_id, None, error.faults))
    return entries


def held(portal: Portal, push_id: str | None) -> Hold:
    """The lease of the portal for one call; raises Busy, Unfit."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return begin(opened(portal, push_id).id)
        except (Busy, sa.exc.IntegrityError) as error:
            model.Session.rollback()
            if time.monotonic() >= end:
                raise Busy(portal.code) from error
        time.sleep(PAUSE)


def opened(portal: Portal, push_id: str | None) -> Run:
    """The run of a push, made where it is new; it is committed with the lease."""
    run = Run.pushed(portal.code, push_id) if push_id else None
    if run is None:
        run = Run(portal=portal.code, kind="push", push_id=push_id)
        model.Session.add(run)
        model.Session.flush()
    elif run.state != "running":
        raise Unfit(run)
    return run


def obey(run: Run) -> None:
    """Give the run back, as a person may have wished it meanwhile."""
    wish, run.owner, run.wish = run.wish, None, None
    if run.finished is None and wish == "pause":
        run.state = "paused"
    elif run.finished is None and wish == "cancel":
        run.state, run.finished = "cancelled", clock.now()
        ended(run)


def give_back(hold: Hold, problem: Exception, *, over: bool) -> None:
    """Leave a run whose call failed: nothing of the call is stored, and one of several calls may be made again."""
    with suppress(Lost, sa.exc.SQLAlchemyError), hold.fenced() as run:
        run.owner = None
        if over:
            run.state, run.error, run.fault, run.finished = "failed", type(problem).__name__, "ours", clock.now()
            ended(run)


def is_read(entry: Entry) -> bool:
    """Whether an entry is one record of the call: it has an id, which no earlier one has."""
    return entry.id is not None and not any(fault.kind == "twice" for fault in entry.faults)


class Push:
    """One call's work on a run. Nothing here commits but `plan`."""

    def __init__(self, portal: Portal, run: Run) -> None:
        self.portal = portal
        self.run = run
        self.batches = Batches(portal, run)
        self.reads: list[Read] = []
        self.planned: list[Planned] = []

    def plan(self, entries: Sequence[Entry]) -> None:
        """See what has to be written; departments that are not there yet are made, and committed."""
        self.reads = list(self._reads(entries))
        self.planned = self.batches.plan(self.reads)

    def take(self, entries: Sequence[Entry]) -> list[Result]:
        """Store records; what became of each."""
        ids = [entry.id for entry in entries if entry.id and entry.record]
        before = set(Seen.pages(self.run.id, ids))
        written = {one[0].record.id: one for one in self.batches.take(self.run, self.reads, self.planned)}
        self._refuse(entries)
        removal.met(self.portal.code, ids)
        known = HarvestedRecord.decisive(self.portal.code, ids)
        withdrawn = withdrawn_of([row.package_id for row in known.values()])
        results = [self._result(entry, written, {key: row.package_id for key, row in known.items()}) for entry in entries]
        results = [one._replace(state="withdrawn") if one.package_id in withdrawn else one for one in results]
        # A record that an earlier call of the push brought is one record all the same.
        again = sum(one.state == "unchanged" and one.id in before for one in results)
        self.run.unchanged -= again
        self.run.duplicates += again
        return results

    def _reads(self, entries: Sequence[Entry]) -> Iterator[Read]:
        """The entries as a listing would have given them, those left out that have no id of their own."""
        for place, entry in enumerate(entries):
            if is_read(entry):
                yield Read(Ref(str(entry.id)), entry.record, [] if entry.record else [self._refusal(entry, place)])

    def _refuse(self, entries: Sequence[Entry]) -> None:
        """Count and tell what has no id of its own."""
        told = [self._refusal(entry, place) for place, entry in enumerate(entries) if not is_read(entry)]
        self.batches.note(self.run, told)
        self.run.skipped += len(told)
        self.run.listed += len(told)

    def _refusal(self, entry: Entry, place: int) -> Issue:
        reason = "; ".join(f"{fault.field}: {fault.message}".removeprefix(": ") for fault in entry.faults)
        told = personal.masked({"reason": reason, "faults": [[one.field, one.kind, dict(one.data)] for one in entry.faults]})
        return content.noted(self.portal, "unfit", entry.id or f"records[{place}]", **told)

    def _result(self, entry: Entry, written: Mapping[str, Written], known: Mapping[str, str]) -> Result:
        if entry.record is None or entry.id is None:
            return Result(entry.id, "refused", faults=entry.faults)
        if entry.id not in written:
            return Result(entry.id, "unchanged", known.get(entry.id))
        decision, outcome = written[entry.id]
        if outcome.error:
            return Result(entry.id, "refused", error=outcome.error)
        return Result(entry.id, became(decision, outcome), outcome.package_id)

    def take_away(self, call: Call) -> list[Result]:
        """Remove the records that the portal names, or hold them back where they are too many for one run."""
        sent = {pushed.identifier(value) for value in call.records}
        ids = [one for one in dict.fromkeys(call.remove) if one not in sent]
        known = HarvestedRecord.decisive(self.portal.code, ids) if ids else {}
        found = [removal.Missing(key, row.package_id) for key, row in known.items() if row.state == "active"]
        active = removal.known_before(self.run) + self.run.removed
        most = removal.allowed(active)
        state = "held" if self.run.removed + len(found) > most else "removed"
        if state == "held":
            issue = content.noted(self.portal, "held-share", count=len(found), active=active, most=most)
            self.batches.note(self.run, [issue])
            self.run.held += len(found)
            self.run.error = issue.message
        removal.note(self.run, found, state)
        if state == "removed" and found:
            removal.remove(self.run, found, call.actor)
        packages = {one.source_id: one.package_id for one in found}
        results = [Result(one, state if one in packages else "unknown", packages.get(one)) for one in ids]
        return [*results, *(Result(one, "refused", faults=[Fault("id", "twice")]) for one in call.remove if one in sent)]

    def close(self, *, complete: bool) -> None:
        """End the run: a whole catalogue tells what is gone."""
        run = self.run
        run.complete = complete
        held, bounds_hold = self._vanish() if complete else (None, True)
        state, error, fault = verdict(run, held, bounds_hold=bounds_hold)
        if run.held and not held:
            state, error, fault = "waiting", run.error, "portal"
        if complete and state == "complete":
            learn(self.portal, run)
        run.state, run.error, run.fault, run.finished = state, error, fault, clock.now()
        ended(run)

    def _vanish(self) -> tuple[Issue | None, bool]:
        """Remove what the push did not bring, under the guards of a harvest; what speaks against it, and the bounds."""
        run = self.run
        issues: list[Issue] = []
        bounds_hold = check_totals(self.portal, Issues(self.portal, issues.append), run.records, run.listed, None)
        gone = removal.count(removal.missing(run))
        # What the portal named itself counts too, so that no sequence of calls empties a catalogue unasked.
        most = gone + run.removed if gone else 0
        held = removal.objection(self.portal, run, most, bounds_hold=bounds_hold)
        self.batches.note(run, [*issues, *([held] if held else [])])
        if held:
            removal.hold(run)
            run.held = gone
            return held, bounds_hold
        while found := removal.rows(removal.missing(run), BATCH):
            removal.note(run, found, "removed")
            removal.remove(run, found)
        return None, bounds_hold
