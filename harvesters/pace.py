"""How fast a host may be asked, and the clock that waiting goes by."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class Clock:
    """The real time; tests give one whose `sleep` only moves it on."""

    def now(self) -> datetime:
        """The time of day, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Pace:
    """Turns at each host for all threads of this process: least time between starts, most requests in flight."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free = threading.Condition()
        self._flying: defaultdict[str, int] = defaultdict(int)
        self._next: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def turn(self, host: str, *, delay: float, concurrency: int) -> Iterator[None]:
        """Wait for a turn at the host and hold it; `delay` in seconds since the last start."""
        with self._free:
            self._free.wait_for(lambda: self._flying[host] < concurrency)
            self._flying[host] += 1
            start = max(self._clock.monotonic(), self._next[host])
            self._next[host] = start + delay
        try:
            wait = start - self._clock.monotonic()
            if wait > 0:
                self._clock.sleep(wait)
            yield
        finally:
            with self._free:
                self._flying[host] -= 1
                self._free.notify_all()

    def pause(self, host: str, seconds: float) -> None:
        """Let nobody start at the host for this long, as it asked (Retry-After)."""
        with self._free:
            self._next[host] = max(self._next[host], self._clock.monotonic() + seconds)
