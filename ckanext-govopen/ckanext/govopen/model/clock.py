"""The time of day as it is stored."""

from datetime import UTC, datetime

import sqlalchemy as sa

DATABASE = sa.func.timezone("utc", sa.func.clock_timestamp())
"""The same by the database's clock, which all hosts have in common."""


def now() -> datetime:
    """UTC without a zone, as CKAN stores all its times."""
    return datetime.now(UTC).replace(tzinfo=None)


def text(moment: datetime | None) -> str | None:
    """A stored time for programs: ISO 8601 with `Z`, to the second."""
    return f"{moment.isoformat(timespec='seconds')}Z" if moment else None
