"""What the scorer found in each file; messages are rendered when somebody reads them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.among import among
from ckanext.govopen.national.text import N_

OVERLAY = ("score", "grade", "stars", "detected_format", "encoding", "row_count")

OPEN = ("queued", "started")
"""States of a file that is still to be scored."""
BROKEN_OFF = N_("The check of this file was broken off twice")


class FileScore(tk.BaseModel):  # type: ignore[misc,name-defined]
    """`state` is queued, started, done or failed; `source` fingerprints what was to be fetched, so that it is fetched
    once.

    `report`, `score` and `grade` have the file's appeals counted in; `standing` are the rules that found something, those of
    appeals left out. `header` is the fingerprint of its main table's
    header. `blocked`: it holds personal data in clear, and nobody is shown its cells. `tried` is the ruleset under which
    it was last judged again in the background.
    """

    __tablename__ = "govopen_file_score"

    resource_id = sa.Column(sa.Text, primary_key=True)
    package_id = sa.Column(sa.Text, nullable=False, index=True)
    state = sa.Column(sa.Text, nullable=False, index=True)
    source = sa.Column(sa.Text, nullable=False)
    sha256 = sa.Column(sa.Text)
    bytes = sa.Column(sa.BigInteger)
    score = sa.Column(sa.Float)
    grade = sa.Column(sa.Text)
    stars = sa.Column(sa.Integer)
    detected_format = sa.Column(sa.Text)
    encoding = sa.Column(sa.Text)
    row_count = sa.Column(sa.BigInteger)
    ruleset = sa.Column(sa.Text, index=True)
    standing = sa.Column(JSONB(none_as_null=True))
    header = sa.Column(sa.Text)
    blocked = sa.Column(sa.Boolean, nullable=False, default=False, server_default=sa.false())
    tried = sa.Column(sa.Text)
    report = sa.Column(JSONB(none_as_null=True))
    preview = sa.orm.deferred(sa.Column(JSONB(none_as_null=True)))
    error = sa.Column(sa.Text)
    checked = sa.Column(sa.DateTime)

    @classmethod
    def put(cls, resource_id: str, **values: Any) -> None:
        """Store or renew the row of a file; the caller commits."""
        row = {"resource_id": resource_id, "checked": clock.now(), **values}
        changed = {key: value for key, value in row.items() if key != "resource_id"}
        model.Session.execute(insert(cls).values(row).on_conflict_do_update(index_elements=["resource_id"], set_=changed))

    @classmethod
    def hold(cls, resource_id: str) -> None:
        """Wait until nobody else judges a file or decides on its appeals, and keep others from it until the caller commits."""
        model.Session.execute(sa.select(cls.resource_id).where(cls.resource_id == resource_id).with_for_update())

    @classmethod
    def of_packages(cls, ids: list[str]) -> dict[str, dict[str, Any]]:
        """What lies over the resources of these datasets, by resource; one query, without reports."""
        columns = [cls.resource_id, *(getattr(cls, name) for name in OVERLAY)]
        query = sa.select(*columns).where(among(cls.package_id, ids), cls.score.is_not(None))
        return {row.resource_id: {name: getattr(row, name) for name in OVERLAY} for row in model.Session.execute(query)}

    @classmethod
    def waiting(cls, after: str) -> str | None:
        """The next file that is to be scored, in the order of ids; also one whose checker was killed."""
        query = sa.select(cls.resource_id).where(cls.state.in_(OPEN), cls.resource_id > after)
        return model.Session.scalar(query.order_by(cls.resource_id).limit(1))

    def begin(self) -> None:
        """Note that the file is being checked: what kills its checker twice counts as failed before a third time."""
        self.state, self.error = ("started", None) if self.state == "queued" else ("failed", BROKEN_OFF)
        model.Session.commit()

    @classmethod
    def count(cls, *states: str) -> int:
        """Files in these states."""
        return model.Session.scalar(sa.select(sa.func.count()).where(cls.state.in_(states))) or 0
