"""What of people's questions others may see."""

import threading
import time

from ckanext.govopen.model import SearchQuery
from ckanext.govopen.search.asked import is_showable

MOST = 5000
FRESH = 60.0
"""Seconds for which a process remembers what it read."""

_lock = threading.Lock()
_read: tuple[float, list[tuple[str, int]]] | None = None


def popular(limit: int = MOST) -> list[tuple[str, int]]:
    """Questions that five people asked within a week, that found something and that may be shown, with how many people
    those were; those first that most people ask. At the most `MOST`, up to a minute old."""
    global _read  # noqa: PLW0603  a memory of the process
    with _lock:
        now = time.monotonic()
        if _read is None or now - _read[0] > FRESH:
            _read = (now, [(query, people) for query, people in SearchQuery.popular(MOST) if is_showable(query)])
        return _read[1][:limit]


def forget() -> None:
    """Read anew at the next call."""
    global _read  # noqa: PLW0603
    with _lock:
        _read = None
