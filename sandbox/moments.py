"""Times as portals hold them: days of an entry, a time of day that goes with it, and the ways of writing them.

All are local times in China (UTC+8) without a zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sandbox.dice import chance

CHINA = timedelta(hours=8)


def day(text: str | None) -> date | None:
    """The day that an entry's text says, padded or not (`2021-3-5`); `None` for what says none."""
    try:
        year, month, number = (text or "")[:10].split(" ")[0].split("-")
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def moment(text: str | None, key: str) -> datetime | None:
    """The entry's day at a time of day that `key` decides, to the second."""
    found = day(text)
    if found is None:
        return None
    seconds = 9 * 3600 + int(chance("moment", key) * 9 * 3600)
    return datetime(found.year, found.month, found.day) + timedelta(seconds=seconds)  # noqa: DTZ001 (local)


def milliseconds(local: datetime) -> int:
    """Milliseconds since 1970 of a local time in China."""
    return int((local.replace(tzinfo=UTC) - CHINA).timestamp() * 1000)


def written(text: str | None, key: str) -> str:
    """The moment as portals write it (`2022-06-27 10:00:00`), unpadded where the entry's day is; "" for none."""
    found = moment(text, key)
    if found is None:
        return ""
    if len(text or "") == 10:
        return f"{found:%Y-%m-%d %H:%M:%S}"
    return f"{found.year}-{found.month}-{found.day} {found:%H:%M:%S}"


def epoch(text: str | None, key: str) -> int | None:
    """The moment in milliseconds since 1970."""
    found = moment(text, key)
    return milliseconds(found) if found else None
