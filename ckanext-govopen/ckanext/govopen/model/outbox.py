"""Datasets that are committed and that the index does not know yet: what a crash between the two leaves to be done."""

import time
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.among import among, array, listed

DONE = sa.text(
    "DELETE FROM govopen_outbox USING unnest(CAST(:ids AS text[]), CAST(:tokens AS bigint[])) AS told (id, token)"
    " WHERE package_id = told.id AND govopen_outbox.token = told.token"
)


class Outbox(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row a dataset; `token` (nanoseconds) is new with each change, so that a later change is not taken for done.

    A negative one marks a dataset that the index refused.
    """

    __tablename__ = "govopen_outbox"

    package_id = sa.Column(sa.Text, primary_key=True)
    token = sa.Column(sa.BigInteger, nullable=False, index=True)

    @classmethod
    def add(cls, ids: Iterable[str]) -> None:
        """Note that these datasets changed; the caller commits, with the change itself."""
        token = time.time_ns()
        known = sorted(set(ids))
        if known:
            rows = sa.select(sa.func.unnest(listed(known)), sa.literal(token, sa.BigInteger))
            statement = insert(cls).from_select(["package_id", "token"], rows)
            model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id"], set_={"token": token}))

    @classmethod
    def waiting(cls, limit: int) -> dict[str, int]:
        """The tokens of the datasets that wait longest, by id, locked: another process takes others meanwhile."""
        query = sa.select(cls.package_id, cls.token).where(cls.token > 0).order_by(cls.token).limit(limit)
        return dict(model.Session.execute(query.with_for_update(skip_locked=True)).tuples().all())

    @classmethod
    def done(cls, tokens: dict[str, int]) -> None:
        """The index knows these datasets as they were when their tokens were read; the caller commits."""
        model.Session.execute(DONE, {"ids": array(tokens), "tokens": array(map(str, tokens.values()))})

    @classmethod
    def refuse(cls, ids: Iterable[str]) -> None:
        """The index will not have these as they are: they wait no longer, until they change; the caller commits."""
        if refused := list(ids):
            waiting = sa.update(cls).where(among(cls.package_id, refused), cls.token > 0)
            model.Session.execute(waiting.values(token=-cls.token))

    @classmethod
    def refused(cls, ids: Iterable[str]) -> set[str]:
        """Those of these datasets that the index refused as they are."""
        query = sa.select(cls.package_id).where(among(cls.package_id, ids), cls.token < 0)
        return set(model.Session.scalars(query))
