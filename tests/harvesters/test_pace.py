"""Turns within one process: distance, number and order, whatever comes together."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.pace import Clock, Pace
from tests.harvesters.conftest import FakeClock

DELAYS = st.floats(0, 10, allow_nan=False)


def test_starts_keep_their_distance(clock: Clock) -> None:
    """Two starts at one host are `delay` apart; another host is not waited for."""
    pace = Pace(clock)
    starts = []
    for host in ("a", "b", "a", "a"):
        with pace.turn(host, delay=2, concurrency=1):
            starts.append((host, clock.monotonic()))
    assert starts == [("a", 0), ("b", 0), ("a", 2), ("a", 4)]


@given(st.lists(st.tuples(st.sampled_from("ab"), DELAYS, DELAYS, DELAYS)))
def test_the_law_of_distance(steps: list[tuple[str, float, float, float]]) -> None:
    """Nobody starts at a host before the delay of the last start and all pauses are over, nor later than he must."""
    clock, free = FakeClock(), {"a": 0.0, "b": 0.0}
    pace = Pace(clock)
    for host, delay, work, pause in steps:
        before = clock.monotonic()
        with pace.turn(host, delay=delay, concurrency=1):
            start = clock.monotonic()
            assert start == pytest.approx(max(before, free[host]))
            clock.sleep(work)
        pace.pause(host, pause)
        free[host] = max(start + delay, clock.monotonic() + pause)


def test_a_pause_holds_for_those_who_wait_already(clock: Clock) -> None:
    """Whoever sleeps until his turn looks again before he starts."""
    pace = Pace(clock)
    with pace.turn("a", delay=5, concurrency=2):
        pass
    sleep, naps = clock.sleep, []

    def disturbed(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 1:
            pace.pause("a", 30)
        sleep(seconds)

    clock.sleep = disturbed  # type: ignore[method-assign]
    with pace.turn("a", delay=5, concurrency=2):
        assert clock.monotonic() == 30
    assert naps == [5, 25]


def test_no_more_requests_fly_than_allowed(clock: Clock) -> None:
    """The third thread waits until one of two has landed."""
    pace = Pace(clock)
    flying, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(2)

    def fly() -> None:
        nonlocal flying, most
        with pace.turn("a", delay=0, concurrency=2):
            with lock:
                flying += 1
                most = max(most, flying)
            gate.wait(5)
            with lock:
                flying -= 1

    threads = [threading.Thread(target=fly) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_whoever_breaks_off_holds_nobody_up(clock: Clock) -> None:
    """An interrupted wait gives back its place in the line."""
    pace = Pace(clock)
    sleep = clock.sleep

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with pace.turn("a", delay=5, concurrency=1):
        pass
    clock.sleep = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt), pace.turn("a", delay=5, concurrency=1):
        pytest.fail("it is not its turn")
    clock.sleep = sleep  # type: ignore[method-assign]
    with pace.turn("a", delay=5, concurrency=1):
        assert clock.monotonic() == 5
