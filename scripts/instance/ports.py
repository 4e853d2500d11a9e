"""Ports: kept while they are usable, else picked free."""

import os
import random
import socket
from collections.abc import Collection

from instance.errors import Trouble
from instance.place import Instance

WEB = 5000
TRIES = 200
# Below the range from which the system takes the ports of outgoing connections: none of them gets in the way later.
INNER = range(15_000, 32_000)
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"


def listen(port: int, host: str) -> socket.socket | None:
    """A socket that holds the port, or None when somebody else has it."""
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        holder.bind((host, port))
        holder.listen()
    except OSError:
        holder.close()
        return None
    return holder


def is_free(port: int) -> bool:
    """Whether nobody listens on the port of the loopback address."""
    holder = listen(port, LOOPBACK)
    if holder:
        holder.close()
    return holder is not None


def choose(instance: Instance, inner: Collection[str], running: Collection[str]) -> socket.socket | None:
    """Settle all ports in the instance's facts.

    `inner` are the processes that listen on the loopback address, `running` those that hold their port already.
    Returns the socket that keeps the web port from others until the web server takes it; None when that runs.
    """
    ports = instance.facts["ports"]
    for name in inner:
        if name in running:
            continue
        if name not in ports or not is_free(ports[name]):
            ports[name] = next((port for port in random.sample(INNER, TRIES) if is_free(port)), None)
            if ports[name] is None:
                raise Trouble(
                    f"No free port was found between {INNER.start} and {INNER.stop}: end some programs and call again."
                )
    asked = asked_port(instance)
    if "web" in running and asked == instance.facts.get("asked_port"):
        return None
    return choose_web(instance, asked)


def asked_port(instance: Instance) -> int:
    """The web port that the caller wants; not set means as before."""
    text = os.environ.get("GOVOPEN_PORT") or str(instance.facts.get("asked_port", WEB))
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise Trouble(f"GOVOPEN_PORT is {text!r}: it has to be a number between 1 and 65535.")
    return int(text)


def choose_web(instance: Instance, asked: int) -> socket.socket:
    """Take the port of last time where the wish is the same, else the wanted one or the next free one."""
    facts = instance.facts
    same = asked == facts.get("asked_port") and "web" in facts["ports"]
    first = [facts["ports"]["web"]] if same else []
    for port in [*first, *range(asked, min(asked + TRIES, 65_536))]:
        holder = listen(port, EVERYWHERE)
        if holder:
            facts["asked_port"], facts["ports"]["web"] = asked, port
            return holder
    raise Trouble(f"No port from {asked} on is free: set GOVOPEN_PORT to another one.")
