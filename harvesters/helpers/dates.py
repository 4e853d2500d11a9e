"""Every way in which a portal was seen to write a time (platforms.md §4.4), as an ISO 8601 local date or date-time.

All times are local (UTC+8) and carry no zone. What says a day stays a day.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

LOCAL = timezone(timedelta(hours=8))
_TIME = r"(?:[T\s]+(?P<h>\d{1,2}):(?P<mi>\d{1,2})(?::(?P<s>\d{1,2})(?:\.\d+)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_TIME}",
        rf"(?P<y>\d{{4}})/(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}}){_TIME}",
        rf"(?P<y>\d{{4}})\.(?P<m>\d{{1,2}})\.(?P<d>\d{{1,2}}){_TIME}",
        rf"(?P<y>\d{{4}})年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日{_TIME}",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2}))?",
        rf"(?P<d>\d{{2}})/(?P<m>\d{{2}})/(?P<y>\d{{4}}){_TIME}",
    )
)
_ISO = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d:\d\d))?", re.ASCII)
"""What most portals write, and what is made of all other forms."""
_FIRST, _LAST = 1900, 2100
"""Years that are believed."""
_ENGLISH = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4})(?: (\d{1,2}):(\d{2}):(\d{2}) ([AP])M)?", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def iso(value: Any) -> str | None:
    """The date or date-time that a value says, `None` for an empty one; raises `ValueError` for anything unreadable.

    Takes text, epoch seconds or milliseconds (number or text) and the JSON of a Java date (`{"time": ms, …}`).
    """
    if isinstance(value, Mapping):
        value = value.get("time")
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(value)
    if not isinstance(value, str):
        return _epoch(value)
    text = value.strip()
    if match := _ISO.fullmatch(text):
        return _whole(match["day"], match["time"])
    if re.fullmatch(r"\d{10}|\d{12,13}", text, re.ASCII):
        return _epoch(int(text))
    return _calendar(text)


def _whole(day: str, time: str | None) -> str:
    """A day, or a day and a time, that is written as wanted already; raises `ValueError` where there is none such."""
    text = f"{day}T{time}" if time else day
    if not _FIRST <= datetime.fromisoformat(text).year <= _LAST:
        raise ValueError(text)
    return text


def _epoch(number: float) -> str:
    """Seconds below 10^11 (the year 5138), else milliseconds."""
    try:
        moment = datetime.fromtimestamp(number if abs(number) < 1e11 else number / 1000, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(number) from error
    return _text(moment.astimezone(LOCAL).replace(tzinfo=None))


def _calendar(text: str) -> str:
    if english := _ENGLISH.fullmatch(text):
        month, day, year, hour, minute, second, half = english.groups()
        text = f"{year}-{_MONTHS.index(month) + 1}-{day}"
        if hour is not None:
            text += f" {int(hour) % 12 + (12 if half == 'P' else 0)}:{minute}:{second}"
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _parts(match.groupdict())
    raise ValueError(text)


def _parts(part: dict[str, str | None]) -> str:
    year, month, day = (int(part[key] or 0) for key in "ymd")
    if part["h"] is None:
        return _text(date(year, month, day))
    moment = datetime(year, month, day, int(part["h"]), int(part["mi"] or 0), int(part["s"] or 0))  # noqa: DTZ001  local
    if zone := part.get("zone"):
        offset = datetime.strptime(zone, "%z").tzinfo
        moment = moment.replace(tzinfo=offset).astimezone(LOCAL).replace(tzinfo=None)
    return _text(moment)


def _text(moment: date) -> str:
    if not _FIRST <= moment.year <= _LAST:
        raise ValueError(moment.isoformat())
    return moment.replace(microsecond=0).isoformat() if isinstance(moment, datetime) else moment.isoformat()
