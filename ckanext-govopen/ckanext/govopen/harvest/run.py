"""One harvest of one portal: read, skip what is unchanged, convert, store, index, score."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.bulk.writer import Outcome, Write, Writer, commit_index
from ckanext.govopen.harvest import content
from ckanext.govopen.harvest.lease import lease
from ckanext.govopen.model import HarvestedRecord, Issue, Run, clock
from ckanext.govopen.national.dataset import from_record

from harvesters.crawl import SKIPPED, STOPPED, Crawl
from harvesters.issues import Issue as SourceIssue
from harvesters.portal import Portal
from harvesters.record import Record

BATCH = 25

Progress = Callable[[Run], None]
Score = Callable[[Sequence[str]], None]


def harvest(portal: Portal, *, score: Score, progress: Progress) -> tuple[Run, int]:
    """Harvest a portal; the finished run and its exit code, which is that of a crawl (0, 3 or 4).

    `score` is given the ids of the datasets of each batch that was written, `progress` the run after each batch.
    Raises Busy where another process harvests the portal.
    """
    with lease(f"portal {portal.code}"):
        close_broken_runs(portal.code)
        run = Run(portal=portal.code)
        model.Session.add(run)
        model.Session.commit()
        return Harvest(portal, run, score, progress).work()


def close_broken_runs(code: str) -> None:
    """Mark the runs whose process ended in the middle: whoever holds the lease knows that none is going on."""
    broken = sa.update(Run).where(Run.portal == code, Run.state == "running")
    model.Session.execute(broken.values(state="failed", finished=clock.now(), error="interrupted"))
    model.Session.commit()


class Harvest:
    """The work of one run; its counters live on the run's row."""

    def __init__(self, portal: Portal, run: Run, score: Score, progress: Progress) -> None:
        self.portal = portal
        self.run = run
        self.score = score
        self.progress = progress
        self.writer = Writer()
        self.noted: list[SourceIssue] = []

    def work(self) -> tuple[Run, int]:
        """Read the portal to its end in batches; whatever happens, the run is closed."""
        crawl = Crawl(self.portal, emit=self.noted.append)
        state, error = "failed", None
        try:
            self.publish(HarvestedRecord.waiting(self.portal.code))
            records = iter(crawl)
            while batch := list(islice(records, BATCH)):
                self.take(batch)
                self.save(crawl)
            commit_index()
            lost = self.run.failed or crawl.exit_code == SKIPPED
            state = "failed" if crawl.exit_code == STOPPED else "partial" if lost else "complete"
        except BaseException as problem:
            model.Session.rollback()
            error = type(problem).__name__
            raise
        finally:
            self.run.state, self.run.error, self.run.finished = state, error, clock.now()
            self.save(crawl)
        return self.run, crawl.exit_code or (SKIPPED if self.run.failed else 0)

    def take(self, batch: list[Record]) -> None:
        """Store what is new or changed of a batch, and remember that the rest was seen."""
        known = HarvestedRecord.known(self.portal.code, [record.id for record in batch])
        changed = [record for record in batch if self.is_changed(record, known.get(record.id))]
        written = self.write(changed, known)
        # Only now: a dataset that CKAN refuses takes back all that is not committed.
        self.run.unchanged += len(batch) - len(changed)
        statement = sa.update(HarvestedRecord).where(
            HarvestedRecord.portal == self.portal.code, HarvestedRecord.source_id.in_(known)
        )
        model.Session.execute(statement.values(seen=clock.now(), run_id=self.run.id))
        self.publish(written)

    def is_changed(self, record: Record, row: HarvestedRecord | None) -> bool:
        """Whether a record has to be written: CKAN is not asked for this."""
        return row is None or row.hash != content.fingerprint(record, self.portal)

    def write(self, records: list[Record], known: dict[str, HarvestedRecord]) -> list[str]:
        """Convert and store records; the ids of their datasets."""
        writes, sources = [], {}
        for record in records:
            converted = from_record(record, self.portal)
            self.noted.extend(converted.issues)
            row = known.get(record.id)
            write = Write(converted, row.package_id if row else None)
            writes.append(write)
            sources[id(write)] = record
        outcomes = self.writer.write(writes, lambda write, outcome: self.remember(sources[id(write)], outcome))
        for write, outcome in zip(writes, outcomes, strict=True):
            self.count(sources[id(write)], outcome)
        return [outcome.package_id for outcome in outcomes if outcome.package_id]

    def remember(self, record: Record, outcome: Outcome) -> None:
        """The record's row, stored with its dataset; the index does not know it yet."""
        model.Session.merge(
            HarvestedRecord(
                portal=self.portal.code,
                source_id=record.id,
                hash=content.fingerprint(record, self.portal),
                package_id=outcome.package_id,
                raw=content.packed(record),
                indexed=False,
                run_id=self.run.id,
                seen=clock.now(),
            )
        )

    def count(self, record: Record, outcome: Outcome) -> None:
        """Count a write; one that CKAN refused becomes an issue that names the fields."""
        if outcome.error is None:
            self.run.created += outcome.created
            self.run.updated += not outcome.created
            return
        self.run.failed += 1
        self.noted.append(content.refusal(self.portal, record.id, outcome.error))

    def publish(self, ids: Sequence[str]) -> None:
        """Index datasets and have their files scored, and only then remember that this is done."""
        self.writer.index(ids)
        self.score(ids)
        statement = sa.update(HarvestedRecord).where(HarvestedRecord.package_id.in_(ids))
        model.Session.execute(statement.values(indexed=True))
        model.Session.commit()

    def save(self, crawl: Crawl) -> None:
        """Write counters and new issues down."""
        self.run.heartbeat = clock.now()
        self.run.complete = crawl.summary.complete
        self.run.skipped, self.run.duplicates = crawl.summary.skipped, crawl.summary.duplicates
        rows = list(self.taken())
        self.run.issues += len(rows)
        if rows:
            model.Session.execute(sa.insert(Issue), rows)
        model.Session.commit()
        self.progress(self.run)

    def taken(self) -> Iterator[dict[str, object]]:
        """The issues since the last call; the crawl's threads may add others meanwhile."""
        for _ in range(len(self.noted)):
            yield content.row(self.noted.pop(0), self.run.id)
