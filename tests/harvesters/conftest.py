"""A clock that only moves when somebody sleeps, portals without YAML, and a small server that misbehaves on demand."""

import dataclasses
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from harvesters.crawl import Crawl
from harvesters.fetch import Fetch
from harvesters.pace import Clock, Pace
from harvesters.portal import Http, Portal

SELF_SIGNED = Path(__file__).parent / "data" / "self_signed.pem"
Handler = Callable[[BaseHTTPRequestHandler], None]


class FakeClock(Clock):
    """2024-01-01 08:00 in China, moved on by `sleep`."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._seconds = 0.0

    def now(self) -> datetime:
        return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        return self._seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._seconds += seconds


class Quiet(ThreadingHTTPServer):
    """Says nothing of clients that hang up, as those do that refuse a certificate."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing."""


class Server:
    """Answers each path with a handler, or a list of handlers in turn; remembers what was asked."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        self.cookies: list[str | None] = []
        self.handlers: dict[str, list[Handler]] = {}
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.cookies.append(self.headers["Cookie"])
                handlers = outer.handlers.get(self.path.partition("?")[0], [body("", status=404)])
                handler = handlers.pop(0) if len(handlers) > 1 else handlers[0]
                # The client hangs up on what it refuses to read.
                with suppress(ConnectionError):
                    handler(self)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = Quiet(("127.0.0.1", 0), Answer)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_port}"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def on(self, path: str, *handlers: Handler) -> None:
        self.handlers[path] = list(handlers)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def body(text: str | bytes, *, status: int = 200, length: int | None = None, **headers: str) -> Handler:
    """A handler that answers a body, with a wrong Content-Length where `length` says so."""
    content = text if isinstance(text, bytes) else text.encode()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(content) if length is None else length))
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def tls_server() -> Iterator[Callable[..., Server]]:
    """Start servers whose certificate nobody signed; settings of their TLS can be changed first."""
    running: list[Server] = []

    def start(change: Callable[[ssl.SSLContext], None] = lambda _: None) -> Server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(SELF_SIGNED)
        change(context)
        running.append(Server(context))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def reply() -> Callable[..., Handler]:
    return body


@pytest.fixture
def make_portal() -> Callable[..., Portal]:
    def make(url: str = "https://data.example.test/portal", **values: Any) -> Portal:
        http = Http(**{"delay": 0.0, "retries": 2, "timeout": 5.0, "allow_private": True, **values.pop("http", {})})
        portal = Portal(code="000000_test", title="示例", platform="oportal", url=url, region="640000", http=http)
        return dataclasses.replace(portal, **values)

    return make


@pytest.fixture
def crawl_answers(clock: FakeClock, make_portal: Callable[..., Portal]) -> Callable[..., tuple[list[Any], list[Any], Crawl]]:
    """Crawl a portal whose answers come from a function: records, issues and the crawl."""

    def crawl(respond: Callable[[httpx.Request], Any], **values: Any) -> tuple[list[Any], list[Any], Crawl]:
        def answer(request: httpx.Request) -> httpx.Response:
            found = httpx.Response(404) if request.url.path == "/robots.txt" else respond(request)
            if isinstance(found, httpx.Response):
                return httpx.Response(found.status_code, headers=found.headers, stream=httpx.ByteStream(found.content))
            content = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
            return httpx.Response(200, stream=httpx.ByteStream(content.encode()))

        portal = make_portal(**values)
        issues: list[Any] = []
        fetch = Fetch(portal, clock=clock, pace=Pace(clock), transport=httpx.MockTransport(answer))
        made = Crawl(portal, emit=issues.append, fetch=fetch)
        return list(made), issues, made

    return crawl


@pytest.fixture
def make_fetch(clock: FakeClock, make_portal: Callable[..., Portal]) -> Callable[..., Fetch]:
    def make(url: str, **http: Any) -> Fetch:
        return Fetch(make_portal(url, http=http), clock=clock, pace=Pace(clock))

    return make
