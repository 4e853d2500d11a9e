"""A portal that answers JSON from a function, without network and without waiting."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from harvesters.base import Platform, Ref, open_platform
from harvesters.crawl import Crawl
from harvesters.fetch import Fetch
from harvesters.issues import Issues
from harvesters.pace import Pace
from harvesters.portal import Http, Portal
from harvesters.record import Record
from tests.harvesters.conftest import FakeClock

Respond = Callable[[httpx.Request], Any]


class Answering:
    """One portal over `respond`, which gives a JSON value, a text, or a whole response."""

    def __init__(self, platform: str, respond: Respond, *, retries: int = 2, **values: Any) -> None:
        self.asked: list[httpx.Request] = []
        self.issues: list[Any] = []
        http = Http(delay=0, retries=retries, concurrency=1)
        url = values.pop("url", "https://data.example.test")
        self.portal = Portal(code="t", title="t", platform=platform, url=url, region="000000", http=http, **values)
        clock = FakeClock()
        self.fetch = Fetch(self.portal, clock=clock, pace=Pace(clock), transport=httpx.MockTransport(self._handle))
        self.platform: Platform = open_platform(self.portal, self.fetch, Issues(self.portal, self.issues.append))
        self._respond = respond

    def _handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        self.asked.append(request)
        answer = self._respond(request)
        if isinstance(answer, httpx.Response):
            return answer
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        return httpx.Response(200, stream=httpx.ByteStream(text.encode()))

    def refs(self, start: int = 1) -> list[Ref]:
        """All entries from a page on."""
        return list(self.platform.refs(start))

    def record(self, row: dict[str, Any], source_id: str, page: int = 1) -> Record:
        """The record of an entry that the listing gave on a page."""
        return self.platform.record(Ref(source_id, row, page))

    def crawl(self) -> tuple[list[Record], list[str], int]:
        """Records, kinds of issues in order, exit code."""
        crawl = Crawl(self.portal, emit=self.issues.append, fetch=self.fetch)
        records = list(crawl)
        return records, [issue.kind for issue in self.issues], crawl.exit_code

    def said(self) -> list[tuple[str, str]]:
        """Kind and value, reason or name of each issue."""
        return [(issue.kind, str(next(iter(reversed(issue.data.values())), ""))) for issue in self.issues]
