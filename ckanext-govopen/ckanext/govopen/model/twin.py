"""The same dataset on two portals: which copy is the authoritative one."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.among import among


class Twin(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row for each copy; the authority itself has none."""

    __tablename__ = "govopen_twin"

    package_id = sa.Column(sa.Text, primary_key=True)
    authority_id = sa.Column(sa.Text, nullable=False, index=True)

    @classmethod
    def of(cls, ids: Iterable[str]) -> dict[str, str]:
        """The authoritative copy of each of these datasets that has another one."""
        query = sa.select(cls.package_id, cls.authority_id).where(among(cls.package_id, ids))
        return dict(model.Session.execute(query).tuples().all())

    @classmethod
    def pointing_to(cls, ids: Iterable[str]) -> set[str]:
        """Datasets whose authoritative copy is one of these."""
        return set(model.Session.scalars(sa.select(cls.package_id).where(among(cls.authority_id, ids))))

    @classmethod
    def replace(cls, ids: Iterable[str], wanted: Mapping[str, str]) -> None:
        """Give each of these datasets the authoritative copy that is wanted for it, or none; the caller commits."""
        ordered = sorted(ids)  # so that two runs which meet do not wait for each other for ever
        gone = [one for one in ordered if one not in wanted]
        rows = [{"package_id": one, "authority_id": wanted[one]} for one in ordered if one in wanted]
        if gone:
            model.Session.execute(sa.delete(cls).where(cls.package_id.in_(gone)))
        if rows:
            statement = insert(cls).values(rows)
            changed = {"authority_id": statement.excluded.authority_id}
            model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id"], set_=changed))
