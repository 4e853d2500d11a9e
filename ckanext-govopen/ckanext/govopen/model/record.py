"""What was last read of each record of each portal, and the dataset that it became."""

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock


class HarvestedRecord(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`hash` covers the record's content and the mapping; `raw` is the record as zlib-packed JSON, contacts masked."""

    __tablename__ = "govopen_record"

    portal = sa.Column(sa.Text, primary_key=True)
    source_id = sa.Column(sa.Text, primary_key=True)
    hash = sa.Column(sa.Text, nullable=False)
    package_id = sa.Column(sa.Text, nullable=False, index=True)
    raw = sa.Column(sa.LargeBinary, nullable=False)
    indexed = sa.Column(sa.Boolean, nullable=False, default=False)
    run_id = sa.Column(sa.Text, nullable=False)
    seen = sa.Column(sa.DateTime, nullable=False, default=clock.now)

    @classmethod
    def known(cls, portal: str, ids: list[str]) -> dict[str, "HarvestedRecord"]:
        """The rows of these records, by the source's id."""
        query = sa.select(cls).where(cls.portal == portal, cls.source_id.in_(ids))
        return {row.source_id: row for row in model.Session.scalars(query)}

    @classmethod
    def waiting(cls, portal: str) -> list[str]:
        """Datasets that are stored but that the index may not know: a run ended between the two."""
        query = sa.select(cls.package_id).where(cls.portal == portal, cls.indexed.is_(False))
        return list(model.Session.scalars(query))

    @classmethod
    def portal_of(cls, package_id: str) -> str | None:
        """The portal that a dataset was harvested from."""
        return model.Session.scalar(sa.select(cls.portal).where(cls.package_id == package_id).limit(1))

    @classmethod
    def counts(cls) -> dict[str, int]:
        """Datasets of each portal."""
        active = sa.select(cls.portal, sa.func.count()).join(model.Package, model.Package.id == cls.package_id)
        query = active.where(model.Package.state == "active").group_by(cls.portal)
        return dict(model.Session.execute(query).tuples().all())
