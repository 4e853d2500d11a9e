"""The rules about datasets, run over what is stored of a publisher's: metadata, reports and dates. No file is read."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.model import DatasetScore, FileScore, FileScoreHistory, clock
from ckanext.govopen.model.among import among
from ckanext.govopen.model.dataset_score import original
from ckanext.govopen.scoring.catalogue import DatasetFacts, FileFacts, Judgement, PublisherFacts, Sibling, judge
from ckanext.govopen.scoring.series import pattern

BATCH = 500
MOST_SIBLINGS = 200
"""Datasets of one series that one of them is compared with."""
JSON = ("theme", "data_items")
"""Fields that the rules read and that are stored as JSON."""
MAIN = FileScore.report["tables"][0]


def examine(organization_id: str) -> int:
    """Look at the datasets of a publisher that are new or changed, and at those of their series; how many. Commits."""
    series = Series(organization_id)
    due = list(series.due())
    for start in range(0, len(due), BATCH):
        ids = due[start : start + BATCH]
        store({package_id: judge(facts) for package_id, facts in gathered(ids, series)})
        model.Session.commit()
    return len(due)


class Series:
    """The datasets of a publisher by what their titles and headers share."""

    def __init__(self, organization_id: str) -> None:
        query = (
            sa.select(model.Package.id, model.Package.title, FileScore.header, DatasetScore.examined)
            .join(DatasetScore, DatasetScore.package_id == model.Package.id)
            .outerjoin(FileScore, FileScore.resource_id == DatasetScore.best)
            .where(model.Package.owner_org == organization_id, model.Package.state == "active")
        )
        self._rows = {row.id: row for row in model.Session.execute(query.order_by(model.Package.id))}
        self._patterns = {key: pattern(row.title or "") for key, row in self._rows.items()}
        self._groups: defaultdict[str, list[str]] = defaultdict(list)
        for key, shared in self._patterns.items():
            if shared:
                self._groups[shared].append(key)

    def due(self) -> dict[str, None]:
        """Datasets to be looked at, each once: the unexamined ones and those whose series they belong to."""
        new = [key for key, row in self._rows.items() if row.examined is None]
        near = {other: None for key in new for other in self._members(key)}
        return dict.fromkeys(new) | near

    def siblings(self, key: str) -> tuple[Sibling, ...]:
        """The other datasets of the series that a dataset belongs to."""
        others = (self._rows[other] for other in self._members(key) if other != key)
        return tuple(Sibling(title=row.title or "", header=row.header or "") for row in others)

    def _members(self, key: str) -> Sequence[str]:
        return self._groups.get(self._patterns[key], [])[:MOST_SIBLINGS]


def gathered(ids: Collection[str], series: Series) -> Iterator[tuple[str, PublisherFacts]]:
    """The facts of these datasets, by their ids, by a handful of queries."""
    files, changed, today = files_of(ids), FileScoreHistory.changes(list(ids)), clock.now().date().isoformat()
    query = sa.select(model.Package).where(among(model.Package.id, ids))
    for package in model.Session.scalars(query):
        dataset = national(package)
        one = DatasetFacts(
            dataset=dataset,
            today=today,
            files=tuple(files.get(package.id, ())),
            changed=last_change(dataset.get("data_modified"), changed.get(package.id)),
        )
        yield package.id, PublisherFacts(dataset=one, siblings=series.siblings(package.id))


def national(package: model.Package) -> dict[str, Any]:
    """A stored dataset in national terms, as far as the rules read it."""
    extras = dict(package.extras)
    lists = {key: decoded(extras.get(key)) for key in JSON}
    return {**extras, **lists, "title": package.title, "notes": package.notes, "license_id": package.license_id}


def decoded(value: Any) -> Any:
    """A list that is stored as JSON; none where it is something else."""
    try:
        return json.loads(value) if isinstance(value, str) else value or []
    except ValueError:
        return []


def last_change(modified: Any, row: Any) -> str | None:
    """When the data last changed: by the metadata or by what was seen, whichever is later; else when they were first seen.

    None where nothing is known.
    """
    seen = [str(modified)[:10] if modified else None, day(row and row.changed)]
    return max(filter(None, seen), default=day(row and row.seen))


def day(moment: datetime | None) -> str | None:
    """The date of a time."""
    return moment.date().isoformat() if moment else None


def files_of(ids: Collection[str]) -> Mapping[str, list[FileFacts]]:
    """The publisher's own files of these datasets by their main tables, the best first."""
    query = (
        sa.select(FileScore.package_id, model.Resource.name, model.Resource.extras, FileScore.row_count, MAIN.label("main"))
        .join(model.Resource, model.Resource.id == FileScore.resource_id)
        .join(DatasetScore, DatasetScore.package_id == FileScore.package_id)
        .where(among(FileScore.package_id, ids), FileScore.score.is_not(None), model.Resource.state == "active")
        .order_by(FileScore.package_id, (FileScore.resource_id == DatasetScore.best).desc(), FileScore.resource_id)
    )
    found: defaultdict[str, list[FileFacts]] = defaultdict(list)
    for row in model.Session.execute(query):
        if original(row.extras) is None:
            found[row.package_id].append(table_facts(row.name or "", row.row_count, row.main))
    return found


def table_facts(name: str, rows: int | None, table: Mapping[str, Any] | None) -> FileFacts:
    """What a report says of a main table."""
    fields = table["fields"] if table else []
    cells = len(fields) * (rows or 0)
    return FileFacts(
        name=name,
        columns=tuple(field["label"] or field["name"] for field in fields),
        types=tuple(field["type"] for field in fields),
        rows=rows if table else None,
        missing=sum(field["missing"] for field in fields) / cells if cells else None,
    )


def store(judged: Mapping[str, Judgement]) -> None:
    """Keep what was found; the caller commits."""
    for package_id, found in judged.items():
        values = {"metadata_score": found.score, "findings": list(found.findings), "examined": clock.now()}
        model.Session.execute(sa.update(DatasetScore).where(DatasetScore.package_id == package_id).values(**values))
