"""What a portal no longer lists: removed with a tombstone, or held back until a person has looked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from ckan import model
from ckanext.govopen import config
from ckanext.govopen.bulk.writer import Writer
from ckanext.govopen.harvest import content, twins
from ckanext.govopen.model import Change, HarvestedRecord, Run, Seen, Tombstone, clock
from ckanext.govopen.model.among import among
from ckanext.govopen.model.change import Made

from harvesters.crawl import LARGE_DIFFERENCE
from harvesters.issues import Issue
from harvesters.portal import Portal

ROWS = (HarvestedRecord.source_id, HarvestedRecord.package_id)


class Missing(NamedTuple):
    """A record that is no longer listed."""

    source_id: str
    package_id: str


def missing(run: Run) -> Any:
    """A query for the records of the portal that a run with a complete listing has not met."""
    met = sa.exists().where(Seen.run_id == run.id, Seen.source_id == HarvestedRecord.source_id)
    query = sa.select(*ROWS).where(HarvestedRecord.portal == run.portal, HarvestedRecord.state == "active", ~met)
    return query.order_by(HarvestedRecord.source_id)


def approved(run: Run) -> Any:
    """A query for the records whose removal a run holds, and that nobody has seen since."""
    held = sa.and_(Change.run_id == run.id, Change.kind == "held", Change.source_id == HarvestedRecord.source_id)
    query = sa.select(*ROWS).join(Change, held).where(HarvestedRecord.portal == run.portal)
    return query.where(HarvestedRecord.state == "active", HarvestedRecord.seen <= Change.time).order_by(ROWS[0])


@contextmanager
def hashed() -> Iterator[None]:
    """Have PostgreSQL compare whole sets: of rows that a run has just written it has no statistics, and would compare
    each record with each."""
    model.Session.execute(sa.text("SET LOCAL enable_nestloop = off"))
    yield
    model.Session.execute(sa.text("SET LOCAL enable_nestloop = on"))


def count(query: Any) -> int:
    """Rows of a query."""
    with hashed():
        return model.Session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0


def rows(query: Any, most: int) -> list[Missing]:
    """The first rows of a query."""
    with hashed():
        return [Missing(*row) for row in model.Session.execute(query.limit(most))]


def known_before(run: Run) -> int:
    """Active records that the run itself did not bring."""
    brought = HarvestedRecord.first_run != run.id
    query = sa.select(sa.func.count()).where(HarvestedRecord.portal == run.portal, HarvestedRecord.state == "active", brought)
    return model.Session.scalar(query) or 0


def allowed(active: int) -> int:
    """How many of so many records a run may remove without asking."""
    return max(config.removal_least(), int(config.removal_share() * active))


def objection(portal: Portal, run: Run, gone: int, *, bounds_hold: bool) -> Issue | None:
    """Why so many removals need a person, or None where they may be done."""
    if not gone:
        return None
    active = known_before(run)
    most = allowed(active)
    facts = {"count": gone, "active": active}
    least = portal.expected.datasets * (1 - LARGE_DIFFERENCE) if portal.expected else 0
    if not run.listed:
        return content.noted(portal, "held-empty", active=active)
    if not bounds_hold or run.records < least:
        return content.noted(portal, "held-bounds", **facts)
    if gone > most:
        return content.noted(portal, "held-share", **facts, most=most)
    return content.noted(portal, "held-half", **facts) if 2 * gone > active else None


def note(run: Run, found: Sequence[Missing], kind: str) -> None:
    """Store removals as changes; the caller commits."""
    Change.add(run.id, run.portal, [Made(one.source_id, one.package_id, kind, {}) for one in found])


def hold(run: Run) -> None:
    """Store everything that is missing as held changes, each once; the caller commits."""
    model.Session.execute(sa.delete(Change).where(Change.run_id == run.id, Change.kind == "held"))
    columns = (
        missing(run)
        .order_by(None)
        .add_columns(
            sa.literal(run.id), sa.literal(run.portal), sa.literal("held"), sa.text("'{}'::jsonb"), sa.literal(clock.now())
        )
    )
    names = ["source_id", "package_id", "run_id", "portal", "kind", "fields", "time"]
    with hashed():
        model.Session.execute(sa.insert(Change).from_select(names, columns, include_defaults=False))


def met(portal: str, ids: Sequence[str]) -> None:
    """Note that records are there whose removal a run may hold, so that no approval removes them; the caller commits."""
    held = sa.exists().where(Change.kind == "held", Change.portal == portal, Change.source_id == HarvestedRecord.source_id)
    mine = (HarvestedRecord.portal == portal, among(HarvestedRecord.source_id, ids))
    model.Session.execute(sa.update(HarvestedRecord).where(*mine, held).values(seen=clock.now()))


def remove(run: Run, found: Sequence[Missing], actor: str | None = None) -> None:
    """Take datasets out and leave tombstones; the caller commits. What a person withdrew keeps his reason."""
    ids = [one.package_id for one in found]
    package = model.Package
    url = package.extras["source_url"].astext
    gone = sa.select(package.id, package.name, package.title, url).where(package.id.in_(ids))
    sources = {one.package_id: one.source_id for one in found}
    values = [
        {
            "package_id": row[0],
            "name": row[1],
            "title": row[2] or row[1],
            "portal": run.portal,
            "source_id": sources[row[0]],
            "source_url": row[3],
            "reason": "vanished",
            "removed_at": clock.now(),
            "run_id": run.id,
            "actor": actor,
        }
        for row in model.Session.execute(gone)
    ]
    if values:
        put = sa.dialects.postgresql.insert(Tombstone).values(values)
        model.Session.execute(put.on_conflict_do_nothing(index_elements=["package_id"]))
    where = (HarvestedRecord.portal == run.portal, HarvestedRecord.source_id.in_([one.source_id for one in found]))
    model.Session.execute(sa.update(HarvestedRecord).where(*where).values(state="gone", missing_since=clock.now()))
    Writer().remove(ids)
    twins.link(ids)
    run.removed += len(found)
