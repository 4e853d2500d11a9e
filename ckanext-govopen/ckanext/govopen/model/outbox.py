"""Datasets that are committed and that the index does not know yet: what a crash between the two leaves to be done."""

import time
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import toolkit as tk


class Outbox(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row a dataset; `token` (nanoseconds) is new with each change, so that a later change is not taken for done."""

    __tablename__ = "govopen_outbox"

    package_id = sa.Column(sa.Text, primary_key=True)
    token = sa.Column(sa.BigInteger, nullable=False, index=True)

    @classmethod
    def add(cls, ids: Iterable[str]) -> None:
        """Note that these datasets changed; the caller commits, with the change itself."""
        token = time.time_ns()
        rows = [{"package_id": one, "token": token} for one in ids]
        if rows:
            statement = insert(cls).values(rows)
            model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id"], set_={"token": token}))

    @classmethod
    def waiting(cls, limit: int) -> dict[str, int]:
        """The tokens of the datasets that wait longest, by id."""
        query = sa.select(cls.package_id, cls.token).order_by(cls.token).limit(limit)
        return dict(model.Session.execute(query).tuples().all())

    @classmethod
    def done(cls, tokens: dict[str, int]) -> None:
        """The index knows these datasets as they were when their tokens were read; the caller commits."""
        known = sa.tuple_(cls.package_id, cls.token).in_(tokens.items())
        model.Session.execute(sa.delete(cls).where(known))
