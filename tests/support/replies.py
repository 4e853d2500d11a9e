"""A portal made of one function: what it answers to each request, without network and without waiting."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import httpx

from harvesters.base import Platform, open_platform
from harvesters.crawl import Crawl
from harvesters.fetch import Fetch
from harvesters.issues import Issue, Issues
from harvesters.pace import Clock, Pace
from harvesters.portal import Http, Portal
from harvesters.record import Record

Answer = Callable[[httpx.Request], Any]
"""Given a request, the answer: text, bytes, a status, a whole response, or anything else as JSON."""


class Instant(Clock):
    """A clock whose pauses take no time."""

    def sleep(self, seconds: float) -> None:
        """Return at once."""


class Outcome(NamedTuple):
    """What came of a crawl."""

    records: list[Record]
    issues: list[Issue]
    made: Crawl

    def kinds(self) -> list[str]:
        """Kinds of issue, each once, sorted."""
        return sorted({issue.kind for issue in self.issues})


def portal(platform: str, **values: Any) -> Portal:
    """A portal of a platform at `https://data.example.test`."""
    facts = {"url": "https://data.example.test", "region": "330000", "http": Http(delay=0, retries=2, concurrency=1)}
    return Portal(**{"code": "000000_test", "title": "示例", "platform": platform, **facts, **values})


def fetch(site: Portal, answer: Answer) -> Fetch:
    """A fetch that asks the function instead of the network; robots.txt is missing."""

    def respond(request: httpx.Request) -> httpx.Response:
        found = 404 if request.url.path == "/robots.txt" else answer(request)
        if isinstance(found, httpx.Response):
            return found
        if isinstance(found, int):
            return httpx.Response(found, stream=httpx.ByteStream(b""))
        text = found if isinstance(found, str | bytes) else json.dumps(found, ensure_ascii=False)
        return httpx.Response(200, stream=httpx.ByteStream(text if isinstance(text, bytes) else text.encode()))

    return Fetch(site, clock=Instant(), pace=Pace(Instant()), transport=httpx.MockTransport(respond))


def crawl(platform: str, answer: Answer, *, limit: int | None = None, **values: Any) -> Outcome:
    """A whole crawl of such a portal."""
    site = portal(platform, **values)
    issues: list[Issue] = []
    made = Crawl(site, emit=issues.append, fetch=fetch(site, answer), limit=limit)
    return Outcome(list(made), issues, made)


def opened(platform: str, answer: Answer, **values: Any) -> tuple[Platform, list[Issue]]:
    """The platform of such a portal, to be asked piece by piece, and the list that its issues go to."""
    site = portal(platform, **values)
    issues: list[Issue] = []
    return open_platform(site, fetch(site, answer), Issues(site, issues.append)), issues


def form(request: httpx.Request) -> dict[str, str]:
    """The fields of a posted form."""
    return {name: values[0] for name, values in parse_qs(request.content.decode(), keep_blank_values=True).items()}
