"""What a process reads from the database once in a while, and keeps meanwhile."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar, cast

T = TypeVar("T")

SHARE = 100
"""So many times as long as the reading took it is kept at least: it shall take 1 % of a thread's time at the most."""


class Renewed(Generic[T]):
    """A value that is read anew when it is asked for and older than so many seconds.

    One thread reads; the others take the older value meanwhile, and wait only where there is none yet.
    """

    def __init__(self, read: Callable[[], T], seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = threading.Lock()
        self._until = 0.0
        self._value: T | None = None

    def get(self) -> T:
        """The value; raises what reading it raises."""
        if time.monotonic() > self._until and self._lock.acquire(blocking=self._value is None):
            try:
                if time.monotonic() > self._until:
                    self._renew()
            finally:
                self._lock.release()
        return cast("T", self._value)

    @property
    def kept(self) -> T | None:
        """The value as it was read last, however old; `None` where there is none yet."""
        return self._value

    def _renew(self) -> None:
        start = time.monotonic()
        self._value = self._read()
        end = time.monotonic()
        self._until = end + max(self._seconds, SHARE * (end - start))
