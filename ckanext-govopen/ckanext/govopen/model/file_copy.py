"""Copies of published files: the bytes once by their hash, and each resource that offers them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.among import among, among_later, array
from ckanext.govopen.model.file_score import FileScore
from ckanext.govopen.model.record import HarvestedRecord

OVERLAY = ("copy_url", "copy_bytes", "copy_sha256", "copy_time")
EACH = 20
"""Files of one portal that are checked again before others get their turn."""


class FileCopy(tk.BaseModel):  # type: ignore[misc,name-defined]
    """Bytes in the storage, however many resources offer them."""

    __tablename__ = "govopen_file_copy"

    sha256 = sa.Column(sa.Text, primary_key=True)
    bytes = sa.Column(sa.BigInteger, nullable=False)
    stored_as = sa.Column(sa.Text, nullable=False)
    """Name in the storage."""
    first_seen = sa.Column(sa.DateTime, nullable=False, default=clock.now)
    unused_since = sa.Column(sa.DateTime, index=True)
    """When it was first found that no resource offers them any more."""

    @classmethod
    def put(cls, sha256: str, size: int, stored_as: str) -> None:
        """Note that the bytes lie in the storage and are wanted; the caller commits."""
        row = {"sha256": sha256, "bytes": size, "stored_as": stored_as, "first_seen": clock.now()}
        statement = insert(cls).values(row)
        renewed = {"stored_as": stored_as, "unused_since": None}
        model.Session.execute(statement.on_conflict_do_update(index_elements=["sha256"], set_=renewed))

    @classmethod
    def mark(cls, now: datetime) -> None:
        """Note which copies are offered by a resource, and since when the others are not; the caller commits."""
        offered = FileSource.alive().where(FileSource.copied, FileSource.sha256 == cls.sha256).exists()
        changes = ((None, cls.unused_since.is_not(None), offered), (now, cls.unused_since.is_(None), ~offered))
        for since, *where in changes:
            statement = sa.update(cls).where(*where).values(unused_since=since)
            model.Session.execute(statement, execution_options={"synchronize_session": False})

    @classmethod
    def unused(cls, before: datetime, limit: int) -> list[str]:
        """Hashes of copies that nothing offers since before that time."""
        query = sa.select(cls.sha256).where(cls.unused_since < before).order_by(cls.unused_since)
        return list(model.Session.scalars(query.limit(limit)))


class FileSource(tk.BaseModel):  # type: ignore[misc,name-defined]
    """What was last answered at a resource's address."""

    __tablename__ = "govopen_file_source"

    resource_id = sa.Column(sa.Text, primary_key=True)
    url = sa.Column(sa.Text, nullable=False)
    sha256 = sa.Column(sa.Text, index=True)
    """Of the bytes that were last given and checked."""
    etag = sa.Column(sa.Text)
    last_modified = sa.Column(sa.Text)
    """Header of that name, as it was sent."""
    file_name = sa.Column(sa.Text)
    """As the source names the file."""
    checked = sa.Column(sa.DateTime, nullable=False, default=clock.now, index=True)
    status = sa.Column(sa.Integer)
    """HTTP status of the last answer that was one: 200, or 304 where nothing had changed; None while the link is broken."""
    error = sa.Column(sa.Text)
    """Kind of the fault, a key of `harvesters.errors.FAULTS`; None where the link works."""
    broken_since = sa.Column(sa.DateTime)
    """First of the checks that failed one after the other."""
    asked = sa.Column(sa.DateTime)
    """Since when a check waits that somebody asked for, or that a closed portal put off."""
    copied = sa.Column(sa.Boolean, nullable=False, default=False, server_default=sa.false())
    """Whether the bytes are kept for this resource."""
    personal = sa.Column(sa.Boolean, nullable=False, default=False, server_default=sa.false())
    """Whether they hold personal data in clear."""

    @classmethod
    def put(cls, resource_id: str, **values: Any) -> None:
        """Store or renew what is known of a resource's file, as of now; the caller commits."""
        row = {"checked": clock.now(), "asked": None, **values}
        statement = insert(cls).values(resource_id=resource_id, **row)
        model.Session.execute(statement.on_conflict_do_update(index_elements=["resource_id"], set_=row))

    @classmethod
    def alive(cls) -> Any:
        """A query over the sources of what people see now: resource and dataset are there, under the address asked."""
        query = sa.select(cls.resource_id).join(model.Resource, model.Resource.id == cls.resource_id)
        # CKAN shows an address with a scheme where it stores one without.
        same = cls.url.in_((model.Resource.url, sa.literal("http://") + model.Resource.url))
        return query.join(model.Package, model.Package.id == model.Resource.package_id).where(
            model.Resource.state == "active", model.Package.state == "active", same
        )

    @classmethod
    def offered(cls) -> Any:
        """A query over the copies of files that were checked: `resource_id, package_id, file_name, personal` and those of
        the copy."""
        ours = model.Resource.package_id, cls.file_name, cls.personal
        columns = *ours, FileCopy.sha256, FileCopy.bytes, FileCopy.stored_as, FileCopy.first_seen
        query = cls.alive().add_columns(*columns).join(FileCopy, FileCopy.sha256 == cls.sha256)
        scored = sa.and_(FileScore.resource_id == cls.resource_id, FileScore.sha256 == cls.sha256)
        return query.join(FileScore, scored).where(cls.copied)

    @classmethod
    def copies(cls, package_ids: Sequence[str]) -> dict[str, Any]:
        """Copies that the public may have of the files of these datasets, by resource; one query."""
        return {row.resource_id: row for row in model.Session.execute(cls._public(), {"packages": array(package_ids)})}

    @classmethod
    @cache
    def _public(cls) -> Any:
        """The query of `copies`, put together once: every search asks it."""
        return cls.offered().where(among_later(model.Package.id, "packages"), ~cls.personal)

    @classmethod
    def copy(cls, resource_id: str) -> Any:
        """The copy of one resource, also one with personal data; None where there is none."""
        return model.Session.execute(cls.offered().where(cls.resource_id == resource_id)).first()

    @classmethod
    def due(cls, before: Mapping[str, datetime], closed: Sequence[str], limit: int) -> dict[str, datetime]:
        """Resources whose file is to be checked again, each with its last check: what somebody asked for, then what was last
        checked before the time of its portal, oldest first, no more than `EACH` of a portal, none of those closed now."""
        portal = HarvestedRecord.portal
        late = [sa.and_(portal == code, cls.checked < time) for code, time in before.items()]
        turn = sa.func.row_number().over(partition_by=portal, order_by=(cls.asked, cls.checked))
        joined = cls.alive().outerjoin(HarvestedRecord, HarvestedRecord.package_id == model.Package.id)
        found = (
            joined.add_columns(cls.asked, cls.checked, turn.label("turn"))
            .where(sa.or_(cls.asked.is_not(None), *late), sa.or_(portal.is_(None), portal.not_in(closed)))
            .subquery()
        )
        query = sa.select(found.c.resource_id, found.c.checked).where(found.c.turn <= EACH)
        order = found.c.asked.nulls_last(), found.c.checked, found.c.resource_id
        return dict(model.Session.execute(query.order_by(*order).limit(limit)).tuples().all())

    @classmethod
    def broken(cls, codes: Iterable[str]) -> dict[str, int]:
        """Broken links of each of these portals that has some."""
        joined = cls.alive().join(HarvestedRecord, HarvestedRecord.package_id == model.Package.id)
        query = joined.with_only_columns(HarvestedRecord.portal, sa.func.count(), maintain_column_froms=True)
        ours = among(HarvestedRecord.portal, codes)
        found = query.where(cls.error.is_not(None), ours).group_by(HarvestedRecord.portal)
        return dict(model.Session.execute(found).tuples().all())

    @classmethod
    def forget_dead(cls, before: datetime) -> list[str]:
        """Drop what is known of files whose resource is gone and which nobody checked since; their ids. The caller
        commits."""
        dead = sa.delete(cls).where(cls.checked < before, cls.resource_id.not_in(cls.alive()))
        return list(model.Session.scalars(dead.returning(cls.resource_id)))
