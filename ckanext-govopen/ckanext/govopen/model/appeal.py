"""What publishers say of findings that do not apply to their files: public, logged, and in force until taken back."""

from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.model.types import make_uuid
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.listing import page

ACCEPTED, WITHDRAWN, REJECTED = "accepted", "withdrawn", "rejected"
STATES = (ACCEPTED, WITHDRAWN, REJECTED)
STANDING = "ux_govopen_appeal_standing"
"""No two appeals against a finding are in force."""
PUBLISHERS = 50
"""Publishers whose appeals are counted in one answer."""


class Appeal(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row an appeal; no row is ever changed but for its end: `decided` and by whom, with a `note`.

    An appeal names a rule and a column (empty for findings without one): it outlives new bytes, harvests and rulesets.
    """

    __tablename__ = "govopen_appeal"
    __table_args__ = (
        sa.Index(STANDING, "resource_id", "rule", "column", unique=True, postgresql_where=sa.text("state = 'accepted'")),
    )

    id = sa.Column(sa.Text, primary_key=True, default=make_uuid)
    resource_id = sa.Column(sa.Text, nullable=False, index=True)
    package_id = sa.Column(sa.Text, nullable=False, index=True)
    rule = sa.Column(sa.Text, nullable=False)
    column = sa.Column(sa.Text, nullable=False)
    reason = sa.Column(sa.Text, nullable=False)
    user_id = sa.Column(sa.Text)
    created = sa.Column(sa.DateTime, nullable=False, default=clock.now, index=True)
    state = sa.Column(sa.Text, nullable=False, default=ACCEPTED)
    decided = sa.Column(sa.DateTime)
    decided_by = sa.Column(sa.Text)
    note = sa.Column(sa.Text)

    @classmethod
    def standing(cls, resource_id: str) -> set[tuple[str, str]]:
        """Rule and column of each appeal that is in force for a file."""
        query = sa.select(cls.rule, cls.column).where(cls.resource_id == resource_id, cls.state == ACCEPTED)
        return {(rule, column) for rule, column in model.Session.execute(query)}

    @classmethod
    def newest(cls, resource_id: str, rule: str, column: str) -> "Appeal | None":
        """The last appeal against a finding."""
        query = sa.select(cls).where(cls.resource_id == resource_id, cls.rule == rule, cls.column == column)
        found: Appeal | None = model.Session.scalars(query.order_by(cls.created.desc()).limit(1)).first()
        return found

    def end(self, state: str, user_id: str | None, note: str | None = None) -> None:
        """Note a decision; the caller commits."""
        self.state, self.decided, self.decided_by, self.note = state, clock.now(), user_id, note

    @classmethod
    def find(cls, limit: int, offset: int, **wanted: str | None) -> tuple[int, list["Appeal"]]:
        """A page of appeals about what anybody may see, newest first, and how many there are.

        `wanted` narrows to a resource_id, package_id, owner_org, rule or state.
        """
        columns = {"owner_org": model.Package.owner_org}
        conditions = [columns.get(name, getattr(cls, name, None)) == value for name, value in wanted.items() if value]
        query = cls.public(sa.select(cls)).where(*conditions)
        number, appeals = page(query, cls.created.desc(), cls.id, limit=limit, offset=offset)
        return number, list(appeals.scalars())

    @classmethod
    def of(cls, **wanted: str) -> list["Appeal"]:
        """The appeals of one file or dataset, newest first."""
        conditions = [getattr(cls, name) == value for name, value in wanted.items()]
        return list(model.Session.scalars(sa.select(cls).where(*conditions).order_by(cls.created.desc(), cls.id)))

    @classmethod
    def publishers(cls) -> dict[str, int]:
        """Appeals in force by organization, most first."""
        number = sa.func.count()
        query = cls.public(sa.select(model.Package.owner_org, number)).where(
            cls.state == ACCEPTED, model.Package.owner_org.is_not(None)
        )
        ordered = query.group_by(model.Package.owner_org).order_by(number.desc(), model.Package.owner_org)
        return dict(model.Session.execute(ordered.limit(PUBLISHERS)).tuples().all())

    @classmethod
    def public(cls, query: Any) -> Any:
        """A query, narrowed to appeals about datasets that anybody may see."""
        joined = query.select_from(cls).join(model.Package, model.Package.id == cls.package_id)
        return joined.where(model.Package.state == "active", model.Package.private.is_(False))
