"""A portal that keeps failing is left alone for a while, longer each time: a circuit breaker.

Only requests that found nobody at home count: exhausted ones that ended as unreachable or busy. An answer of any
other kind, a wall too, shows that somebody is there and ends the count; a damaged answer says neither. When the time
is over, one request may try.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

import msgspec

from harvesters.errors import FetchError
from harvesters.helpers.dates import LOCAL
from harvesters.pace import Clock

FAILURES = 5
"""So many exhausted requests in a row, and the portal is left alone."""
COOLDOWN = 30.0
"""Seconds of the first rest; each one that follows a failed try is twice as long."""
LONGEST = 3600.0
"""Seconds of the longest rest."""
TRIAL = 600.0
"""Seconds that the one trying request has; then another may try (its process may have been killed)."""

_AWAY = frozenset(("unreachable", "busy"))
_DOUBTFUL = frozenset(("broken", "in-band", "short", "robots", "address", "too-large", "closed"))


class State(msgspec.Struct, frozen=True):
    """What is remembered of a portal; a healthy one is `WELL`."""

    failures: int = 0
    """In a row."""
    rests: int = 0
    """Since it was last well; 0 = it may be asked."""
    until: float = 0.0
    """End of the rest or of the trial, in seconds since 1970."""


WELL = State()
Step = Callable[[State, float], State]
"""The next state, given the present one and the time in seconds since 1970; may raise."""


class Store(Protocol):
    """Where states are kept."""

    def change(self, portal: str, step: Step) -> None:
        """Replace the state of a portal by what `step` makes of it; nobody changes it meanwhile."""


class LocalStore:
    """States of this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._states: defaultdict[str, State] = defaultdict(State)

    def change(self, portal: str, step: Step) -> None:
        """See `Store.change`."""
        with self._lock:
            self._states[portal] = step(self._states[portal], self._clock.now().timestamp())


class Breaker:
    """Lets requests through to portals that answer; safe to use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @contextmanager
    def watch(self, portal: str) -> Iterator[None]:
        """Watch one request with all its repetitions; raises `FetchError("resting")` where it must not be sent."""
        trial = self._admit(portal)
        outcome: Step = _doubtful if trial else _same
        try:
            yield
            outcome = _well
        except FetchError as error:
            if error.kind in _AWAY:
                outcome = _failed_trial if trial else _failed
            elif error.kind not in _DOUBTFUL:
                outcome = _well
            raise
        finally:
            self._store.change(portal, outcome)

    def _admit(self, portal: str) -> bool:
        """Whether this request is the one that tries a portal which rested."""
        trial = False

        def admit(state: State, now: float) -> State:
            nonlocal trial
            trial = state.rests > 0
            if not trial:
                return state
            if now < state.until:
                raise _resting(state, now)
            return msgspec.structs.replace(state, until=now + TRIAL)

        self._store.change(portal, admit)
        return trial


def _resting(state: State, now: float) -> FetchError:
    until = datetime.fromtimestamp(state.until, LOCAL)
    return FetchError(
        "resting",
        f"the portal failed {state.failures} times in a row and is left alone until {until:%Y-%m-%d %H:%M:%S} (UTC+8)",
        retry_after=state.until - now,
        until=until.isoformat(timespec="seconds"),
    )


def _same(state: State, _: float) -> State:
    return state


def _well(_: State, __: float) -> State:
    return WELL


def _doubtful(state: State, now: float) -> State:
    """The trial showed nothing: the next request may try."""
    return msgspec.structs.replace(state, until=now)


def _failed(state: State, now: float) -> State:
    """One more failure; what was in flight when the rest began changes nothing."""
    if state.rests:
        return state
    state = State(state.failures + 1)
    return state if state.failures < FAILURES else _failed_trial(state, now, failures=0)


def _failed_trial(state: State, now: float, failures: int = 1) -> State:
    rest = min(COOLDOWN * 2**state.rests, LONGEST)
    return State(state.failures + failures, state.rests + 1, now + rest)
