"""How each portal did over time, and what operators set for it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock

NEWEST = sa.text(
    "SELECT asked.code, last.reachable, last.complete, last.listed, last.time, last.fault, before.listed AS before"
    " FROM unnest(CAST(:codes AS text[])) AS asked (code)"
    " CROSS JOIN LATERAL (SELECT * FROM govopen_portal_health WHERE portal = asked.code ORDER BY time DESC LIMIT 1) AS last"
    " LEFT JOIN LATERAL (SELECT listed FROM govopen_portal_health WHERE portal = asked.code AND complete"
    " AND time < last.time ORDER BY time DESC LIMIT 1) AS before ON true"
)


class Newest(NamedTuple):
    """How a portal last did, beside the last time before that its listing was read to its end."""

    reachable: bool
    complete: bool
    listed: int
    time: Any
    fault: str | None
    before: int | None
    """Entries listed that time; None where there was none."""


class PortalHealth(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row for each finished run."""

    __tablename__ = "govopen_portal_health"

    portal = sa.Column(sa.Text, primary_key=True)
    time = sa.Column(sa.DateTime, primary_key=True, default=clock.now)
    reachable = sa.Column(sa.Boolean, nullable=False)
    complete = sa.Column(sa.Boolean, nullable=False)
    datasets = sa.Column(sa.Integer, nullable=False)
    """Active records of the portal when the run had ended."""
    listed = sa.Column(sa.Integer, nullable=False)
    requests = sa.Column(sa.Integer, nullable=False)
    seconds = sa.Column(sa.Float, nullable=False)
    fault = sa.Column(sa.Text)

    @classmethod
    def newest(cls, codes: Iterable[str]) -> dict[str, Newest]:
        """The newest row of each of these portals."""
        rows = model.Session.execute(NEWEST, {"codes": list(codes)})
        return {row[0]: Newest(*row[1:]) for row in rows}

    @classmethod
    def latest(cls, portal: str, limit: int) -> list["PortalHealth"]:
        """The newest rows of a portal, oldest first."""
        query = sa.select(cls).where(cls.portal == portal).order_by(cls.time.desc()).limit(limit)
        return list(model.Session.scalars(query))[::-1]

    def as_dict(self) -> dict[str, Any]:
        """The row as the API shows it."""
        names = ("reachable", "complete", "datasets", "listed", "requests", "seconds", "fault")
        return {"time": clock.text(self.time)} | {name: getattr(self, name) for name in names}


class PortalState(tk.BaseModel):  # type: ignore[misc,name-defined]
    """Operators' switches of a portal."""

    __tablename__ = "govopen_portal_state"

    portal = sa.Column(sa.Text, primary_key=True)
    schedule = sa.Column(sa.Text)
    """Replaces the schedule of the portal's YAML."""
    paused = sa.Column(sa.Boolean, nullable=False, default=False)
    """Whether no run is started on schedule."""
    assertions = sa.Column(JSONB)
    """Bounds that the first complete run set, where the YAML has none."""

    @classmethod
    def all(cls) -> dict[str, "PortalState"]:
        """The switches of every portal that has some."""
        return {row.portal: row for row in model.Session.scalars(sa.select(cls))}

    @classmethod
    def put(cls, portal: str, **values: Any) -> None:
        """Set some of a portal's switches; the caller commits."""
        row = model.Session.get(cls, portal) or cls(portal=portal)
        for name, value in values.items():
            setattr(row, name, value)
        model.Session.add(row)
