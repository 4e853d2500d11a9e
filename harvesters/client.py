"""One polite request at a time: turns, redirects, size and time limits, statuses and repetitions, for every caller."""

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from harvesters.addresses import GuardedTransport
from harvesters.deadline import finish_by
from harvesters.errors import FetchError
from harvesters.helpers.dates import LOCAL
from harvesters.pace import Clock, Pace
from harvesters.portal import Http
from harvesters.walls import WALL_STATUS, signs_in

USER_AGENT = "Mozilla/5.0 (compatible; govopen; harvester of public data catalogues)"
MAX_HOPS = 5
LONGEST = 5
"""A whole answer may take this many time-outs, however steadily it drips."""
MOST_WAIT = 120.0
"""Seconds that Retry-After can make us wait."""

CLOCK = Clock()
PACE = Pace(CLOCK)

T = TypeVar("T")


class Answer(NamedTuple):
    """A 200 answer whose body went to the caller's sink."""

    url: str
    """Where it came from, after redirects."""
    headers: httpx.Headers
    size: int
    """Bytes of the decoded body."""


class Request(NamedTuple):
    """What to ask; a `form`, a JSON `body` or raw `content` makes it a POST."""

    url: str
    params: dict[str, Any] | None = None
    form: dict[str, Any] | None = None
    body: Any = None
    headers: dict[str, str] | None = None
    content: bytes | None = None


