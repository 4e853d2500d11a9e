"""What is kept for a while and read anew."""

import threading

import pytest

from ckanext.govopen.model import renewed
from ckanext.govopen.model.renewed import Renewed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands until a test sets it."""
    now = [100.0]
    monkeypatch.setattr(renewed.time, "monotonic", lambda: now[0])
    return now


def test_read_once_in_a_while(clock: list[float]) -> None:
    """Until it is too old."""
    read: list[float] = []
    value = Renewed(lambda: read.append(clock[0]) or len(read), 30)
    assert [value.get(), value.get()] == [1, 1]
    clock[0] += 31
    assert value.get() == 2


def test_what_takes_long_is_kept_longer(clock: list[float]) -> None:
    """A hundred times as long as it took."""
    read: list[float] = []

    def slowly() -> int:
        clock[0] += 2
        read.append(clock[0])
        return len(read)

    value = Renewed(slowly, 30)
    value.get()
    clock[0] += 199
    assert value.get() == 1
    clock[0] += 2
    assert value.get() == 2


def test_others_take_what_there_is(clock: list[float]) -> None:
    """While one thread reads anew, nobody waits."""
    reading, go_on = threading.Event(), threading.Event()
    answers = iter("ab")

    def read() -> str:
        if (answer := next(answers)) == "b":
            reading.set()
            go_on.wait(60)
        return answer

    value = Renewed(read, 30)
    assert value.get() == "a"
    clock[0] += 31
    other = threading.Thread(target=value.get)
    other.start()
    assert reading.wait(60)
    assert value.get() == "a"
    go_on.set()
    other.join(60)
    assert value.get() == "b"


def test_a_failure_is_told_and_tried_again(clock: list[float]) -> None:
    """Who asks next reads."""
    answers = iter([0, 1])
    value = Renewed(lambda: 1 // next(answers), 30)
    with pytest.raises(ZeroDivisionError):
        value.get()
    assert value.get() == 1
