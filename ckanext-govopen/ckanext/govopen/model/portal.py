"""Portals that were harvested from a file outside the configuration, so that later jobs know them too."""

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk


class StoredPortal(tk.BaseModel):  # type: ignore[misc,name-defined]
    """The text of the portal's YAML under its code."""

    __tablename__ = "govopen_portal"

    code = sa.Column(sa.Text, primary_key=True)
    yaml = sa.Column(sa.Text, nullable=False)

    @classmethod
    def remember(cls, code: str, yaml: str) -> None:
        """Store or renew a portal's text."""
        model.Session.merge(cls(code=code, yaml=yaml))
        model.Session.commit()

    @classmethod
    def text(cls, code: str) -> str | None:
        """The text of one portal; None where it is not stored."""
        return model.Session.scalar(sa.select(cls.yaml).where(cls.code == code))

    @classmethod
    def all(cls) -> list["StoredPortal"]:
        """Every stored portal."""
        return list(model.Session.scalars(sa.select(cls).order_by(cls.code)))
