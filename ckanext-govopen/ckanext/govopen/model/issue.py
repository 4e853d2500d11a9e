"""What a person should know about a run, one row each."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.among import array
from ckanext.govopen.model.concerns import kinds, names
from ckanext.govopen.model.fault import BY_KIND, fault

BATCH = 1000
PUT = sa.text(
    'INSERT INTO govopen_issue (run_id, time, portal, platform, level, kind, "where", message, data)'
    ' SELECT run_id, time, portal, platform, level, kind, "where", message, CAST(data AS jsonb)'
    " FROM unnest(CAST(:run_id AS text[]), CAST(:time AS text[]), CAST(:portal AS text[]), CAST(:platform AS text[]),"
    " CAST(:level AS text[]), CAST(:kind AS text[]), CAST(:where AS text[]), CAST(:message AS text[]), CAST(:data AS text[]))"
    ' AS told (run_id, time, portal, platform, level, kind, "where", message, data)'
)
TOLD = ("run_id", "time", "portal", "platform", "level", "kind", "where", "message")
STOPS = (
    *("source-changed", "wall", "login", "robots", "closed", "unreachable", "assertion", "not-listed", "broken-off"),
    *("held-share", "held-half", "held-empty", "held-bounds", "unknown-record", "configuration"),
)
"""Kinds of issues that end a run, or hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which issues are asked for; None = any."""

    portal: str | None = None
    run: str | None = None
    kind: str | None = None
    fault: str | None = None
    level: str | None = None
    field: str | None = None
    """The field of a record that an issue concerns."""
    where: str | None = None


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
    def add(cls, rows: list[dict[str, Any]]) -> None:
        """Store issues in bulk; the caller commits."""
        if rows:
            columns = {name: array(row.get(name) for row in rows) for name in TOLD}
            data = array(msgspec.json.encode(row["data"]).decode() for row in rows)
            model.Session.execute(PUT, columns | {"data": data})

    @classmethod
    def tally(cls, wanted: Wanted) -> list[tuple[str, str, int]]:
        """Kind, class and number of the issues that are wanted, whatever kind and class are asked for."""
        query = sa.select(cls.kind, FAULT.label("fault"), sa.func.count()).where(*conditions(wanted))
        return list(model.Session.execute(query.group_by(cls.kind, "fault")).tuples())

    @classmethod
    def find(cls, wanted: Wanted, limit: int, offset: int) -> list["Issue"]:
        """One page of the issues that are wanted, newest first."""
        query = sa.select(cls).where(*conditions(wanted), *chosen(wanted))
        return list(model.Session.scalars(query.order_by(cls.id.desc()).limit(limit).offset(offset)))

    @classmethod
    def each(cls, wanted: Wanted) -> Iterator["Issue"]:
        """All of them, a batch of rows in memory at a time."""
        query = sa.select(cls).where(*conditions(wanted), *chosen(wanted)).order_by(cls.id.desc()).limit(BATCH)
        last = sys.maxsize
        while rows := list(model.Session.scalars(query.where(cls.id < last))):
            yield from rows
            last = rows[-1].id
            model.Session.expunge_all()

    @classmethod
    def reason(cls, portal: str, run: str) -> "Issue | None":
        """The newest issue that says why a run stopped or waits."""
        query = sa.select(cls).where(cls.portal == portal, cls.run_id == run, cls.kind.in_(STOPS))
        found: Issue | None = model.Session.scalar(query.order_by(cls.id.desc()).limit(1))
        return found

    def as_dict(self) -> dict[str, Any]:
        """The issue as its line in a log shows it, with its class."""
        names = ("time", "portal", "platform", "level", "kind", "where", "message", "data")
        return {name: getattr(self, name) for name in names} | {"fault": fault(self.kind, self.data)}


FAULT = sa.func.coalesce(Issue.data["fault"].astext, sa.case(BY_KIND, value=Issue.kind, else_="record"))
"""`fault.fault` as PostgreSQL computes it."""


def conditions(wanted: Wanted) -> list[Any]:
    """What an issue has to be, but for its kind and its class."""
    columns = {
        "portal": Issue.portal,
        "run": Issue.run_id,
        "level": Issue.level,
        "where": Issue.where,
    }
    found = [column == getattr(wanted, name) for name, column in columns.items() if getattr(wanted, name)]
    return [*found, concerns(wanted.field)] if wanted.field else found


def concerns(field: str) -> Any:
    """That it states the field, or is of a kind that says it by itself."""
    return sa.or_(Issue.data["field"].astext.in_(names(field)), Issue.kind.in_(kinds(field)))


def chosen(wanted: Wanted) -> list[Any]:
    """The kind and the class that it has to be of."""
    found = [Issue.kind == wanted.kind] if wanted.kind else []
    return [*found, wanted.fault == FAULT] if wanted.fault else found
