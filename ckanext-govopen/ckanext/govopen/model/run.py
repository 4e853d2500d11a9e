"""One harvest of one portal, with its counters, its lease and its checkpoint on its row."""

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.among import among
from ckanext.govopen.model.listing import page

COUNTERS = (
    "created",
    "updated",
    "unchanged",
    "failed",
    "skipped",
    "duplicates",
    "removed",
    "revived",
    "held",
    "issues",
    "requests",
    "listed",
)
KINDS = ("full", "record", "dry")
"""Kinds of runs that can be asked for."""
UNFINISHED = ("queued", "running", "paused", "interrupted")
"""States of a run that somebody still has to work on."""
FINISHED = ("waiting", "complete", "partial", "failed", "cancelled")
"""States of a run that has read what it could; `waiting` holds removals until a person decides."""
OWN = ("kind", "complete", "total", "record", "push_id", "error", "fault", "wish", "resumed", "seconds", "notes")
"""What the API shows of a run beside its counters and times."""


class Run(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`kind` is full, record (one record alone), dry (nothing is stored) or push (the portal sent records); for `state` see
    above. Between the calls of one push its run is running without an owner.

    Whoever is named by `owner` works on the run as long as `heartbeat` is young; see `harvest.hold`. A run that is
    broken off goes on at the listing page `page`; what it has finished with is in `Seen`.
    """

    __tablename__ = "govopen_run"
    __table_args__ = (
        sa.Index("ix_govopen_run_portal_started", "portal", "started"),
        sa.Index("ix_govopen_run_state", "state"),
        # One run a portal at a time, whatever happens.
        sa.Index("ux_govopen_run_owner", "portal", unique=True, postgresql_where=sa.text("owner IS NOT NULL")),
        sa.Index("ux_govopen_run_push", "portal", "push_id", unique=True, postgresql_where=sa.text("push_id IS NOT NULL")),
    )

    id = sa.Column(sa.Text, primary_key=True, default=lambda: str(uuid.uuid4()))
    portal = sa.Column(sa.Text, nullable=False)
    kind = sa.Column(sa.Text, nullable=False, default="full")
    push_id = sa.Column(sa.Text)
    """What the portal calls a push of several calls."""
    record = sa.Column(sa.Text)
    """Source id of the one record that a run of that kind is for."""
    state = sa.Column(sa.Text, nullable=False, default="queued")
    owner = sa.Column(sa.Text)
    heartbeat = sa.Column(sa.DateTime, nullable=False, default=clock.now)
    started = sa.Column(sa.DateTime, nullable=False, default=clock.now)
    """When it was asked for, then when the work began."""
    finished = sa.Column(sa.DateTime)
    seconds = sa.Column(sa.Float, nullable=False, default=0.0)
    """How long was worked on it, in all slices together."""
    complete = sa.Column(sa.Boolean, nullable=False, default=False)
    """Whether the listing was read to its end."""
    page = sa.Column(sa.Integer, nullable=False, default=1)
    """All pages of the listing before this one are done."""
    again = sa.Column(sa.Integer)
    """Page up to which the listing is read a second time, as it may have shifted while the run was broken off."""
    resumed = sa.Column(sa.Integer, nullable=False, default=0)
    """How often it went on after having been broken off or paused."""
    tries = sa.Column(sa.Integer, nullable=False, default=0)
    """How often it was broken off since it last got something done."""
    next_try = sa.Column(sa.DateTime)
    wish = sa.Column(sa.Text)
    """`pause` or `cancel`, as a person asked for it."""
    created = sa.Column(sa.Integer, nullable=False, default=0)
    updated = sa.Column(sa.Integer, nullable=False, default=0)
    unchanged = sa.Column(sa.Integer, nullable=False, default=0)
    failed = sa.Column(sa.Integer, nullable=False, default=0)
    skipped = sa.Column(sa.Integer, nullable=False, default=0)
    duplicates = sa.Column(sa.Integer, nullable=False, default=0)
    removed = sa.Column(sa.Integer, nullable=False, default=0)
    revived = sa.Column(sa.Integer, nullable=False, default=0)
    """Records that came back."""
    held = sa.Column(sa.Integer, nullable=False, default=0)
    """Removals that wait for a person."""
    issues = sa.Column(sa.Integer, nullable=False, default=0)
    requests = sa.Column(sa.Integer, nullable=False, default=0)
    listed = sa.Column(sa.Integer, nullable=False, default=0)
    """Entries of the listing, repeated and skipped ones included."""
    total = sa.Column(sa.Integer)
    """Entries that the listing says it has."""
    error = sa.Column(sa.Text)
    """Why it ended or waits, in one sentence for people."""
    fault = sa.Column(sa.Text)
    """Whose fault that is: portal, network, record or ours."""
    notes = sa.Column(JSONB, nullable=False, default=dict)
    """Settings of the portal that a reader should know of, such as a certificate that is not checked."""

    @classmethod
    def latest(cls, portal: str, limit: int) -> list["Run"]:
        """The newest runs of a portal, newest first."""
        query = sa.select(cls).where(cls.portal == portal).order_by(cls.started.desc()).limit(limit)
        return list(model.Session.scalars(query))

    @classmethod
    def find(cls, portal: str | None, states: tuple[str, ...], limit: int, offset: int) -> tuple[int, list["Run"]]:
        """How many runs there are of a portal and in some states (none = any), and one page of them, newest first."""
        query = sa.select(cls)
        query = query.where(cls.portal == portal) if portal else query
        query = query.where(cls.state.in_(states)) if states else query
        count, runs = page(query, cls.started.desc(), cls.id, limit=limit, offset=offset)
        return count, list(runs.scalars())

    @classmethod
    def last_of_each(cls, codes: Iterable[str] | None = None) -> dict[str, "Run"]:
        """The newest full run of each of these portals, or of all, or its newest push."""
        query = sa.select(cls).where(cls.kind.in_(("full", "push"))).distinct(cls.portal)
        query = query if codes is None else query.where(among(cls.portal, codes))
        query = query.order_by(cls.portal, cls.started.desc())
        return {run.portal: run for run in model.Session.scalars(query)}

    @classmethod
    def unfinished(cls, portal: str, kind: str = "full", record: str | None = None) -> "Run | None":
        """The run of a kind that somebody is at, or that waits for its turn."""
        query = sa.select(cls).where(cls.portal == portal, cls.kind == kind, cls.state.in_(UNFINISHED))
        query = query.where(cls.record == record) if record else query
        found: Run | None = model.Session.scalar(query.order_by(cls.started).limit(1))
        return found

    @classmethod
    def pushed(cls, portal: str, push_id: str) -> "Run | None":
        """The run of a push of several calls."""
        found: Run | None = model.Session.scalar(sa.select(cls).where(cls.portal == portal, cls.push_id == push_id))
        return found

    @property
    def records(self) -> int:
        """Records that were read: the number that a portal's assertions are about."""
        return int(self.created + self.updated + self.revived + self.unchanged + self.failed)

    def as_dict(self) -> dict[str, Any]:
        """The run as the API shows it."""
        values = {name: getattr(self, name) for name in (*OWN, *COUNTERS)}
        times = {name: clock.text(getattr(self, name)) for name in ("started", "finished", "next_try")}
        return {"id": self.id, "portal": self.portal, "state": self.state, **times, **values}
