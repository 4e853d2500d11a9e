"""Talks to the supervisor of an instance over its socket."""

import http.client
import socket
import subprocess
import time
import xmlrpc.client
from pathlib import Path
from typing import Any

from instance import processes, programs, run, venv
from instance.errors import Trouble, last_line
from instance.place import Instance

START = 20
UP = {"RUNNING", "STARTING"}
MOVING = UP | {"STOPPING", "BACKOFF"}


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self) -> None:
        """Connect to the socket in the file system instead of a host."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Transport(xmlrpc.client.Transport):
    """XML-RPC over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:  # noqa: ARG002  (the signature is the library's)
        """A connection to the socket."""
        return Connection(self.path)


def proxy(instance: Instance) -> Any:
    """The supervisor's calls."""
    return xmlrpc.client.ServerProxy("http://localhost", Transport(programs.socket_path(instance))).supervisor


def is_alive(instance: Instance) -> bool:
    """Whether the supervisor of this instance answers."""
    try:
        proxy(instance).getState()
    except (OSError, http.client.HTTPException, xmlrpc.client.Error):
        return False
    return True


def states(instance: Instance) -> dict[str, dict[str, Any]]:
    """What the supervisor knows of each process, by name; empty when it does not run."""
    try:
        return {row["name"]: row for row in proxy(instance).getAllProcessInfo()}
    except (OSError, http.client.HTTPException, xmlrpc.client.Error):
        return {}


def begin(instance: Instance, configuration: Path) -> None:
    """Start the supervisor in a session of its own, cut off from the caller's terminal and pipes."""
    log = instance.logs / "supervisor-start.log"
    with log.open("w") as output:
        subprocess.run(
            [str(venv.program("python")), "-m", "supervisor.supervisord", "-c", str(configuration)],
            env=run.environment(**{processes.MARK: str(instance.var)}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
        )
    deadline = time.monotonic() + START
    while not is_alive(instance):
        if time.monotonic() > deadline:
            raise Trouble(f"The process supervisor does not start: {last_line(log.read_text())} (see {instance.logs}).")
        time.sleep(0.1)


def apply(instance: Instance) -> None:
    """Let a running supervisor take over its changed configuration; changed programs end, to be started anew."""
    calls = proxy(instance)
    added, changed, removed = calls.reloadConfig()[0]
    end(instance, [*changed, *removed])
    for name in [*changed, *removed]:
        calls.removeProcessGroup(name)
    for name in [*changed, *added]:
        calls.addProcessGroup(name)


def start(instance: Instance, names: list[str]) -> None:
    """Start those of the named processes that do not run."""
    known = states(instance)
    calls = proxy(instance)
    for name in names:
        if known[name]["statename"] not in UP:
            try:
                calls.startProcess(name, False)
            except xmlrpc.client.Fault as fault:
                # It came up by itself between the two calls.
                if "ALREADY_STARTED" not in fault.faultString:
                    raise


def end(instance: Instance, names: list[str]) -> None:
    """End those of the named processes that run, all at the same time, and wait for them."""
    calls = proxy(instance)
    for name in names:
        try:
            calls.stopProcess(name, False)
        except xmlrpc.client.Fault:
            # It does not run, or the supervisor has never heard of it.
            continue
    while any(row["statename"] in MOVING for name, row in states(instance).items() if name in names):
        time.sleep(0.1)
