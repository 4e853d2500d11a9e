"""What was last read of each record of each portal, and the dataset that it became."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.among import among, array

PUT = sa.text(
    "INSERT INTO govopen_record (portal, source_id, hash, package_id, raw, run_id, first_run, seen, page, twin_key, state)"
    " SELECT :portal, id, hash, package_id, raw, :run, :run, :now, page, twin_key, 'active'"
    " FROM unnest(CAST(:ids AS text[]), CAST(:hashes AS text[]), CAST(:packages AS text[]), CAST(:raws AS bytea[]),"
    " CAST(:pages AS integer[]), CAST(:keys AS text[])) AS read (id, hash, package_id, raw, page, twin_key)"
    " ON CONFLICT (portal, source_id) DO UPDATE SET hash = EXCLUDED.hash, package_id = EXCLUDED.package_id,"
    " raw = EXCLUDED.raw, run_id = EXCLUDED.run_id, seen = EXCLUDED.seen, page = EXCLUDED.page,"
    " twin_key = EXCLUDED.twin_key, state = 'active', missing_since = NULL"
)


class Known(NamedTuple):
    """What has to be known of a record to decide whether it changed."""

    hash: str
    package_id: str
    state: str


class Stored(NamedTuple):
    """A record as it is to be remembered."""

    source_id: str
    hash: str
    package_id: str
    raw: bytes
    page: int
    twin_key: str | None


class HarvestedRecord(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`hash` covers the record's content and the mapping; `raw` is the record as zlib-packed JSON, contacts masked."""

    __tablename__ = "govopen_record"
    __table_args__ = (sa.Index("ix_govopen_record_portal_state", "portal", "state"),)

    portal = sa.Column(sa.Text, primary_key=True)
    source_id = sa.Column(sa.Text, primary_key=True)
    hash = sa.Column(sa.Text, nullable=False)
    package_id = sa.Column(sa.Text, nullable=False, index=True)
    raw = sa.Column(sa.LargeBinary, nullable=False)
    run_id = sa.Column(sa.Text, nullable=False)
    """The run that last stored it."""
    first_run = sa.Column(sa.Text, nullable=False)
    """The run that brought it."""
    seen = sa.Column(sa.DateTime, nullable=False, default=clock.now)
    """When what is stored was read."""
    page = sa.Column(sa.Integer, nullable=False, default=1)
    """Where it then stood in the listing."""
    state = sa.Column(sa.Text, nullable=False, default="active")
    """`active`, or `gone` when the portal no longer lists it."""
    missing_since = sa.Column(sa.DateTime)
    twin_key = sa.Column(sa.Text, index=True)
    """What a record has in common with the same dataset on another portal."""

    @classmethod
    def get(cls, portal: str, source_id: str) -> "HarvestedRecord | None":
        """The row of a record."""
        found: HarvestedRecord | None = model.Session.get(cls, (portal, source_id))
        return found

    @classmethod
    def of_package(cls, package_id: str) -> "HarvestedRecord | None":
        """The record that a dataset was made of."""
        found: HarvestedRecord | None = model.Session.scalar(sa.select(cls).where(cls.package_id == package_id).limit(1))
        return found

    @classmethod
    def decisive(cls, portal: str, ids: list[str]) -> dict[str, Known]:
        """What a decision needs to know of these records, by the source's id."""
        columns = sa.select(cls.source_id, cls.hash, cls.package_id, cls.state)
        query = columns.where(cls.portal == portal, among(cls.source_id, ids))
        return {row[0]: Known(*row[1:]) for row in model.Session.execute(query)}

    @classmethod
    def raws(cls, portal: str, ids: list[str]) -> dict[str, bytes]:
        """What was last read of these records, packed."""
        query = sa.select(cls.source_id, cls.raw).where(cls.portal == portal, among(cls.source_id, ids))
        return dict(model.Session.execute(query).tuples().all())

    @classmethod
    def put(cls, portal: str, run_id: str, rows: Sequence[Stored]) -> None:
        """Store or renew the rows of records; the caller commits."""
        if rows:
            columns = {
                "ids": array(row.source_id for row in rows),
                "hashes": array(row.hash for row in rows),
                "packages": array(row.package_id for row in rows),
                "raws": [row.raw for row in rows],
                "pages": array(str(row.page) for row in rows),
                "keys": array(row.twin_key for row in rows),
            }
            model.Session.execute(PUT, {"portal": portal, "run": run_id, "now": clock.now(), **columns})

    @classmethod
    def active(cls, portal: str) -> int:
        """Records that the portal listed when it was last read."""
        query = sa.select(sa.func.count()).where(cls.portal == portal, cls.state == "active")
        return model.Session.scalar(query) or 0

    @classmethod
    def portal_of(cls, package_id: str) -> str | None:
        """The portal that a dataset was harvested from."""
        return model.Session.scalar(sa.select(cls.portal).where(cls.package_id == package_id).limit(1))

    @classmethod
    def has_any(cls, prefix: str) -> bool:
        """Whether there are records of a portal whose code begins so: letters, and perhaps a line after them."""
        letters = prefix.rstrip("_")
        beyond = letters[:-1] + chr(ord(letters[-1]) + 1)
        # between the bounds, which the index knows in every collation
        near = sa.and_(cls.portal >= letters, cls.portal < beyond, cls.portal.startswith(prefix, autoescape=True))
        return bool(model.Session.scalar(sa.select(sa.exists().where(near))))

    @classmethod
    def counts(cls, codes: Iterable[str] | None = None) -> dict[str, int]:
        """Datasets of each of these portals, or of all, that has some."""
        active = sa.select(cls.portal, sa.func.count()).join(model.Package, model.Package.id == cls.package_id)
        query = active.where(model.Package.state == "active").group_by(cls.portal)
        query = query if codes is None else query.where(among(cls.portal, codes))
        return dict(model.Session.execute(query).tuples().all())