class Client:
    """Requests to one portal's host within what its YAML allows; safe to use from several threads."""

    def __init__(
        self,
        http: Http,
        *,
        elsewhere: bool = False,
        clock: Clock = CLOCK,
        pace: Pace = PACE,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`elsewhere`: whether redirects to other hosts are followed (files), never to a sign-in."""
        self.requests = 0
        self.least_delay = 0.0
        """Seconds between starts that robots.txt asks for."""
        self._http = http
        self._elsewhere = elsewhere
        self._clock = clock
        self._pace = pace
        self._lock = threading.Lock()
        self._client = httpx.Client(
            transport=transport or GuardedTransport(http, clock),
            timeout=http.timeout,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": USER_AGENT, "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5", "Accept-Encoding": "gzip"},
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def repeat(self, attempt: Callable[[], T]) -> T:
        """The result of `attempt`, repeated after transient faults with growing pauses, at most `retries` times."""
        backoff = wait_exponential_jitter(multiplier=0.5, max=60, jitter=0.5)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, FetchError) else None
            return max(backoff(state), asked or 0.0)

        return Retrying(
            stop=stop_after_attempt(1 + self._http.retries),
            wait=wait,
            retry=retry_if_exception(lambda error: isinstance(error, FetchError) and error.transient),
            sleep=self._clock.sleep,
            reraise=True,
        )(attempt)

    def once(self, request: Request, sink: Callable[[bytes], Any], *, max_bytes: int) -> Answer:
        """Ask once, following allowed redirects; the body goes to `sink` piece by piece. Raises `FetchError`."""
        try:
            built = self._build(request)
            for _ in range(MAX_HOPS + 1):
                answer = self._hop(built, sink, max_bytes)
                if isinstance(answer, Answer):
                    return answer
                built = answer
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            raise FetchError("moved", f"the address cannot be used: {error}") from error
        except httpx.HTTPError as error:
            raise _network_error(error) from error
        raise FetchError("moved", f"more than {MAX_HOPS} redirects")

    def _build(self, request: Request) -> httpx.Request:
        posts = any(one is not None for one in (request.form, request.body, request.content))
        return self._client.build_request(
            "POST" if posts else "GET",
            request.url,
            params=request.params,
            data=request.form,
            json=request.body,
            content=request.content,
            headers=request.headers,
        )

    def _hop(self, request: httpx.Request, sink: Callable[[bytes], Any], max_bytes: int) -> Answer | httpx.Request:
        http = self._http
        if not http.open_at(self._clock.now().astimezone(LOCAL).time()):
            raise FetchError("closed", f"the portal may only be read between {http.hours}")
        host = request.url.host
        with self._lock:
            self.requests += 1
        with (
            self._pace.turn(host, delay=max(http.delay, self.least_delay), concurrency=http.concurrency),
            finish_by(self._clock.monotonic() + LONGEST * http.timeout),
            closing(self._client.send(request, stream=True)) as response,
        ):
            if response.has_redirect_location:
                return self._follow(request, response.headers["Location"], response.status_code)
            self._check_status(response, host)
            size = 0
            for piece in _decoded(response, max_bytes):
                size += len(piece)
                if size > max_bytes:
                    raise FetchError("too-large", f"the answer is larger than {max_bytes} bytes")
                sink(piece)
            return Answer(str(request.url), response.headers, size)

    def _follow(self, request: httpx.Request, location: str, status: int) -> httpx.Request:
        """The request that a redirect leads to, or the error why it is not followed."""
        source = str(request.url)
        target = urljoin(source, location)
        if signs_in(target):
            raise FetchError("login", f"redirected to a sign-in, {target}")
        old, new = urlsplit(source), urlsplit(target)
        if new.scheme not in ("http", "https") or not new.hostname:
            raise FetchError("moved", f"redirected to {target}")
        upgraded = (old.scheme, new.scheme) == ("http", "https") and new.port in (None, 443)
        same = old.hostname == new.hostname and (upgraded or (old.port, old.scheme) == (new.port, new.scheme))
        if not same and not self._elsewhere:
            raise FetchError("moved", f"redirected to another host, {target}; if the portal moved, correct its url")
        if status in (307, 308):
            return self._client.build_request(request.method, target, content=request.read(), headers=_kept(request))
        return self._client.build_request("GET", target, headers=_kept(request, without=("content-type",)))

    def _check_status(self, response: httpx.Response, host: str) -> None:
        status = response.status_code
        if status == httpx.codes.OK:
            return
        if status in WALL_STATUS:
            raise FetchError("wall", f"the portal answers with {WALL_STATUS[status]}")
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
            wait = self._retry_after(response.headers.get("Retry-After"))
            if wait:
                self._pace.pause(host, wait)
            raise FetchError("busy", f"the portal answers {status}", retry_after=wait)
        kind = {401: "refused", 403: "refused", 404: "missing", 410: "missing", 204: "broken"}.get(status, "status")
        raise FetchError(kind, f"the portal answers {status}")

    def _retry_after(self, value: str | None) -> float | None:
        """Seconds of a Retry-After, given as seconds or as a date; never more than `MOST_WAIT`."""
        if not value:
            return None
        try:
            if value.strip().isdigit():
                seconds = float(value)
            else:
                seconds = (parsedate_to_datetime(value).astimezone(LOCAL) - self._clock.now()).total_seconds()
        except (ValueError, OverflowError):
            return None
        return min(max(seconds, 0.0), MOST_WAIT)


def _decoded(response: httpx.Response, max_bytes: int) -> Iterator[bytes]:
    """The body without its gzip, never unpacking more than one byte beyond the limit (gzip bombs)."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("broken", f"the answer is packed as {encoding}")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    left = max_bytes + 1
    try:
        for piece in response.iter_raw():
            unpacked = unpacker.decompress(piece, left)
            left -= len(unpacked)
            yield unpacked
            if left <= 0:
                return
    except zlib.error as error:
        raise FetchError("broken", f"the answer cannot be unpacked: {error}") from error
    if not unpacker.eof:
        raise FetchError("broken", "the packed answer is cut")


def _network_error(error: httpx.HTTPError) -> FetchError:
    text = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return FetchError("certificate", f"{text}; where it cannot be mended, say http: {{verify: false}}")
    if isinstance(error, httpx.RemoteProtocolError):
        return FetchError("broken", f"the answer is cut or no HTTP: {text}")
    return FetchError("unreachable", text)


def _kept(request: httpx.Request, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Headers of the caller that go along with a redirect."""
    return {
        name: request.headers[name] for name in ("accept", "content-type") if name in request.headers and name not in without
    }
