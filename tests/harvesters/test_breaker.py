"""A portal that is down rests, longer each time, and one request finds out when it is back."""

from collections.abc import Callable
from typing import Any

import pytest

from harvesters.breaker import COOLDOWN, FAILURES, LONGEST, TRIAL, Breaker, LocalStore
from harvesters.errors import FAULTS, FetchError


@pytest.fixture
def ask(clock: Any) -> Callable[..., str]:
    """One request to the portal that ends in a kind of error, or well; what came of it."""
    breaker = Breaker(LocalStore(clock))

    def run(kind: str = "well", portal: str = "p") -> str:
        try:
            with breaker.watch(portal):
                if kind != "well":
                    raise FetchError(kind, "x")
        except FetchError as error:
            return error.kind
        return "well"

    run.breaker = breaker  # type: ignore[attr-defined]
    return run


def test_it_rests_longer_each_time(ask: Any, clock: Any) -> None:
    """30 s, 60 s, 120 s … up to an hour; each time one request tries."""
    for _ in range(FAILURES):
        assert ask("unreachable") == "unreachable"
    rests = []
    for _ in range(10):
        began = clock.monotonic()
        while ask("busy") == "resting":
            clock.sleep(COOLDOWN)
        rests.append(clock.monotonic() - began)
    assert rests == [min(LONGEST, COOLDOWN * 2**number) for number in range(10)]
    clock.sleep(LONGEST)
    assert [ask(), ask("busy"), ask()] == ["well", "busy", "well"], "well again, with nothing counted"


def test_only_failures_in_a_row_count(ask: Any) -> None:
    """Any good answer begins the count anew; portals do not count for each other."""
    for _ in range(3):
        assert [ask("busy") for _ in range(FAILURES - 1)] == ["busy"] * (FAILURES - 1)
        assert ask() == "well"
    for _ in range(FAILURES):
        ask("unreachable", portal="q")
    assert (ask(), ask(portal="q")) == ("well", "resting")


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_what_each_failure_says_of_the_portal(ask: Any, kind: str) -> None:
    """Nobody at home counts; a definite answer clears the count; what says neither leaves it as it is."""
    for _ in range(FAILURES - 1):
        ask("busy")
    ask(kind)
    after = ask("busy"), ask()
    if kind in ("unreachable", "busy"):
        assert after == ("resting", "resting")
    elif kind in ("broken", "in-band", "short", "robots", "address", "too-large", "closed"):
        assert after == ("busy", "resting")
    else:
        assert after == ("busy", "well")


def test_one_tries_and_the_others_wait(ask: Any, clock: Any) -> None:
    """While it tries nobody else is let through; a trial that showed nothing, or whose process died, makes room."""
    for _ in range(FAILURES):
        ask("busy")
    clock.sleep(COOLDOWN)
    with ask.breaker.watch("p"):
        assert ask() == "resting"
        clock.sleep(TRIAL)
        assert ask("broken") == "broken", "the first one had its time"
    assert ask() == "well"


def test_what_was_in_flight_makes_the_rest_no_longer(ask: Any, clock: Any) -> None:
    """Requests that began before the rest and fail after it count no more."""
    late = ask.breaker.watch("p")
    late.__enter__()
    for _ in range(FAILURES):
        ask("busy")
    error = FetchError("unreachable", "late")
    assert not late.__exit__(FetchError, error, None)
    clock.sleep(COOLDOWN)
    assert ask() == "well"
