"""Numbers, sizes and times as people read them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.national.vocabularies import vocabulary

KILO = 1024


def govopen_number(value: float | None) -> str:
    """Grouped by thousands, at most one decimal; a dash for unknown."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def govopen_size(value: float | str | None) -> str:
    """Bytes as B, kB, MB or GB; empty for unknown."""
    if value in (None, ""):
        return ""
    size = float(value)
    for unit in ("B", "kB", "MB"):
        if size < KILO:
            return f"{size:.0f} {unit}" if size >= 10 or unit == "B" else f"{size:.1f} {unit}"
        size /= KILO
    return f"{size:.1f} GB"


def govopen_time(value: str | None) -> str:
    """A stored time (UTC where it names no zone) as date and minute in the portal's zone; empty for unknown."""
    if not value:
        return ""
    moment = datetime.fromisoformat(value)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(tk.h.get_display_timezone()).strftime("%Y-%m-%d %H:%M")


def govopen_duration(seconds: float | None) -> str:
    """Seconds, or minutes from two minutes on, or hours from three hours on; empty for unknown or none."""
    if not seconds:
        return ""
    if seconds < 120:
        return tk._("{number} s").format(number=f"{seconds:.0f}")
    if seconds < 10_800:
        return tk._("{number} min").format(number=f"{seconds / 60:.0f}")
    return tk._("{number} h").format(number=f"{seconds / 3600:.1f}")


def govopen_overdue(package: Mapping[str, Any]) -> int:
    """Days by which a dataset is past what its update cycle promises; 0 where it is not, or nothing is promised."""
    cycle, changed = package.get("update_cycle"), package.get("data_modified")
    cycles = vocabulary("update_cycles")
    longest = cycles[cycle].facts.get("max_age") if cycle in cycles else None
    if not longest or not changed:
        return 0
    today = datetime.now(tk.h.get_display_timezone()).date()
    return max(0, (today - date.fromisoformat(changed[:10])).days - longest)
