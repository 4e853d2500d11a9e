"""Every score that a file had: one for its bytes under a ruleset, so that no number changes its meaning unseen."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.among import among

MOST = 50
"""Entries that are shown of one file."""


class FileScoreHistory(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`checked` is the first time; a score that an appeal changed replaces the one for the same bytes and ruleset."""

    __tablename__ = "govopen_file_score_history"

    resource_id = sa.Column(sa.Text, primary_key=True)
    sha256 = sa.Column(sa.Text, primary_key=True)
    ruleset = sa.Column(sa.Text, primary_key=True)
    score = sa.Column(sa.Float, nullable=False)
    grade = sa.Column(sa.Text, nullable=False)
    checked = sa.Column(sa.DateTime, nullable=False)

    @classmethod
    def note(cls, resource_id: str, report: Any) -> None:
        """Remember the score of a report; the caller commits."""
        values = {"score": report["score"], "grade": report["grade"]}
        key = {"resource_id": resource_id, "sha256": report["sha256"], "ruleset": report["ruleset"]}
        statement = insert(cls).values(**key, **values, checked=clock.now())
        model.Session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    @classmethod
    def of(cls, resource_id: str) -> list[dict[str, Any]]:
        """The scores of a file, newest first."""
        query = sa.select(cls).where(cls.resource_id == resource_id).order_by(cls.checked.desc(), cls.ruleset)
        return [
            {name: getattr(row, name) for name in ("sha256", "ruleset", "score", "grade")}
            | {"checked": clock.text(row.checked)}
            for row in model.Session.scalars(query.limit(MOST))
        ]

    @classmethod
    def later(cls, ruleset: str) -> Any:
        """The rulesets under which a file was first judged after one was under this: hosts of newer code brought them.

        None are as long as nothing was judged under this one, which then is the newest. An expression for `in_`.
        """
        first = sa.select(sa.func.min(cls.checked)).where(cls.ruleset == ruleset).scalar_subquery()
        return sa.select(cls.ruleset).group_by(cls.ruleset).having(sa.func.min(cls.checked) > first)

    @classmethod
    def is_later(cls, one: str, ruleset: str) -> bool:
        """Whether a ruleset came into force after another."""
        return bool(model.Session.scalar(sa.select(sa.literal(one).in_(cls.later(ruleset)))))

    @classmethod
    def changes(cls, package_ids: Sequence[str]) -> dict[str, Any]:
        """For each of these datasets, `changed`: when new bytes of a file were last seen that had others before (None where
        none had), and `seen`: when the newest bytes were first seen."""
        seen = sa.select(cls.resource_id, cls.sha256, sa.func.min(cls.checked).label("first"))
        of_these = sa.select(model.Resource.id).where(among(model.Resource.package_id, package_ids))
        first = seen.where(cls.resource_id.in_(of_these)).group_by(cls.resource_id, cls.sha256).subquery()
        number, newest = sa.func.count().label("number"), sa.func.max(first.c.first).label("newest")
        files = sa.select(first.c.resource_id, number, newest).group_by(first.c.resource_id).subquery()
        changed = sa.func.max(files.c.newest).filter(files.c.number > 1).label("changed")
        query = sa.select(model.Resource.package_id, changed, sa.func.max(files.c.newest).label("seen"))
        joined = query.join(files, files.c.resource_id == model.Resource.id)
        return {row.package_id: row for row in model.Session.execute(joined.group_by(model.Resource.package_id))}

    @classmethod
    def forget(cls) -> None:
        """Drop what was known of files that are gone for good; the caller commits."""
        model.Session.execute(sa.delete(cls).where(~sa.exists().where(model.Resource.id == cls.resource_id)))
