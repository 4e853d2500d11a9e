"""One polite request at a time: turns, redirects, size and time limits, statuses and repetitions, for every caller."""

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from harvesters import walls
from harvesters.answers import decoded, network_error, retry_after
from harvesters.deadline import finish_by
from harvesters.errors import FetchError
from harvesters.helpers.dates import LOCAL
from harvesters.pace import Clock, Pace, Turns
from harvesters.portal import Http
from harvesters.transport import GuardedTransport

USER_AGENT = "Mozilla/5.0 (compatible; govopen; harvester of public data catalogues)"
MAX_HOPS = 5
LONGEST = 5
"""A whole answer may take this many time-outs, however steadily it drips."""
CONDITIONS = ("if-none-match", "if-modified-since")
"""Headers to which 304 is an answer."""

CLOCK = Clock()
PACE: Turns = Pace(CLOCK)

T = TypeVar("T")


class Answer(NamedTuple):
    """A 200 answer whose body went to the caller's sink, or the 304 that a conditional request asked for."""

    url: str
    """Where it came from, after redirects."""
    headers: httpx.Headers
    size: int
    """Bytes of the decoded body."""
    status: int


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
        own: str,
        elsewhere: bool = False,
        clock: Clock = CLOCK,
        pace: Turns = PACE,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`own`: an address on the host of which `http` speaks; `elsewhere`: whether redirects to other hosts are followed
        (files), never to a sign-in."""
        self.requests = 0
        self.least_delay = 0.0
        """Seconds between starts that robots.txt asks for."""
        self._http = http
        self._elsewhere = elsewhere
        self._clock = clock
        self._pace = pace
        self._lock = threading.Lock()
        self._client = httpx.Client(
            transport=transport or GuardedTransport(http, own, clock),
            timeout=http.timeout,
            follow_redirects=False,
            trust_env=False,
            headers={
                "User-Agent": http.user_agent or USER_AGENT,
                "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
                "Accept-Encoding": "gzip",
            },
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def cookie(self, name: str, url: str) -> str | None:
        """The value of a cookie as it would be sent to an address."""
        # The jar makes the header under its lock, and knows hosts, paths and ages.
        header = self._client.build_request("GET", url).headers.get("Cookie", "")
        pairs = (pair.strip().partition("=") for pair in header.split(";"))
        return next((value for key, _, value in pairs if key == name), None)

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
            raise network_error(error) from error
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
        self._check_hours()
        host = request.url.host
        with self._pace.turn(host, delay=max(http.delay, self.least_delay), concurrency=http.concurrency):
            self._check_hours()  # the turn may have come after closing time
            with self._lock:
                self.requests += 1
            with (
                finish_by(self._clock.monotonic() + LONGEST * http.timeout),
                closing(self._client.send(request, stream=True)) as response,
            ):
                if response.has_redirect_location:
                    return self._follow(request, response.headers["Location"], response.status_code)
                self._check_status(response, host)
                return _received(response, sink, max_bytes)

    def _check_hours(self) -> None:
        if not self._http.open_at(self._clock.now().astimezone(LOCAL).time()):
            raise FetchError("closed", f"the portal may only be read between {self._http.hours}")

    def _follow(self, request: httpx.Request, location: str, status: int) -> httpx.Request:
        """The request that a redirect leads to, or the error why it is not followed."""
        source = str(request.url)
        target = urljoin(source, location)
        if wall := walls.challenge(location):
            raise wall
        if walls.signs_in(target):
            raise FetchError("login", f"redirected to a sign-in, {target}", which="redirect")
        old, new = urlsplit(source), urlsplit(target)
        if new.scheme not in ("http", "https") or not new.hostname:
            raise FetchError("moved", f"redirected to {target}")
        upgraded = (old.scheme, new.scheme) == ("http", "https") and new.port in (None, 443)
        same = old.hostname == new.hostname and (upgraded or (old.port, old.scheme) == (new.port, new.scheme))
        if not same and not self._elsewhere:
            raise FetchError("moved", f"redirected to another host, {target}; if the portal moved, correct its url")
        headers = {name: value for name, value in request.headers.items() if _goes_along(name, same=same)}
        if status in (307, 308):
            return self._client.build_request(request.method, target, content=request.read(), headers=headers)
        headers.pop("content-type", None)
        return self._client.build_request("GET", target, headers=headers)

    def _check_status(self, response: httpx.Response, host: str) -> None:
        status = response.status_code
        if status == httpx.codes.OK or (status == httpx.codes.NOT_MODIFIED and _conditional(response.request)):
            return
        if status in walls.GUARDED and (wall := walls.challenge(_beginning(response)) or walls.gate(status)):
            raise wall
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
            wait = retry_after(response.headers.get("Retry-After"), self._clock.now())
            if wait:
                self._pace.pause(host, wait)
            raise FetchError("busy", f"the portal answers {status}", retry_after=wait)
        raise FetchError(_KINDS.get(status, "status"), f"the portal answers {status}")


_KINDS = {
    204: "broken",
    304: "broken",  # nobody asked whether anything changed (platforms.md §4.6, 天津)
    401: "refused",
    403: "refused",
    404: "missing",
    410: "missing",
}


def _conditional(request: httpx.Request) -> bool:
    return any(name in request.headers for name in CONDITIONS)


def _beginning(response: httpx.Response) -> str:
    """Cookies and first characters of an answer that is none, by which a wall shows itself."""
    start = bytearray()
    with suppress(FetchError, httpx.HTTPError):
        for piece in decoded(response, walls.SHORT):
            start += piece
            if len(start) >= walls.SHORT:
                break
    return "\n".join([*response.headers.get_list("Set-Cookie"), start.decode("utf-8", "replace")])


def _received(response: httpx.Response, sink: Callable[[bytes], Any], max_bytes: int) -> Answer:
    size = 0
    for piece in decoded(response, max_bytes):
        size += len(piece)
        if size > max_bytes:
            raise FetchError("too-large", f"the answer is larger than {max_bytes} bytes")
        sink(piece)
    return Answer(str(response.request.url), response.headers, size, response.status_code)


def _goes_along(header: str, *, same: bool) -> bool:
    """Whether a header goes along with a redirect: within the host all that the caller gave, elsewhere no tokens."""
    if same:
        return header not in ("host", "cookie", "content-length", "transfer-encoding")
    return header in ("accept", "accept-encoding", "content-type", *CONDITIONS)
