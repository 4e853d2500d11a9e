"""The score of a dataset: that of its best file."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.file_score import FileScore

OVERLAY = ("score", "grade", "stars")


class DatasetScore(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row for each dataset that has a scored file."""

    __tablename__ = "govopen_dataset_score"

    package_id = sa.Column(sa.Text, primary_key=True)
    score = sa.Column(sa.Float, nullable=False, index=True)
    grade = sa.Column(sa.Text, nullable=False)
    stars = sa.Column(sa.Integer)

    @classmethod
    def renew(cls, package_id: str) -> None:
        """Take over the best file's score, or none where no file has one; the caller commits."""
        best = (
            sa.select(FileScore.score, FileScore.grade, FileScore.stars)
            .join(model.Resource, model.Resource.id == FileScore.resource_id)
            .where(FileScore.package_id == package_id, FileScore.score.is_not(None), model.Resource.state == "active")
            .order_by(FileScore.score.desc(), FileScore.resource_id)
            .limit(1)
        )
        row = model.Session.execute(best).first()
        if row is None:
            model.Session.execute(sa.delete(cls).where(cls.package_id == package_id))
            return
        values = row._asdict()
        statement = insert(cls).values(package_id=package_id, **values)
        model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id"], set_=values))

    @classmethod
    def of(cls, ids: list[str]) -> dict[str, dict[str, Any]]:
        """What lies over these datasets."""
        query = sa.select(cls).where(cls.package_id.in_(ids))
        return {row.package_id: {name: getattr(row, name) for name in OVERLAY} for row in model.Session.scalars(query)}
