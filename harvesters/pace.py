"""How fast a host may be asked, and the clock that waiting goes by."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Protocol


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


class Turns(Protocol):
    """Turns at hosts: least time between two starts, most requests in flight. First come, first served."""

    def turn(self, host: str, *, delay: float, concurrency: int) -> AbstractContextManager[None]:
        """Wait for a turn at the host and hold it; `delay` in seconds since the last start."""

    def pause(self, host: str, seconds: float) -> None:
        """Let nobody start at the host for this long, as it asked (Retry-After)."""


class Pace:
    """Turns for all threads of this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._moved = threading.Condition()
        self._lines: defaultdict[str, deque[object]] = defaultdict(deque)
        self._flying: defaultdict[str, int] = defaultdict(int)
        self._next: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def turn(self, host: str, *, delay: float, concurrency: int) -> Iterator[None]:
        """See `Turns.turn`."""
        ticket = object()
        with self._moved:
            self._lines[host].append(ticket)
        try:
            self._start(host, ticket, delay, concurrency)
        finally:
            with self._moved:
                self._lines[host].remove(ticket)
                self._moved.notify_all()
        try:
            yield
        finally:
            with self._moved:
                self._flying[host] -= 1
                self._moved.notify_all()

    def _start(self, host: str, ticket: object, delay: float, concurrency: int) -> None:
        """Return when whoever holds the ticket may start; only the first in the line watches the clock."""
        line = self._lines[host]
        while True:
            with self._moved:
                self._moved.wait_for(lambda: line[0] is ticket and self._flying[host] < concurrency)
                wait = self._next[host] - self._clock.monotonic()
                if wait <= 0:
                    self._flying[host] += 1
                    self._next[host] = self._clock.monotonic() + delay
                    return
            self._clock.sleep(wait)

    def pause(self, host: str, seconds: float) -> None:
        """See `Turns.pause`; who waits already waits longer."""
        with self._moved:
            self._next[host] = max(self._next[host], self._clock.monotonic() + seconds)
