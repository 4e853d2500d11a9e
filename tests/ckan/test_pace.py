"""The pace that workers share through Redis, tried with several processes on the instance's own Redis."""

import logging
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckan.plugins import toolkit as tk
from ckanext.govopen.harvest import breaker, files, pace

from harvesters.breaker import FAILURES, Breaker
from harvesters.download import Download
from harvesters.errors import FetchError
from harvesters.pace import Clock, Pace

WORKER = """
import sys
import redis
from ckanext.govopen.harvest.pace import SharedPace
from harvesters.pace import Clock, Pace
url, prefix, delay, concurrency, turns = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
server = redis.Redis.from_url(url)
shared = SharedPace(server, prefix, local=Pace(Clock()))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(turns):
    with shared.turn("example.test", delay=delay, concurrency=concurrency):
        next_start = server.hget(prefix + ":pace:{example.test}:clock", "next")
        server.rpush(prefix + ":starts", server.incr(prefix + ":flying"), next_start)
        print("turn", flush=True)
        if turns == 1:
            sys.stdin.readline()
        server.decr(prefix + ":flying")
"""


@pytest.fixture
def server(ckan_config: Any) -> "redis.Redis[Any]":
    """The instance's Redis."""
    return redis.Redis.from_url(tk.config["ckan.redis.url"])


@pytest.fixture
def place(server: Any) -> Iterator[str]:
    """A prefix of this test's own."""
    prefix = f"test:{uuid.uuid4().hex}"
    yield prefix
    for key in server.scan_iter(f"{prefix}:*"):
        server.delete(key)


def shared(server: Any, place: str) -> pace.SharedPace:
    """A pace as another process would have it."""
    return pace.SharedPace(server, place, local=Pace(Clock()))


@pytest.fixture
def worker(place: str) -> Iterator[Any]:
    """Start workers of their own process, which begin at once when they are told to."""
    running: list[subprocess.Popen[str]] = []

    def start(delay: float, concurrency: int, turns: int) -> subprocess.Popen[str]:
        values = [tk.config["ckan.redis.url"], place, str(delay), str(concurrency), str(turns)]
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, *values], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def say(process: "subprocess.Popen[str]") -> None:
    """Let a worker go on."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def starts(server: Any, place: str) -> list[tuple[int, float]]:
    """How many were in flight at each start, and from when on the next one was allowed, in their order."""
    values = [int(value) for value in server.lrange(f"{place}:starts", 0, -1)]
    return [(flying, following / 1e6) for flying, following in zip(values[::2], values[1::2], strict=True)]


def test_two_processes_keep_their_distance(server: Any, place: str, worker: Any) -> None:
    """The starts of both together are `delay` apart, both get their turns, and one at a time is in flight."""
    workers = [worker(0.05, 1, 8) for _ in range(2)]
    for process in workers:
        say(process)
    for process in workers:
        assert process.wait(120) == 0
    found = starts(server, place)
    assert [flying for flying, _ in found] == [1] * 16
    assert all(later - earlier >= 0.05 - 1e-6 for (_, earlier), (_, later) in pairwise(found))


def test_no_more_fly_than_allowed(server: Any, place: str, worker: Any) -> None:
    """Three processes share two slots."""
    workers = [worker(0, 2, 20) for _ in range(3)]
    for process in workers:
        say(process)
    for process in workers:
        assert process.wait(120) == 0
    found = starts(server, place)
    assert len(found) == 60
    assert max(flying for flying, _ in found) == 2


def test_the_slot_of_a_killed_worker_comes_free(server: Any, place: str, worker: Any) -> None:
    """Nobody gives it back, and still whoever waits has it within seconds."""
    holder = worker(0, 1, 1)
    say(holder)
    assert holder.stdout.readline() == "turn\n"
    clock = Clock()
    holder.send_signal(signal.SIGKILL)
    before = clock.monotonic()
    assert server.zcard(f"{place}:pace:{{example.test}}:flying") == 1
    with shared(server, place).turn("example.test", delay=0, concurrency=1):
        assert clock.monotonic() - before <= pace.SLOT + 10


def test_a_slot_is_renewed_while_it_is_held(server: Any, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long request keeps its slot: another beat of the holder moves its end on."""
    monkeypatch.setattr(pace, "BEAT", 0.01)
    flying = f"{place}:pace:{{a.test}}:flying"
    with shared(server, place).turn("a.test", delay=0, concurrency=1):
        ((_, first),) = server.zrange(flying, 0, -1, withscores=True)
        ends = iter(lambda: server.zrange(flying, 0, -1, withscores=True)[0][1], None)
        assert any(end > first for end in islice(ends, 100_000))
    assert server.zcard(flying) == 0


def test_first_come_first_served(server: Any, place: str) -> None:
    """Whoever stands in the line longer goes first, wherever he is; one who vanished holds nobody up."""
    line = server.register_script(pace._LINE)
    keys = shared(server, place)._keys("a.test")

    def ask(name: str, slot: int = 60_000_000) -> int:
        return int(line(keys=keys, args=[name, 0, 1, slot]))

    assert ask("flying") == 0
    assert [ask("first"), ask("vanished", 1), ask("last")] == [-1, -1, -1]
    server.zrem(keys[0], "flying")
    assert ask("last") == -1
    assert ask("first") == 0
    assert ask("first") == 0, "an answer that was lost is given again"
    server.zrem(keys[0], "first")
    assert ask("last") == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 8), st.integers(0, 8)), max_size=6))
