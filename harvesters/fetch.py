"""Pages and JSON of one portal, politely: what a platform asks through.

Every answer is checked before a platform sees it; an empty, cut, unparsable or self-declared failure is repeated like
a lost connection. robots.txt is respected; where it cannot be read, everything is allowed.
"""

import json as stdlib_json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import orjson
from protego import Protego
from selectolax.lexbor import LexborHTMLParser

from harvesters.breaker import Breaker, LocalStore
from harvesters.client import CLOCK, PACE, Client, Request
from harvesters.errors import FetchError
from harvesters.pace import Clock, Turns
from harvesters.portal import Portal
from harvesters.walls import recognise

MAX_BYTES = 32 << 20
"""Largest page or JSON document; the largest seen is a listing of some 14 MB."""
MAX_ROBOTS = 512 << 10
MOST_CRAWL_DELAY = 30.0
ROBOT = "govopen"

T = TypeVar("T")
Check = Callable[[Any], str | None]
"""Given the parsed answer, says why it is a failure in spite of its status 200, or raises its own `FetchError`."""


class Fetch:
    """Asks one portal; safe to use from several threads."""

    def __init__(
        self,
        portal: Portal,
        *,
        clock: Clock = CLOCK,
        pace: Turns = PACE,
        breaker: Breaker | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`pace` and `breaker` may be shared with other workers; without one, failures are counted for this crawl."""
        self._portal = portal
        self._client = Client(portal.http, own=portal.url, clock=clock, pace=pace, transport=transport)
        self._breaker = breaker or Breaker(LocalStore(clock))
        self._robots: Protego | None = None
        self._robots_lock = threading.Lock()

    @property
    def requests(self) -> int:
        """Requests sent so far, repeated ones and redirects included."""
        return self._client.requests

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def url(self, path: str) -> str:
        """The absolute address of a path (`/catalog/…`) of the portal; what is absolute stays."""
        return path if path.startswith(("http://", "https://")) else self._portal.url + path

    def cookie(self, name: str) -> str | None:
        """The value of a cookie that the portal set earlier in this crawl."""
        return self._client.cookie(name, self.url("/"))

    def html(
        self, path: str, params: Mapping[str, Any] | None = None, *, expect: str, check: Check | None = None
    ) -> LexborHTMLParser:
        """A page that holds at least one element of the CSS selector `expect`; raises `FetchError`."""

        request = Request(self.url(path), _given(params), headers={"Accept": "text/html,*/*"})
        return self._ask(request, lambda text: read_html(text, expect), check)

    def json(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        form: Mapping[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        check: Check | None = None,
    ) -> Any:
        """A JSON document, by POST where a `form`, a JSON `body` or raw `content` is given; raises `FetchError`."""
        asked = {"Accept": "application/json", **(headers or {})}
        return self._ask(Request(self.url(path), _given(params), _given(form), body, asked, content), read_json, check)

    def text(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        check: Check | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> str:
        """An answer as text without its BOM; raises `FetchError`."""
        return self._ask(Request(self.url(path), _given(params)), str, check, max_bytes)

    def _ask(self, request: Request, read: Callable[[str], T], check: Check | None, max_bytes: int = MAX_BYTES) -> T:
        def attempt() -> T:
            content = self._load(request, max_bytes)
            if not content.strip():
                raise FetchError("broken", "the answer is empty")
            value = read(content.decode("utf-8-sig", "replace"))
            reason = check(value) if check else None
            if reason:
                raise FetchError("in-band", reason)
            return value

        return self._send(request, attempt)

    def _send(self, request: Request, attempt: Callable[[], T]) -> T:
        try:
            with self._breaker.watch(self._portal.code):
                self._obey_robots(_address(request))
                return self._client.repeat(attempt)
        except FetchError as error:
            error.url = request.url
            raise

    def _load(self, request: Request, max_bytes: int) -> bytes:
        content = bytearray()
        self._client.once(request, content.extend, max_bytes=max_bytes)
        return bytes(content)

    def _obey_robots(self, url: str) -> None:
        with self._robots_lock:
            if self._robots is None:
                self._robots = self._read_robots()
        if not self._robots.can_fetch(url, ROBOT):
            raise FetchError("robots", f"robots.txt disallows {url}")

    def _read_robots(self) -> Protego:
        parts = urlsplit(self._portal.url)
        try:
            content = self._load(Request(f"{parts.scheme}://{parts.netloc}/robots.txt"), MAX_ROBOTS)
        except FetchError as error:
            if error.kind in ("address", "closed"):
                raise
            content = b""
        robots = Protego.parse(content.decode("utf-8", "replace"))
        self._client.least_delay = min(robots.crawl_delay(ROBOT) or 0.0, MOST_CRAWL_DELAY)
        return robots


def _given(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else dict(values)


def _address(request: Request) -> str:
    """The whole address, as robots.txt speaks of it; one that cannot be used is told of by who asks for it."""
    with suppress(httpx.InvalidURL):
        return str(httpx.URL(request.url).copy_merge_params(request.params or {}))
    return request.url


def read_html(text: str, expect: str) -> LexborHTMLParser:
    """A page, or a piece of one, that holds an element of the CSS selector `expect`; raises `FetchError`."""
    tree = LexborHTMLParser(text)
    if tree.css_first(expect) is None:
        raise recognise(text, f"element {expect}")
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html")) and "</html" not in text.lower():
        raise FetchError("broken", "the page is cut")
    return tree


def read_json(text: str) -> Any:
    """A JSON document, also one inside a string of another; raises `FetchError`.

    Some portals write control characters or half characters into strings, which JSON forbids.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            value = stdlib_json.dumps(stdlib_json.loads(text, strict=False), ensure_ascii=False)
            return stdlib_json.loads(value.encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise recognise(text, "JSON document") from None
