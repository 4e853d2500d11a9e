"""What a run changed, dataset by dataset: the diff that a person looks at before he approves."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.among import array
from ckanext.govopen.model.listing import page

KINDS = ("created", "updated", "removed", "revived", "held", "kept")

PUT = sa.text(
    "INSERT INTO govopen_change (run_id, portal, source_id, package_id, kind, fields, time)"
    " SELECT :run, :portal, id, package_id, kind, CAST(fields AS jsonb), :now"
    " FROM unnest(CAST(:ids AS text[]), CAST(:packages AS text[]), CAST(:kinds AS text[]), CAST(:fields AS text[]))"
    " AS made (id, package_id, kind, fields)"
)


class Made(NamedTuple):
    """A change as it is to be stored."""

    source_id: str
    package_id: str | None
    kind: str
    fields: dict[str, Any]
    """With nothing that no table can hold."""


class Change(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`fields` of an update are the record's fields that differ, each with its old and its new value."""

    __tablename__ = "govopen_change"
    __table_args__ = (sa.Index("ix_govopen_change_run_kind", "run_id", "kind"),)

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    run_id = sa.Column(sa.Text, nullable=False)
    portal = sa.Column(sa.Text, nullable=False)
    source_id = sa.Column(sa.Text, nullable=False)
    package_id = sa.Column(sa.Text)
    """None where a dry run would have made a dataset."""
    kind = sa.Column(sa.Text, nullable=False)
    fields = sa.Column(JSONB, nullable=False, default=dict)
    time = sa.Column(sa.DateTime, nullable=False, default=clock.now)

    @classmethod
    def add(cls, run_id: str, portal: str, made: Sequence[Made]) -> None:
        """Store changes in bulk; the caller commits."""
        if made:
            values = {
                "ids": array(one.source_id for one in made),
                "packages": array(one.package_id for one in made),
                "kinds": array(one.kind for one in made),
                "fields": array(msgspec.json.encode(one.fields).decode() for one in made),
            }
            model.Session.execute(PUT, {"run": run_id, "portal": portal, "now": clock.now(), **values})

    @classmethod
    def find(cls, run_id: str, kind: str | None, limit: int, offset: int) -> tuple[int, list["Change"]]:
        """How many changes there are, and one page of them in the order in which they were made."""
        query = sa.select(cls).where(cls.run_id == run_id)
        query = query.where(cls.kind == kind) if kind else query
        count, changes = page(query, cls.id, limit=limit, offset=offset)
        return count, list(changes.scalars())

    def as_dict(self) -> dict[str, Any]:
        """The change as the API shows it."""
        values = {name: getattr(self, name) for name in ("source_id", "package_id", "kind", "fields")}
        return values | {"time": clock.text(self.time)}
