"""One batch after another of what was read: decided, converted and stored in the open transaction."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.bulk.writer import Outcome, Write, Writer
from ckanext.govopen.harvest import content, corrections, scores, twins
from ckanext.govopen.model import Change, HarvestedRecord, Issue, Run, Seen, Tombstone
from ckanext.govopen.model.among import among
from ckanext.govopen.model.change import Made
from ckanext.govopen.model.record import Known, Stored
from ckanext.govopen.national.dataset import Converted, from_record

from harvesters.issues import Issue as SourceIssue
from harvesters.portal import Portal
from harvesters.record import Record
from harvesters.stream import Read

ONCE = {"unknown-label": "label", "unknown-field": "field"}
"""Issues that a platform tells once, however many slices its run has; and what tells them apart."""


class Decision(NamedTuple):
    """A record that is not as it was; `kind` is created, updated or revived."""

    record: Record
    page: int
    hash: str
    kind: str
    package_id: str | None


class Planned(NamedTuple):
    """A decision with the dataset that the source's words make."""

    decision: Decision
    said: Converted


Written = tuple[Decision, Outcome]
"""A record that was to be written, and what came of it; see `became`."""


class Batches:
    """Decides and stores for one run. Only `plan` commits."""

    def __init__(self, portal: Portal, run: Run) -> None:
        self.portal = portal
        self.fingerprint = content.fingerprinter(portal)
        self.dry = run.kind == "dry"
        self.writer = None if self.dry else Writer()
        self.queued = 0
        """Files that are to be scored since this was last looked at."""
        self.wrote = False
        """Whether the index has something to learn since then."""
        self._told = told_before(run) if run.seconds or run.resumed else set()

    def plan(self, reads: Sequence[Read]) -> list[Planned]:
        """What is new or changed, converted. Departments that are not there yet are made, and committed."""
        good = [(read.record, read.ref.page) for read in reads if read.record]
        planned = [Planned(one, from_record(one.record, self.portal)) for one in self._decide(good)]
        if self.writer:
            self.writer.prepare(one.said.department for one in planned)
        return planned

    def take(self, run: Run, reads: Sequence[Read], planned: Sequence[Planned]) -> list[Written]:
        """Store what was planned, note what is done, and count on the run's row; what was written, or refused."""
        good = sum(read.record is not None for read in reads)
        issues = [issue for read in reads for issue in read.issues]
        written: list[Written] = []
        if self.writer is None:
            issues += self._pretend(run, planned)
        elif planned:
            written, told = self._write(run, planned, self.writer)
            issues += told
        run.skipped += len(reads) - good
        run.unchanged += good - len(planned)
        run.listed += len(reads)
        Seen.add(run.id, pages(reads))
        self.note(run, issues)
        return written

    def note(self, run: Run, issues: Sequence[SourceIssue]) -> None:
        """Store and count issues; what was told of a label before is not told again."""
        new = [issue for issue in issues if self._is_new(issue)]
        run.issues += len(new)
        Issue.add([content.row(issue, run.id) for issue in new])

    def _is_new(self, issue: SourceIssue) -> bool:
        if issue.kind not in ONCE:
            return True
        key = (issue.kind, str(issue.data.get(ONCE[issue.kind])))
        new = key not in self._told
        self._told.add(key)
        return new

    def _decide(self, good: Sequence[tuple[Record, int]]) -> list[Decision]:
        """The records that have to be written: CKAN is not asked for this."""
        known = HarvestedRecord.decisive(self.portal.code, [record.id for record, _ in good]) if good else {}
        fingerprint, changed = self.fingerprint, []
        for record, page in good:
            digest, row = fingerprint(record), known.get(record.id)
            if row is None or row.hash != digest or row.state != "active":
                changed.append(Decision(record, page, digest, kind_of(row), row and row.package_id))
        withdrawn = withdrawn_of([one.package_id for one in changed if one.package_id])
        return [one for one in changed if one.package_id not in withdrawn]

    def _write(self, run: Run, planned: Sequence[Planned], writer: Writer) -> tuple[list[Written], list[SourceIssue]]:
        """Store with people's corrections; what became of each, and the issues of that and of the conversion."""
        changed, said = [one.decision for one in planned], [one.said for one in planned]
        converted = corrections.merge(self.portal, list(zip((one.package_id for one in changed), said, strict=True)))
        outcomes = writer.store([Write(made, one.package_id) for one, made in zip(changed, converted, strict=True)])
        stored = [(one, outcome) for one, outcome in zip(changed, outcomes, strict=True) if outcome.package_id]
        keys = {one.record.id: twins.key(made) for one, made in zip(changed, said, strict=True)}
        self._remember(run, stored, keys)
        for one, outcome in stored:
            count(run, became(one, outcome))
        run.failed += len(changed) - len(stored)
        ids = [str(outcome.package_id) for _, outcome in stored]
        self.wrote = self.wrote or bool(ids)
        twins.link(ids)
        self.queued += scores.queue_changed(ids)
        refused = [
            content.refusal(self.portal, one.record.id, outcome.error)
            for one, outcome in zip(changed, outcomes, strict=True)
            if outcome.error
        ]
        return list(zip(changed, outcomes, strict=True)), [*issues_of(converted), *refused]

    def _remember(self, run: Run, stored: Sequence[tuple[Decision, Outcome]], keys: Mapping[str, str | None]) -> None:
        """The records' rows, and what changed in them."""
        ids = [one.record.id for one, _ in stored if one.package_id]
        before = HarvestedRecord.raws(self.portal.code, ids) if ids else {}
        packed = {one.record.id: content.packed(one.record) for one, _ in stored}
        rows = [
            Stored(key, one.hash, str(outcome.package_id), packed[key], one.page, keys[key])
            for one, outcome in stored
            if (key := one.record.id)
        ]
        HarvestedRecord.put(self.portal.code, run.id, rows)
        back = [outcome.package_id for one, outcome in stored if one.kind == "revived"]
        if back:
            model.Session.execute(sa.delete(Tombstone).where(Tombstone.package_id.in_(back)))
        changes = [made(one, before, packed, outcome.package_id, became(one, outcome)) for one, outcome in stored]
        Change.add(run.id, self.portal.code, changes)

    def _pretend(self, run: Run, planned: Sequence[Planned]) -> list[SourceIssue]:
        """Count and note what a write would have changed; the issues of the conversion."""
        changed = [one.decision for one in planned]
        before = HarvestedRecord.raws(self.portal.code, [one.record.id for one in changed]) if changed else {}
        packed = {one.record.id: content.packed(one.record) for one in changed}
        Change.add(run.id, self.portal.code, [made(one, before, packed, one.package_id, one.kind) for one in changed])
        for one in changed:
            count(run, one.kind)
        return issues_of([one.said for one in planned])


