"""What people changed on harvested datasets, which later harvests keep until the source itself changes that field."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model import clock
from ckanext.govopen.model.among import among


class Correction(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row for each field of a dataset: the person's `value`, and the `source_value` that it replaced."""

    __tablename__ = "govopen_correction"

    package_id = sa.Column(sa.Text, primary_key=True)
    field = sa.Column(sa.Text, primary_key=True)
    value = sa.Column(JSONB)
    source_value = sa.Column(JSONB)
    user_id = sa.Column(sa.Text, nullable=False)
    time = sa.Column(sa.DateTime, nullable=False, default=clock.now)

    @classmethod
    def of(cls, ids: list[str]) -> dict[str, list["Correction"]]:
        """The corrections of these datasets, by the dataset's id."""
        found: defaultdict[str, list[Correction]] = defaultdict(list)
        if ids:
            for row in model.Session.scalars(sa.select(cls).where(among(cls.package_id, ids)).order_by(cls.field)):
                found[row.package_id].append(row)
        return dict(found)

    @classmethod
    def put(cls, package_id: str, field: str, **values: Any) -> None:
        """Remember or renew a correction; the caller commits."""
        changed = {**values, "time": clock.now()}
        statement = insert(cls).values(package_id=package_id, field=field, **changed)
        model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id", "field"], set_=changed))

    @classmethod
    def drop(cls, package_id: str, field: str) -> None:
        """Forget a correction, if there is one; the caller commits."""
        model.Session.execute(sa.delete(cls).where(cls.package_id == package_id, cls.field == field))

    def as_dict(self) -> dict[str, Any]:
        """The correction as the API shows it."""
        return {name: getattr(self, name) for name in ("field", "value", "source_value")} | {"time": clock.text(self.time)}
