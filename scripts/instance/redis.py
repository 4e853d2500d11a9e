"""The private Redis: its configuration, and whether it answers."""

import shutil
import socket
from pathlib import Path
from urllib.parse import unquote, urlsplit

from instance import accounts, files
from instance.place import Instance


def folder(instance: Instance) -> Path:
    """The folder of the append-only file."""
    return instance.data / "redis"


def address(instance: Instance) -> str:
    """The address for CKAN and its workers."""
    own = f"redis://:{instance.facts['secrets']['redis']}@127.0.0.1:{instance.facts['ports'].get('redis')}/0"
    return str(instance.facts["external"].get("redis") or own)


def command(instance: Instance) -> list[str]:
    """The words that start the server."""
    return [shutil.which("redis-server") or "redis-server", str(folder(instance) / "redis.conf")]


def prepare(instance: Instance) -> None:
    """Write the configuration: the loopback address, a password, every change kept on disk within a second."""
    user = accounts.server_user()
    target = folder(instance)
    accounts.give(target, user)
    lines = [
        "bind 127.0.0.1",
        f"port {instance.port('redis')}",
        f'requirepass "{instance.facts["secrets"]["redis"]}"',
        f'dir "{target}"',
        "daemonize no",
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
    ]
    files.write(target / "redis.conf", "\n".join(lines) + "\n", mode=0o600)
    accounts.give(target, user)


def answers(url: str) -> bool:
    """Whether a Redis takes our password there."""
    parts = urlsplit(url)
    password = unquote(parts.password or "")
    words = ["AUTH", *([parts.username] if parts.username else []), password] if password else ["PING"]
    request = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 6379), timeout=3) as connection:
            connection.sendall(request.encode())
            return connection.recv(100).startswith(b"+")
    except OSError:
        return False
