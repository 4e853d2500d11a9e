"""The processes of one instance, found by a mark in their environment or by the data folder that they work in."""

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

MARK = "GOVOPEN_INSTANCE"
NAME = "SUPERVISOR_PROCESS_NAME"
PROC = Path("/proc")
GRACE = 20


def environment(pid: int) -> dict[str, str]:
    """The environment that a process was started with; empty where it may not be read."""
    try:
        text = (PROC / str(pid) / "environ").read_bytes().decode(errors="surrogateescape")
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)


def working_folder(pid: int) -> Path | None:
    """The folder that a process works in, also when it was removed under it."""
    try:
        return Path(str((PROC / str(pid) / "cwd").readlink()).removesuffix(" (deleted)"))
    except OSError:
        return None


def is_alive(pid: int) -> bool:
    """Whether the process runs still; one that has ended and waits to be collected does not."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def of(var: Path, data: Path, name: str | None = None) -> list[int]:
    """The processes of the instance in `var`, or of its one program `name`.

    PostgreSQL and Redis overwrite their environment with a title, so these two are known by their working folder.
    """
    folders = [data / part for part in ([name] if name else ["postgres", "redis"])]
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and is_alive(int(entry.name)):
            known = environment(int(entry.name))
            marked = known.get(MARK) == str(var) and name in {None, known.get(NAME)}
            if marked or working_folder(int(entry.name)) in folders:
                found.append(int(entry.name))
    return found


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to those that are there still."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def end(var: Path, data: Path) -> None:
    """End all processes of the instance: ask, wait, insist."""
    left = of(var, data)
    # SIGINT is PostgreSQL's quick and orderly shutdown; its children end with it.
    database = [pid for pid in left if working_folder(pid) == data / "postgres"]
    send([pid for pid in left if pid not in database], signal.SIGTERM)
    send(database, signal.SIGINT)
    deadline = time.monotonic() + GRACE
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [pid for pid in left if is_alive(pid)]
    clear(var, data)


def clear(var: Path, data: Path, name: str | None = None) -> None:
    """Kill what is left of the instance or of one of its programs."""
    while left := of(var, data, name):
        send(left, signal.SIGKILL)
        time.sleep(0.05)
