"""Runs a function on a file in a child process, so that no file can take more than its share or take others with it.

`call("package.module:function", path="…", …)` runs the function with these arguments in a child and answers what it
returns. Arguments and answer are plain data (what JSON knows; a `Path` arrives as text, made absolute): what is large goes
into files whose paths are among the arguments. Raises OSError as the function raised it, ToldError for an exception of its
own with `message` and `params`, and BrokenOffError where the child was stopped or broke: too much memory, too much time
(`config/limits.yml`), a crash. The next call goes on.

Children are forked from a process that has imported the readers and never ran them (`forks`); it starts with the first
call (or `start`), lives as long as this process and is forgotten by its forks. A child reads one file after the other; one
that dies of its second or later file is given the benefit of the doubt: that file is tried again in a fresh child. Safe to
call from several threads, each of which then has a child of its own.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from ckanext.govopen.files.limits import limits
from ckanext.govopen.national import data
from ckanext.govopen.national.text import N_

from .messages import receive, send

MESSAGES = {
    "memory": N_("Reading the file takes more memory than the {megabytes} MB allowed."),
    "time": N_("Reading the file takes longer than the {seconds} seconds allowed."),
    "crash": N_("The program that reads the file broke off ({reason})."),
}
SIGNALS = {"SIGALRM": "time", "SIGXCPU": "time", "SIGKILL": "memory", "SIGABRT": "memory"}
"""What a child dies of: a failed allocation in Rust aborts, and a machine without memory kills."""
PATIENCE = 30
"""Seconds beyond a child's own limit after which its silence counts as a crash."""
READINGS = {"ckanext.govopen.scoring.repair:apply": 3, "ckanext.govopen.scoring.repair:preview": 3}
"""How many files' time a function has, if more than one: a repair scores the original, compares, and scores the result."""
ENVIRONMENT = {"POLARS_CSV_CHUNK_SIZE": str(1 << 20), "MALLOC_ARENA_MAX": "2"}
"""Small blocks of CSV, few arenas: half of the memory at the same speed."""


class BrokenOffError(Exception):
    """The child was stopped or broke. `kind` is memory, time or crash; `message` a msgid that `params` fill."""

    def __init__(self, kind: str, reason: str = "") -> None:
        most = limits()
        self.kind, self.message = kind, MESSAGES[kind]
        self.params = {"megabytes": most.child_bytes >> 20, "seconds": most.child_seconds, "reason": reason}
        super().__init__(self.message.format(**self.params))


class ToldError(Exception):
    """What the function itself raised: `kind` is its class's name, `message` a msgid that `params` fill."""

    def __init__(self, kind: str, message: str, params: dict[str, Any]) -> None:
        self.kind, self.message, self.params = kind, message, params
        super().__init__(message.format(**params))


class Server:
    """The process that forks; `overlay` is the configuration it was started with."""

    def __init__(self, *, quiet: bool) -> None:
        self.overlay = data.overlaid()
        self.folder = tempfile.mkdtemp(prefix="govopen-")
        self.control, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.forks", str(number), self.folder, str(self.overlay or "")],
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL if quiet else None,
                env={**ENVIRONMENT, **os.environ},
                start_new_session=True,
            )

    def child(self) -> Child:
        """A new child; raises OSError where the server is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [b"+"], [theirs.fileno()])
        return Child(ours)

    def stop(self) -> None:
        """Ends the server, which ends its children."""
        self.control.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Child:
    """A child's socket, and whether it has read a file before."""

    def __init__(self, conn: socket.socket) -> None:
        self.conn, self.fresh = conn, True

    def ask(self, request: bytes, readings: int) -> dict[str, Any]:
        """The child's answer; one without `result` means that it is gone."""
        answer = None
        self.conn.settimeout(limits().child_seconds * readings + PATIENCE)
        with suppress(OSError, ValueError):
            send(self.conn, request)
            answer = json.loads(receive(self.conn) or b"null")
        return answer or {"killed": "gone"}


class Pool:
    """The server and the children that have nothing to do."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: Server | None = None
        self.idle: list[Child] = []
        self.quiet = False

    def start(self) -> Server:
        """The server; a new one where there is none, or another configuration is in force."""
        if self.server and (self.server.process.poll() is not None or self.server.overlay != data.overlaid()):
            self.stop()
        self.server = self.server or Server(quiet=self.quiet)
        return self.server

    def stop(self) -> None:
        """Ends the server."""
        server, self.server = self.server, None
        self.forget()
        if server:
            server.stop()

    def forget(self) -> None:
        """Lets the children go."""
        for child in self.idle:
            child.conn.close()
        self.idle = []

    def child(self, *, fresh: bool) -> Child:
        """A child that waits for work, or a new one."""
        with self.lock:
            server = self.start()
            return self.idle.pop() if self.idle and not fresh else server.child()

    def give_back(self, child: Child) -> None:
        """Takes a child that is done."""
        child.fresh = False
        with self.lock:
            self.idle.append(child)


pool = Pool()


def start(*, quiet: bool = False) -> None:
    """Starts the server ahead of the first call; `quiet` keeps what readers say of bytes away from standard error."""
    pool.quiet = quiet
    with pool.lock:
        pool.start()


def stop() -> None:
    """Ends the server and what it does."""
    with pool.lock:
        pool.stop()


def call(function: str, **arguments: Any) -> Any:
    """What a function answers that runs in a child, see above."""
    readings = READINGS.get(function, 1)
    asked = {"function": function, "arguments": arguments, "readings": readings}
    request = json.dumps(asked, default=absolute).encode()
    child = pool.child(fresh=False)
    answer = child.ask(request, readings)
    if not child.fresh and is_doubtful(answer):
        child.conn.close()
        child = pool.child(fresh=True)
        answer = child.ask(request, readings)
    if "result" in answer:
        pool.give_back(child)
        return answer["result"]
    child.conn.close()
    raise problem(answer)


def absolute(path: Path) -> str:
    """A path as text that means the same in another process."""
    return str(path.absolute())


def is_doubtful(answer: dict[str, Any]) -> bool:
    """Whether earlier files of the child may be to blame: all but time, which is counted for each file."""
    return answer.get("failed") == "memory" or ("killed" in answer and SIGNALS.get(answer["killed"]) != "time")


def problem(answer: dict[str, Any]) -> OSError | ToldError | BrokenOffError:
    """The error that an answer without result stands for."""
    if "killed" in answer:
        return BrokenOffError(SIGNALS.get(answer["killed"], "crash"), answer["killed"])
    if answer["failed"] == "os":
        return OSError(answer["errno"], answer["reason"])
    if answer["failed"] == "told":
        return ToldError(answer["name"], answer["message"], answer["params"])
    return BrokenOffError("memory" if answer["failed"] == "memory" else "crash", answer.get("reason", ""))


def forget() -> None:
    """In a fork of this process: its server and children are none of ours."""
    if pool.server:
        pool.server.control.close()
    pool.forget()
    pool.server, pool.lock = None, threading.Lock()


os.register_at_fork(after_in_child=forget)
atexit.register(stop)
