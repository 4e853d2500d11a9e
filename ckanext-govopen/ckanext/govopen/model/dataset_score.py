"""The score of a dataset: that of the publisher's best file, less what misleading siblings cost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.among import among
from ckanext.govopen.model.file_score import FileScore
from ckanext.govopen.scoring.dataset import Scored, dataset_score
from ckanext.govopen.scoring.registry import policy

OVERLAY = ("score", "grade", "stars")
SCORED = ("resource_id", "score", "grade", "stars", "standing")
REPAIRED_FROM = "repaired_from"
"""Key of a resource that a repair made: the id of the one that was repaired."""
REPAIRED_BYTES = "repaired_sha256"
"""Key of the same: the hash of the bytes that were repaired."""
REPAIRED_ROLE = "repaired_role"
"""Key of the same: what it is among the results (`table`, `twin`, `side` or `package`)."""


class DatasetScore(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row for each dataset that has a scored file.

    `best` is the resource whose score it is, `penalty` the points that the resources in `misleading` cost. `findings` and
    `metadata_score` are what the rules about datasets say, as of `examined`; None before, and when that is to be done anew.
    """

    __tablename__ = "govopen_dataset_score"

    package_id = sa.Column(sa.Text, primary_key=True)
    score = sa.Column(sa.Float, nullable=False, index=True)
    grade = sa.Column(sa.Text, nullable=False)
    stars = sa.Column(sa.Integer)
    best = sa.Column(sa.Text)
    penalty = sa.Column(sa.Float, nullable=False, default=0.0, server_default="0")
    misleading = sa.Column(JSONB)
    metadata_score = sa.Column(sa.Float)
    findings = sa.Column(JSONB)
    examined = sa.Column(sa.DateTime, index=True)

    @classmethod
    def renew(cls, package_id: str) -> None:
        """Compute the score anew, or have none where no file of the publisher's has one; the caller commits."""
        found = dataset_score(scored_files(package_id), policy())
        if found is None:
            model.Session.execute(sa.delete(cls).where(cls.package_id == package_id))
            return
        values = {"score": found.value, "grade": found.grade, "stars": found.stars, "best": found.best}
        values |= {"penalty": found.penalty, "misleading": list(found.misleading), "examined": None}
        statement = insert(cls).values(package_id=package_id, **values)
        model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id"], set_=values))

    @classmethod
    def of(cls, ids: list[str]) -> dict[str, dict[str, Any]]:
        """What lies over these datasets."""
        columns = [cls.package_id, *(getattr(cls, name) for name in OVERLAY)]
        query = sa.select(*columns).where(among(cls.package_id, ids))
        return {row.package_id: {name: getattr(row, name) for name in OVERLAY} for row in model.Session.execute(query)}

    @classmethod
    def unexamined(cls, limit: int) -> list[str]:
        """Organizations with datasets that the rules about datasets have still to look at."""
        query = sa.select(model.Package.owner_org).join(cls, cls.package_id == model.Package.id).distinct()
        due = query.where(cls.examined.is_(None), model.Package.state == "active", model.Package.owner_org.is_not(None))
        return list(model.Session.scalars(due.order_by(model.Package.owner_org).limit(limit)))

    @classmethod
    def stale(cls, package_ids: Sequence[str]) -> None:
        """Have these datasets looked at again; the caller commits."""
        which = among(cls.package_id, package_ids)
        model.Session.execute(sa.update(cls).where(which, cls.examined.is_not(None)).values(examined=None))

    @classmethod
    def expire(cls, before: datetime) -> None:
        """Have datasets looked at again that were last before that time; the caller commits."""
        model.Session.execute(sa.update(cls).where(cls.examined < before).values(examined=None))


def scored_files(package_id: str) -> Sequence[Scored]:
    """The files of a dataset that have a score."""
    query = (
        sa.select(*(getattr(FileScore, name) for name in SCORED), model.Resource.extras)
        .join(model.Resource, model.Resource.id == FileScore.resource_id)
        .where(FileScore.package_id == package_id, FileScore.score.is_not(None), model.Resource.state == "active")
    )
    return [
        Scored(row.resource_id, row.score, row.grade, row.stars or 0, frozenset(row.standing or ()), original(row.extras))
        for row in model.Session.execute(query)
    ]


def original(extras: Any) -> str | None:
    """The resource of which a repair made one with these extras."""
    value = (extras or {}).get(REPAIRED_FROM)
    return str(value) if value else None
