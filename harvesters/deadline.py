"""A time by which a whole answer must be there, however steadily it drips: headers, body and TLS greeting alike.

Time-outs of HTTP libraries run from one piece to the next, so that a server can hold a reader for ever.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

from harvesters.pace import Clock

_END: ContextVar[float] = ContextVar("end", default=float("inf"))


@contextmanager
def finish_by(moment: float) -> Iterator[None]:
    """Let every `TimedStream` that is used here fail from this moment (of the streams' clock) on."""
    token = _END.set(moment)
    try:
        yield
    finally:
        _END.reset(token)


class TimedStream(httpcore.NetworkStream):
    """A connection that waits no longer than its time-out and the deadline allow."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive up to so many bytes; raises `ReadTimeout`."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all bytes; raises `WriteTimeout` or, past the deadline, `ReadTimeout`."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS, with the same deadline."""
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._clock)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float | None:
        left = _END.get() - self._clock.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return left if timeout is None else min(timeout, left)
