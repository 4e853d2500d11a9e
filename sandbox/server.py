"""The HTTP side: a thread a connection, keep-alive, answers written in one piece."""

from __future__ import annotations

import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.errors import SandboxError
from sandbox.reply import Reply, Request

if TYPE_CHECKING:
    from sandbox.hub import Hub

HOST = "127.0.0.1"
LARGEST_BODY = 1 << 20


def first_values(text: str) -> dict[str, str]:
    """The first value of each name of a query or a form; what cannot be read is no parameter."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return {}
    return dict(reversed(pairs))


class Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the hub, writes the reply."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        """Answers any method; the name is the one that the base class calls."""
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 10 else LARGEST_BODY + 1
        if size > LARGEST_BODY:
            self.close_connection = True
            self._write(Reply(b"", 413))
            return
        body = self.rfile.read(size)
        parts = urlsplit("//sandbox/" + self.path.lstrip("/"))
        form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
        request = Request(
            method=self.command,
            path=unquote(parts.path),
            target=self.path,
            query=first_values(parts.query),
            form=first_values(body.decode(errors="replace")) if form else {},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )
        self._write(self.server.hub.answer(request))

    do_POST = do_HEAD = do_GET  # noqa: N815 (as above)

    def _write(self, reply: Reply) -> None:
        """Head and body in one piece; a reply that is cut promises all and hangs up half-way."""
        body = reply.body[: len(reply.body) // 2] if reply.cut else reply.body
        self.close_connection = self.close_connection or reply.cut
        lines = [
            f"{self.protocol_version} {reply.status} {self.responses.get(reply.status, ('',))[0]}",
            f"Date: {self.date_time_string()}",
            f"Content-Type: {reply.media_type}",
            f"Content-Length: {len(reply.body)}",
            *(f"{name}: {value}" for name, value in reply.headers),
        ]
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        self.wfile.write(head if self.command == "HEAD" else head + body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Says nothing: the harvester keeps the record of what it asked."""


class Server(ThreadingHTTPServer):
    """The server of a hub; raises `SandboxError` where the port is taken."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, hub: Hub, port: int) -> None:
        self.hub = hub
        try:
            super().__init__((HOST, port), Handler)
        except OSError as error:
            message = f"Port {port} on {HOST} cannot be used: {error.strerror}."
            raise SandboxError(message) from None

    def server_bind(self) -> None:
        """Binds without the base class's look-up of the host's name, which can hang in a closed network."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news; anything else is a bug and is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]
