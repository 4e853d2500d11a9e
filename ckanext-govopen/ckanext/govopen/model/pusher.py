"""Which users may push records for which portals."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock


class Pusher(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row for each grant."""

    __tablename__ = "govopen_pusher"

    user_id = sa.Column(sa.Text, primary_key=True)
    portal = sa.Column(sa.Text, primary_key=True)
    granted_by = sa.Column(sa.Text)
    """Id of the operator."""
    time = sa.Column(sa.DateTime, nullable=False, default=clock.now)

    @classmethod
    def put(cls, user_id: str, portal: str, granted_by: str | None) -> None:
        """Grant a portal to a user; a grant that is there already stays. The caller commits."""
        row = {"user_id": user_id, "portal": portal, "granted_by": granted_by, "time": clock.now()}
        model.Session.execute(insert(cls).values(row).on_conflict_do_nothing())

    @classmethod
    def drop(cls, user_id: str, portal: str) -> bool:
        """Take a grant back, and say whether there was one; the caller commits."""
        gone = sa.delete(cls).where(cls.user_id == user_id, cls.portal == portal).returning(cls.portal)
        return model.Session.scalar(gone) is not None

    @classmethod
    def may(cls, user_id: str, portal: str) -> bool:
        """Whether a user may push for a portal."""
        return model.Session.get(cls, (user_id, portal)) is not None

    @classmethod
    def find(cls, portal: str | None, user_id: str | None) -> list["Pusher"]:
        """The grants of a portal and of a user (None: of all), in the order of portals."""
        query = sa.select(cls).order_by(cls.portal, cls.time, cls.user_id)
        query = query.where(cls.portal == portal) if portal else query
        query = query.where(cls.user_id == user_id) if user_id else query
        return list(model.Session.scalars(query))

    def as_dict(self) -> dict[str, Any]:
        """The grant as the API shows it."""
        user = model.User.get(self.user_id)
        return {"user": user.name if user else self.user_id, "portal": self.portal, "granted": clock.text(self.time)}
