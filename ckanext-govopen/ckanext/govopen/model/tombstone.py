"""Datasets that are gone, so that their addresses can say so and why."""

from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.listing import page

SHOWN = ("package_id", "name", "title", "portal", "source_id", "source_url", "reason", "note", "successor")


class Tombstone(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`reason` is vanished (its portal no longer lists it) or withdrawn (a person took it out: it never comes back by
    itself)."""

    __tablename__ = "govopen_tombstone"

    package_id = sa.Column(sa.Text, primary_key=True)
    name = sa.Column(sa.Text, nullable=False, index=True)
    title = sa.Column(sa.Text, nullable=False)
    portal = sa.Column(sa.Text, index=True)
    source_id = sa.Column(sa.Text)
    source_url = sa.Column(sa.Text)
    reason = sa.Column(sa.Text, nullable=False)
    note = sa.Column(sa.Text)
    successor = sa.Column(sa.Text)
    """Id or name of the dataset that takes its place."""
    removed_at = sa.Column(sa.DateTime, nullable=False, default=clock.now)
    run_id = sa.Column(sa.Text)
    actor = sa.Column(sa.Text)
    """Id of the user who withdrew it, or who approved its removal."""

    @classmethod
    def find(cls, portal: str | None, limit: int, offset: int) -> tuple[int, list["Tombstone"]]:
        """How many tombstones there are, and one page of them, newest first."""
        query = sa.select(cls)
        query = query.where(cls.portal == portal) if portal else query
        count, stones = page(query, cls.removed_at.desc(), cls.package_id, limit=limit, offset=offset)
        return count, list(stones.scalars())

    @classmethod
    def of(cls, reference: str) -> "Tombstone | None":
        """The tombstone of a dataset by its id or its name."""
        query = sa.select(cls).where(sa.or_(cls.package_id == reference, cls.name == reference))
        found: Tombstone | None = model.Session.scalar(query.limit(1))
        return found

    @classmethod
    def of_resource(cls, resource_id: str) -> "Tombstone | None":
        """The tombstone of the dataset that a file belongs to."""
        query = sa.select(cls).join(model.Resource, model.Resource.package_id == cls.package_id)
        found: Tombstone | None = model.Session.scalar(query.where(model.Resource.id == resource_id).limit(1))
        return found

    def as_dict(self) -> dict[str, Any]:
        """The tombstone as the API shows it."""
        return {name: getattr(self, name) for name in SHOWN} | {"removed_at": clock.text(self.removed_at)}