def kind_of(row: Known | None) -> str:
    """What becomes of a record that is not as it was."""
    return "created" if row is None else "updated" if row.state == "active" else "revived"


def became(one: Decision, outcome: Outcome) -> str:
    """What a write made of a record. A dataset may be there without its record's row, and the other way round."""
    return "created" if outcome.created else "updated" if one.kind == "created" else one.kind


def made(one: Decision, before: Mapping[str, bytes], packed: Mapping[str, bytes], package_id: str | None, kind: str) -> Made:
    """The change of a record."""
    key = one.record.id
    fields = content.difference(before[key], packed[key]) if key in before and kind != "created" else {}
    return Made(key, package_id, kind, fields)


def count(run: Run, kind: str) -> None:
    """One more on the run's row."""
    setattr(run, kind, getattr(run, kind) + 1)


def pages(reads: Sequence[Read]) -> dict[str, int]:
    """What is done, under the listing's id and, should that differ, under the record's."""
    found = {read.ref.id: read.ref.page for read in reads}
    return found | {read.record.id: read.ref.page for read in reads if read.record}


def issues_of(converted: Sequence[Converted]) -> list[SourceIssue]:
    """What could not be carried over."""
    return [issue for one in converted for issue in one.issues]


def withdrawn_of(ids: Sequence[str]) -> set[str]:
    """Which of these datasets a person took out: they never come back by themselves."""
    if not ids:
        return set()
    query = sa.select(Tombstone.package_id).where(among(Tombstone.package_id, ids), Tombstone.reason == "withdrawn")
    return set(model.Session.scalars(query))


def told_before(run: Run) -> set[tuple[str, str]]:
    """What earlier slices of a run told once."""
    query = sa.select(Issue.kind, Issue.data).where(Issue.portal == run.portal, Issue.run_id == run.id)
    rows = model.Session.execute(query.where(Issue.kind.in_(ONCE)))
    return {(kind, str(data.get(ONCE[kind]))) for kind, data in rows}