def test_the_law_of_distance(server: Any, place: str, steps: list[tuple[str, int, int]]) -> None:
    """After any turns and pauses, nobody starts at a host earlier than the last start and pause allow."""
    made, free, host_of = shared(server, place), {"a": 0.0, "b": 0.0}, uuid.uuid4().hex
    for host, delay, pause in steps:
        with made.turn(f"{host}.{host_of}", delay=delay / 1000, concurrency=1):
            seconds, micros = server.time()
            now = seconds + micros / 1e6
            assert now >= free[host]
            granted = float(server.hget(made._keys(f"{host}.{host_of}")[3], "next")) / 1e6 - delay / 1000
            assert free[host] - 1e-5 <= granted <= now
            free[host] = granted + delay / 1000
        if pause:
            seconds, micros = server.time()
            made.pause(f"{host}.{host_of}", pause / 1000)
            free[host] = max(free[host], seconds + micros / 1e6 + pause / 1000 - 1e-5)


def test_a_pause_holds_for_all(server: Any, place: str) -> None:
    """What Retry-After asks of one worker is kept by the others."""
    shared(server, place).pause("a.test", 0.1)
    keys = shared(server, place)._keys("a.test")
    wait = server.register_script(pace._LINE)(keys=keys, args=["me", 0, 1, 1_000_000])
    assert 0 < wait <= 100_000


def test_without_redis_the_pace_is_ones_own(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns go on, with one warning however many there are; when Redis is back it is used again."""
    away = redis.Redis(host="127.0.0.1", port=9, retry=None)
    made = pace.SharedPace(away, "test", local=Pace(Clock()))
    with caplog.at_level(logging.INFO, "ckanext.govopen.model.redis"):
        for _ in range(3):
            monkeypatch.setattr(made._link, "_again", 0.0)
            with made.turn("a.test", delay=0, concurrency=1):
                pass
            made.pause("b.test", 1)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_redis_is_used_again(server: Any, place: str, caplog: pytest.LogCaptureFixture) -> None:
    """After the wait the next turn is shared, and the log says so."""
    made = shared(server, place)

    def fail() -> int:
        raise redis.ConnectionError("gone")

    with caplog.at_level(logging.INFO, "ckanext.govopen.model.redis"):
        assert made._link.run(fail) is None
        assert made._link.run(lambda: 1) is None, "it is left alone for a while"
        made._link._again = 0.0
        with made.turn("a.test", delay=0, concurrency=1):
            assert server.zcard(made._keys("a.test")[0]) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_forked_worker_has_a_pace_of_its_own(ckan_config: Any) -> None:
    """It shares neither threads nor sockets with its parent."""
    parents = pace.shared(), breaker.shared()
    assert (pace.shared(), breaker.shared()) == parents
    child = os.fork()
    if child == 0:
        os._exit(int(pace.shared() is parents[0] or breaker.shared() is parents[1]))
    assert os.waitpid(child, 0)[1] == 0


def test_files_are_fetched_at_the_shared_pace(govopen: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host is spared by those who copy its files as by those who read its catalogue."""
    given: list[Any] = []

    def download(url: str, target: Path, **values: Any) -> Download:
        given.append(values["pace"])
        target.write_bytes(b"a")
        return Download(1, "", None, 200, "a.csv")

    monkeypatch.setattr(files, "download", download)
    files.fetch({"id": "r", "url": "https://data.example.test/a.csv"}, {"id": "p"}, tmp_path)
    assert given == [pace.shared()]


class TestBreaker:
    def test_failures_of_all_workers_count(self, server: Any, place: str) -> None:
        """What two workers met together opens the breaker for a third, and a good answer closes it for all."""
        one, two, three = (Breaker(breaker.SharedStore(server, place)) for _ in range(3))
        for number in range(FAILURES):
            with pytest.raises(FetchError, match="gone"), (one, two)[number % 2].watch("a"):
                raise FetchError("unreachable", "gone")
        with pytest.raises(FetchError) as caught, three.watch("a"):
            pytest.fail("it must not be asked")
        assert caught.value.kind == "resting"
        with three.watch("b"):
            pass
        server.set(f"{place}:breaker:a", server.get(f"{place}:breaker:a").replace(b'"until":', b'"until":-'))
        with two.watch("a"):
            pass
        assert server.get(f"{place}:breaker:a") is None

    def test_only_one_tries(self, server: Any, place: str) -> None:
        """When the rest is over, the second worker is still sent away while the first one tries."""
        server.set(f"{place}:breaker:a", b'{"failures":5,"rests":1,"until":1.0}')
        one, two = (Breaker(breaker.SharedStore(server, place)) for _ in range(2))
        with one.watch("a"), pytest.raises(FetchError, match="left alone"), two.watch("a"):
            pytest.fail("it must not be asked")

    def test_without_redis_each_counts_for_itself(self) -> None:
        """A Redis that is away neither fails a request nor stops the counting."""
        made = Breaker(breaker.SharedStore(redis.Redis(host="127.0.0.1", port=9, retry=None), "test"))
        for _ in range(FAILURES):
            with pytest.raises(FetchError, match="gone"), made.watch("a"):
                raise FetchError("busy", "gone")
        with pytest.raises(FetchError, match="left alone"), made.watch("a"):
            pytest.fail("it must not be asked")
