"""Killing what works on a run, without warning: a worker in one of its shapes, or one of the servers."""

import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any


def children(pid: int) -> list[int]:
    """The processes that one has forked."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def tree(pid: int) -> None:
    """Kill a process with those it forked."""
    for victim in [pid, *children(pid)]:
        kill(victim)


def kill(pid: int) -> None:
    """Kill a process that may be gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def worker(horse: int, dice: random.Random) -> str:
    """Kill the process that works on a run, the worker that forked it, or both; what was killed."""
    parent = int(Path(f"/proc/{horse}/stat").read_text().rpartition(")")[2].split()[1])
    shapes: dict[str, Callable[[], Any]] = {
        "horse": lambda: kill(horse),
        "worker": lambda: kill(parent),
        "both": lambda: tree(parent),
    }
    shape = dice.choice(sorted(shapes))
    shapes[shape]()
    return shape
