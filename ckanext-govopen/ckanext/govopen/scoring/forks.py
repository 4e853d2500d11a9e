"""The process from which the children of `isolated` are forked; `isolated` starts it, nobody else.

It has imported what reads files but never runs any of it: a process that forks after Polars has run leaves children that
hang. It gets one socket a child, forks, and tells the socket's other end when a child was killed. A child works on one
request after the other until its client lets go, it has grown large, or something went wrong in it. The kernel holds the
limits: address space, processor time, and an alarm for the time that passes.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from ckanext.govopen.files.formats import readers
from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.words import words
from ckanext.govopen.national import data, regions

from . import examine, garbage, registry
from .messages import receive, send

HEAVY = (
    "polars",
    "polars.lazyframe.engine",
    "lxml.etree",
    "magic",
    "orjson",
    "python_calamine",
    "selectolax.lexbor",
)
"""What children need most; one that is not there is what a child will miss by itself."""
IDLE_SECONDS = 60
SERVER_SECONDS = 600
Children = dict[int, tuple[socket.socket, str]]
"""Process → the socket of its client, and its folder."""
GROWN = 256 << 20
"""Memory of a child, in bytes, above which it is not used again."""


def prepare() -> None:
    """Imports and reads what every child would have to; none of it is garbage."""
    gc.disable()
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for load in (readers, limits, words, registry.rules, registry.policy, registry.ruleset):
        load()
    assert examine  # noqa: S101  imported for the children
    garbage.rest(garbage.RARELY)
    gc.enable()


def serve(control: socket.socket, folder: str) -> None:
    """Forks a child for each socket that comes, until the client is gone or has asked for nothing for long.

    Children work in folders below `folder`, which is removed in the end.
    """
    wake, waker = socket.socketpair()
    for end in (wake, waker):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    children: Children = {}
    while True:
        ready, _, _ = select.select([control, wake], [], [], SERVER_SECONDS)
        if wake in ready:
            wake.recv(4096)
            bury(children)
        if control in ready:
            mark, fds, _, _ = socket.recv_fds(control, 1, 1)
            if not mark:
                break
            if children:
                regions.all_regions()  # few files need them, many files do
            fork(socket.socket(fileno=fds[0]), folder, children, (control, wake, waker))
        if not ready and not children:
            break
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    shutil.rmtree(folder, ignore_errors=True)


def fork(conn: socket.socket, folder: str, children: Children, own: tuple[socket.socket, ...]) -> None:
    """One more child, which works for the other end of a socket in a folder of its own."""
    place = tempfile.mkdtemp(dir=folder)
    pid = os.fork()
    if pid:
        children[pid] = (conn, place)
        return
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (*own, *(other for other, _ in children.values())):
            other.close()
        tempfile.tempdir = place
        work(conn)
    finally:
        os._exit(0)


def bury(children: Children) -> None:
    """Tells the clients of children that were killed, and removes what these have left."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        conn, folder = children.pop(pid)
        with contextlib.suppress(OSError):
            if os.WIFSIGNALED(status):
                send(conn, json.dumps({"killed": signal.Signals(os.WTERMSIG(status)).name}).encode())
            conn.close()
        shutil.rmtree(folder, ignore_errors=True)


def work(conn: socket.socket) -> None:
    """The life of a child."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits().child_bytes, limits().child_bytes))
    conn.settimeout(IDLE_SECONDS)
    while request := receive(conn):
        readings = json.loads(request)["readings"]
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + limits().child_cpu_seconds * readings
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        signal.setitimer(signal.ITIMER_REAL, limits().child_seconds * readings)
        answer, sound = attempt(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(conn, answer)
        if not sound or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > GROWN:
            return


def attempt(request: bytes) -> tuple[bytes, bool]:
    """The answer to one request, and whether the child is as good as before."""
    try:
        asked = json.loads(request)
        module, _, name = asked["function"].partition(":")
        result = getattr(importlib.import_module(module), name)(**asked["arguments"])
        return json.dumps({"result": result}).encode(), True
    except OSError as error:
        return failure("os", errno=error.errno, reason=error.strerror or str(error)), True
    except MemoryError:
        return failure("memory"), False
    except BaseException as error:  # noqa: BLE001  a panic of Rust is no Exception
        message, params = getattr(error, "message", None), getattr(error, "params", None)
        if isinstance(message, str) and isinstance(params, dict):
            return failure("told", name=type(error).__name__, message=message, params=params), True
        return failure("error", reason=f"{type(error).__name__}: {error}"[:200]), False


def failure(kind: str, **params: Any) -> bytes:
    """An answer that tells what went wrong."""
    return json.dumps({"failed": kind, **params}).encode()


def main() -> None:
    """Serves a control socket; the arguments are its number, a folder to work in, and the one laid over the defaults."""
    number, folder, overlay = sys.argv[1:4]
    data.use(Path(overlay) if overlay else None)
    prepare()
    serve(socket.socket(fileno=int(number)), folder)
    os._exit(0)  # its client waits, and to take so many modules apart lasts


if __name__ == "__main__":
    main()
