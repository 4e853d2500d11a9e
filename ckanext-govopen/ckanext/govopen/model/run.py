"""One harvest of one portal, with its counters on its row."""

import uuid
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock

COUNTERS = ("created", "updated", "unchanged", "failed", "skipped", "duplicates", "issues")


class Run(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`state` is running, complete, partial (some records could not be stored or read) or failed."""

    __tablename__ = "govopen_run"
    __table_args__ = (sa.Index("ix_govopen_run_portal_started", "portal", "started"),)

    id = sa.Column(sa.Text, primary_key=True, default=lambda: str(uuid.uuid4()))
    portal = sa.Column(sa.Text, nullable=False)
    state = sa.Column(sa.Text, nullable=False, default="running")
    started = sa.Column(sa.DateTime, nullable=False, default=clock.now)
    heartbeat = sa.Column(sa.DateTime, nullable=False, default=clock.now)
    finished = sa.Column(sa.DateTime)
    complete = sa.Column(sa.Boolean, nullable=False, default=False)
    created = sa.Column(sa.Integer, nullable=False, default=0)
    updated = sa.Column(sa.Integer, nullable=False, default=0)
    unchanged = sa.Column(sa.Integer, nullable=False, default=0)
    failed = sa.Column(sa.Integer, nullable=False, default=0)
    skipped = sa.Column(sa.Integer, nullable=False, default=0)
    duplicates = sa.Column(sa.Integer, nullable=False, default=0)
    issues = sa.Column(sa.Integer, nullable=False, default=0)
    error = sa.Column(sa.Text)

    @classmethod
    def latest(cls, portal: str, limit: int) -> list["Run"]:
        """The newest runs of a portal, newest first."""
        query = sa.select(cls).where(cls.portal == portal).order_by(cls.started.desc()).limit(limit)
        return list(model.Session.scalars(query))

    @classmethod
    def last_of_each(cls) -> dict[str, "Run"]:
        """The newest run of every portal."""
        query = sa.select(cls).distinct(cls.portal).order_by(cls.portal, cls.started.desc())
        return {run.portal: run for run in model.Session.scalars(query)}

    def as_dict(self) -> dict[str, Any]:
        """The run as the API shows it."""
        counters = {name: getattr(self, name) for name in COUNTERS}
        times = {"started": clock.text(self.started), "finished": clock.text(self.finished)}
        return {"id": self.id, "state": self.state, **times, **counters, "complete": self.complete}
