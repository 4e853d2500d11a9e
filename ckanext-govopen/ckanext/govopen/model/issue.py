"""What a person should know about a run, one row each."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan import model
from ckan.plugins import toolkit as tk


class Issue(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`data` keeps the facts, so that the message can be told in the reader's language."""

    __tablename__ = "govopen_issue"
    __table_args__ = (sa.Index("ix_govopen_issue_portal_run", "portal", "run_id", "kind"),)

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    run_id = sa.Column(sa.Text, nullable=False)
    time = sa.Column(sa.Text, nullable=False)
    portal = sa.Column(sa.Text, nullable=False)
    platform = sa.Column(sa.Text, nullable=False)
    level = sa.Column(sa.Text, nullable=False)
    kind = sa.Column(sa.Text, nullable=False)
    where = sa.Column(sa.Text)
    message = sa.Column(sa.Text, nullable=False)
    data = sa.Column(JSONB, nullable=False, default=dict)

    @classmethod
    def find(cls, portal: str, run: str | None, kind: str | None, limit: int, offset: int) -> tuple[int, list["Issue"]]:
        """How many issues there are, and one page of them in the order in which they arose."""
        query = sa.select(cls).where(cls.portal == portal)
        query = query.where(cls.run_id == run) if run else query
        query = query.where(cls.kind == kind) if kind else query
        count = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
        return count, list(model.Session.scalars(query.order_by(cls.id).limit(limit).offset(offset)))

    @classmethod
    def stops(cls, run: str, limit: int = 5) -> list[str]:
        """Why a run was broken off, in the order in which it arose."""
        query = sa.select(cls.message).where(cls.run_id == run, cls.level == "error", cls.kind != "skipped")
        return list(model.Session.scalars(query.order_by(cls.id).limit(limit)))

    def as_dict(self) -> dict[str, Any]:
        """The issue as its line in a log shows it."""
        names = ("time", "portal", "platform", "level", "kind", "where", "message", "data")
        return {name: getattr(self, name) for name in names}
