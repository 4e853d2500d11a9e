"""Messages between `isolated` and its children: a length, then the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

HEADER = 8


def send(conn: socket.socket, message: bytes) -> None:
    """Writes one message."""
    conn.sendall(len(message).to_bytes(HEADER, "big") + message)


def receive(conn: socket.socket) -> bytes | None:
    """Reads one message; None where the other end is gone."""
    size = exactly(conn, HEADER)
    return None if size is None else exactly(conn, int.from_bytes(size, "big"))


def exactly(conn: socket.socket, size: int) -> bytes | None:
    """So many bytes, or None where the other end is gone."""
    found = bytearray()
    while len(found) < size:
        block = conn.recv(min(size - len(found), 1 << 20))
        if not block:
            return None
        found += block
    return bytes(found)
