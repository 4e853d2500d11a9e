"""Files are read in children, which may die without harm to the others."""

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ckanext.govopen.files.limits import limits
from ckanext.govopen.national import data
from ckanext.govopen.scoring import isolated

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module", autouse=True)
def children(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Children that find `support.hostile`, and may take 800 MB of addresses, one second of work and four of waiting."""
    folder = tmp_path_factory.mktemp("config")
    small = {"child_bytes": 800 << 20, "child_cpu_seconds": 1, "child_seconds": 4}
    text = "\n".join(f"{name}: {small.get(name, value)}" for name, value in data.load("limits.yml").items())
    (folder / "limits.yml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(TESTS))
        data.use(folder)
        isolated.start(quiet=True)
        yield
        isolated.stop()
        data.use(None)


def call(name: str, path: str = "") -> object:
    """The answer of a function of `support.hostile`."""
    return isolated.call(f"support.hostile:{name}", path=path)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("hang", "time"), ("burn", "time"), ("eat", "memory"), ("crash", "crash"), ("leave", "crash"), ("panic", "crash")],
)
def test_a_broken_child_costs_one_file(name: str, kind: str) -> None:
    """Whatever a child dies of becomes one clear error within the limits, and the next file is read."""
    start = time.monotonic()
    with pytest.raises(isolated.BrokenOffError) as caught:
        call(name)
    assert caught.value.kind == kind
    assert "{" not in str(caught.value)
    assert time.monotonic() - start < 20
    assert call("number") != os.getpid()


def test_more_time_for_what_reads_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that reads a file more than once has as many times the usual time."""
    monkeypatch.setitem(isolated.READINGS, "support.hostile:work", 9)
    assert call("work") == "done"


def test_a_child_reads_one_file_after_the_other() -> None:
    """A child that is done is used again."""
    assert call("number") == call("number")


def test_the_benefit_of_the_doubt() -> None:
    """A child that dies of its second file may have died of the first: the file is tried again in a fresh one."""
    first, again = call("second"), call("second")
    assert first != again


def test_each_thread_has_its_child() -> None:
    """Calls from several threads go side by side, each in a child that serves no other call meanwhile."""
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(call, ["wait"] * 8))
    assert 1 < len(set(numbers)) <= 4


def test_what_the_function_raises(tmp_path: Path) -> None:
    """OSError comes back as it was, an exception with a message for people as that message."""
    with pytest.raises(FileNotFoundError):
        isolated.call("ckanext.govopen.scoring.examine:report", path=tmp_path / "nothing", declared=None, now="")
    with pytest.raises(isolated.ToldError, match="no way") as caught:
        call("refuse")
    assert (caught.value.kind, caught.value.message) == ("RefusedError", "no {word}")


def test_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Working folders go with their child and their server."""
    isolated.stop()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    call("number")
    with pytest.raises(isolated.BrokenOffError):
        call("crash")
    isolated.stop()
    assert list(tmp_path.iterdir()) == []


def test_a_fork_has_its_own_server() -> None:
    """A process that was forked from this one starts a server of its own."""
    here = call("number")
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, str(call("number")).encode())
        isolated.stop()
        os._exit(0)
    os.waitpid(pid, 0)
    assert int(os.read(reader, 20)) != here
    assert call("number") == here


def test_the_server_comes_back() -> None:
    """A server that is gone is started again."""
    server = isolated.pool.start()
    server.process.kill()
    server.process.wait()
    assert call("number")


def test_other_configuration() -> None:
    """A child works with the configuration in force."""
    here = call("number")
    folder = data.overlaid()
    data.use(None)
    try:
        assert call("number") != here
        assert limits().child_seconds > 4
    finally:
        data.use(folder)
