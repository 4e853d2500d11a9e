"""Files that wait to be scored: queued in bulk, in the transaction that stored their datasets."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.harvest import files
from ckanext.govopen.model import DatasetScore, FileScore, FileScoreHistory, FileSource, HarvestedRecord, Outbox, clock
from ckanext.govopen.model.among import among, array
from ckanext.govopen.scoring.registry import ruleset

QUEUE = sa.text(
    "INSERT INTO govopen_file_score (resource_id, package_id, state, source, checked)"
    " SELECT id, package_id, 'queued', source, :now"
    " FROM unnest(CAST(:ids AS text[]), CAST(:packages AS text[]), CAST(:sources AS text[])) AS file (id, package_id, source)"
    " ON CONFLICT (resource_id) DO UPDATE SET package_id = EXCLUDED.package_id, state = 'queued',"
    " source = EXCLUDED.source, checked = EXCLUDED.checked"
)


def queue_changed(package_ids: Sequence[str]) -> int:
    """Queue the files of these datasets that are new or changed since they were scored; how many there are.

    The rows of files that are no longer offered go, and the datasets are to be looked at again: their metadata may have
    changed. The caller commits, and wakes a worker.
    """
    if not package_ids:
        return 0
    DatasetScore.stale(package_ids)
    offered = scorable(among(model.Resource.package_id, package_ids))
    columns = sa.select(FileScore.resource_id, FileScore.source, FileScore.package_id)
    known = list(model.Session.execute(columns.where(among(FileScore.package_id, package_ids))))
    sources = {row.resource_id: row.source for row in known}
    changed = {key: row for key, row in offered.items() if sources.get(key) != row["source"]}
    put(changed)
    forget({row.resource_id: row.package_id for row in known if row.resource_id not in offered})
    return len(changed)


def queue_one(resource_id: str) -> int:
    """Queue one file whose bytes have just arrived, whatever was known of it; the caller commits."""
    found = scorable(model.Resource.id == resource_id)
    put(found)
    return len(found)


def queue_again(*, outdated: bool) -> int:
    """Queue every file that was scored, or those that were under another ruleset; how many. The caller commits."""
    older = FileScore.ruleset != ruleset() if outdated else FileScore.state == "done"
    changed = sa.update(FileScore).where(FileScore.state == "done", older).values(state="queued")
    return int(model.Session.execute(changed, execution_options={"synchronize_session": False}).rowcount)


def outdated(limit: int) -> list[str]:
    """Files to be judged again under the ruleset in force, those first that were checked longest ago.

    Not those that would have to be fetched from a portal: they wait for their next check; nor those that newer rules than
    ours judged, on another host that has them already. Each is tried once a ruleset.
    """
    current = ruleset()
    query = (
        sa.select(FileScore.resource_id)
        .join(model.Resource, model.Resource.id == FileScore.resource_id)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .outerjoin(FileSource, FileSource.resource_id == FileScore.resource_id)
        .outerjoin(HarvestedRecord, HarvestedRecord.package_id == FileScore.package_id)
        # Two ranges, which the index on rulesets can answer.
        .where(sa.or_(FileScore.ruleset < current, FileScore.ruleset > current))
        .where(FileScore.ruleset.not_in(FileScoreHistory.later(current)))
        .where(FileScore.state == "done", FileScore.tried.is_distinct_from(current))
        # A dataset that is deleted leaves its resources as they are.
        .where(model.Resource.state == "active", model.Package.state == "active")
        .where(sa.or_(model.Resource.url_type == "upload", FileSource.copied, HarvestedRecord.package_id.is_(None)))
    )
    return list(model.Session.scalars(query.order_by(FileScore.checked, FileScore.resource_id).limit(limit)))


def scorable(condition: Any) -> dict[str, dict[str, Any]]:
    """The files that anybody may fetch among some resources, with what their bytes depend on."""
    table = model.Resource
    columns = (table.id, table.package_id, table.url, table.url_type, table.format, table.last_modified, table.extras)
    query = sa.select(*columns).where(condition, table.state == "active")
    rows = [row._asdict() for row in model.Session.execute(query)]
    flat = [{**(row.pop("extras") or {}), **row} for row in rows]
    return {row["id"]: row | {"source": files.fingerprint(row)} for row in flat if files.is_scored(row)}


def put(offered: Mapping[str, Mapping[str, Any]]) -> None:
    """Queue files."""
    if offered:
        rows = list(offered.values())
        columns = {"ids": array(offered), "packages": array(row["package_id"] for row in rows)}
        sources = array(row["source"] for row in rows)
        model.Session.execute(QUEUE, {**columns, "sources": sources, "now": clock.now()})


def forget(gone: Mapping[str, str]) -> None:
    """Drop the rows of files that are gone, renew their datasets' scores, and have the index told."""
    if gone:
        model.Session.execute(sa.delete(FileScore).where(among(FileScore.resource_id, gone)))
        for package_id in set(gone.values()):
            DatasetScore.renew(package_id)
        Outbox.add(set(gone.values()))
