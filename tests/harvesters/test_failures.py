"""Every failure mode of platforms.md §4.6: what it is called, and what it does to a listing and to one record.

A fault that may pass is asked for again; one that stays ends the crawl where the listing has it (stop, exit 4) and costs
one record where a detail has it (skip, exit 3). Walls are named and never bypassed.
"""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from harvesters import base
from harvesters.base import Platform, Ref
from harvesters.crawl import Crawl
from harvesters.errors import FetchError
from harvesters.fetch import Fetch
from harvesters.issues import Issue
from harvesters.pace import Pace
from harvesters.portal import Portal
from harvesters.record import Record

RETRIES = 2
JS = "<html><head><script>{}</script></head><body></body></html>"
GOOD = {"code": 200, "rows": ["a", "b", "c"]}


def check(value: Any) -> str | None:
    """What a platform says of answers that carry their failure inside."""
    if isinstance(value, str):
        value = json.loads(value)
    failed = value.get("code", 200) != 200 or value.get("success") is False
    return f"the portal answers {value.get('msg')}" if failed else None


class Failure(NamedTuple):
    """One way to fail: the answer, and what is to come of it."""

    name: str
    text: str | bytes
    kind: str
    which: str | None = None
    status: int = 200
    headers: dict[str, str] = {}  # noqa: RUF012  (a NamedTuple)
    length: int | None = None
    passes: bool = False
    """Whether it may pass and is asked for again."""
    issue: str = "unreachable"
    """Kind of the issue where the listing has it."""


FAILURES = [
    # 1-3: walls
    Failure("1 a check by 412", JS.format("$_ts={}"), "wall", "fssbb", 412, issue="wall"),
    Failure("1 its cookie", "", "wall", "fssbb", 412, {"Set_Cookie": "FSSBBIl1UgzbN7N443S=x; Path=/"}, issue="wall"),
    Failure("1 any 412", "no", "wall", "412", 412, issue="wall"),
    Failure("2 a check by 521", JS.format("document.cookie='__jsl_clearance_s=1'"), "wall", "jsl", 521, issue="wall"),
    Failure("2 its cookie", "", "wall", "jsl", 521, {"Set_Cookie": "__jsluid_s=1; Path=/"}, issue="wall"),
    Failure("2 any 521", "", "wall", "521", 521, issue="wall"),
    Failure("2 the check with 200", JS.format("document.cookie=('__jsl_clearance=1')"), "wall", "jsl", issue="wall"),
    Failure("3 wzws by a page", JS.format("var wzwsconfirm=1"), "wall", "wzws", issue="wall"),
    Failure("3 wzws by a redirect", "", "wall", "wzws", 302, {"Location": "/WZWSREL3N=?wzwschallenge=V1"}, issue="wall"),
    Failure("3 acw_sc", JS.format("setCookie('acw_sc__v2', x)"), "wall", "acw_sc", issue="wall"),
    Failure("3 acw_sc with 403", JS.format("setCookie('acw_sc__v2', x)"), "wall", "acw_sc", 403, issue="wall"),
    Failure("3 any script", JS.format("document.cookie='c=42';location.reload()"), "wall", "script", issue="wall"),
    # 6: tokens that ran out
    Failure("6 a token that ran out", '{"msg": "token"}', "refused", status=401),
    Failure("6 a token without right", '{"msg": "token"}', "refused", status=403),
    # 8: sign-ins
    Failure("8 a redirect to sign in", "", "login", "redirect", 302, {"Location": "/sso/login?service=x"}, issue="login"),
    Failure("8 to another host's", "", "login", "redirect", 302, {"Location": "https://sso.a.test/"}, issue="login"),
    Failure("8 a sign-in page", "<html><input type='password'></html>", "login", "page", issue="login"),
    Failure("8 a script", JS.format("top.location.href='/user/toLogin'"), "login", "script", issue="login"),
    Failure("8 another script", JS.format("window.location.replace('/passport/')"), "login", "script", issue="login"),
    Failure("8 a refresh", "<meta content='0; url=/login' http-equiv=refresh>", "login", "refresh", issue="login"),
    # 10-12: answers that are none
    Failure("10 304 unasked", "", "broken", status=304, passes=True),
    Failure("11 an error code", '{"code": 500, "msg": "系统繁忙"}', "in-band", passes=True),
    Failure("11 success: false", '{"success": false, "msg": "ER0001"}', "in-band", passes=True),
    Failure("12 nothing", "", "broken", passes=True),
    Failure("12 blanks", " \r\n", "broken", passes=True),
    Failure("12 no JSON", "<html><body>系统繁忙</body></html>", "broken", passes=True),
    Failure("12 JSON that is cut", '{"code": 200, "rows": ["a", "b', "broken", passes=True),
    Failure("12 a body that is cut", '{"code": 200}', "broken", length=100, passes=True),
    Failure("12 too many", "", "busy", status=429, headers={"Retry_After": "3"}, passes=True),
    Failure("12 a server error", "Apache Tomcat", "busy", status=500, passes=True),
    Failure("12 a gateway", "nginx", "busy", status=502, passes=True),
    # 14: moved, renamed, closed
    Failure("14 another host", "", "moved", status=301, headers={"Location": "https://kfpt.a.test/"}),
    Failure("14 a refresh", "<meta http-equiv='refresh' content='5;url=http://b.test/'>", "notice", "refresh"),
    Failure("14 a notice of a move", "<p>平台升级公告：本平台已迁移至新地址</p>", "notice", "moved"),
    Failure("14 a new name", "<p>自即日起启用新域名</p>", "notice", "moved"),
    Failure("14 soon", "<html><body><h1>敬请期待</h1></body></html>", "notice", "coming-soon"),
    Failure("14 out of service", "<html><body>系统升级维护中</body></html>", "notice", "maintenance"),
    Failure("14 gone", "", "missing", status=404),
    # 16: another format than was asked for
    Failure("16 XML", "<?xml version='1.0'?><result><code>200</code></result>", "broken", passes=True),
]
CASES = pytest.mark.parametrize("failure", [pytest.param(one, id=one.name) for one in FAILURES])


class Family(Platform):
    """A listing of ids and a detail for each."""

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """All in one page."""
        for one in self.fetch.json("/list", check=check)["rows"]:
            yield Ref(one)

    def record(self, ref: Ref) -> Record:
        """The detail says nothing that matters here."""
        self.fetch.json(f"/{ref.id}", check=check)
        return Record(id=ref.id, url="u", title=ref.id)


class Outcome(NamedTuple):
    """What came of a crawl."""

    ids: list[str]
    issues: list[Issue]
    exit_code: int
    asked: int
    """Requests for the page that fails."""


@pytest.fixture
def crawl(server: Any, reply: Any, make_portal: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Crawl the three records of a server, one page of which answers as told."""
    monkeypatch.setattr(base, "platforms", lambda: {"oportal": Family})

    def run(path: str, *answers: Any, **http: Any) -> Outcome:
        server.on("/list", reply(json.dumps(GOOD)))
        for one in "abc":
            server.on(f"/{one}", reply('{"code": 200}'))
        server.on(path, *answers)
        server.asked.clear()
        portal: Portal = make_portal(server.url, http={"retries": RETRIES, "concurrency": 1, **http})
        issues: list[Issue] = []
        made = Crawl(portal, emit=issues.append, fetch=Fetch(portal, clock=clock, pace=Pace(clock)))
        ids = [record.id for record in made]
        return Outcome(ids, issues, made.exit_code, server.asked.count(path))

    return run


def answer(reply: Any, failure: Failure) -> Any:
    return reply(failure.text, status=failure.status, length=failure.length, **failure.headers)


@CASES
def test_a_listing_that_fails_stops(crawl: Any, reply: Any, failure: Failure) -> None:
    """Nothing is read, exit 4; the one issue says which failure it is and whose fault."""
    found = crawl("/list", answer(reply, failure))
    (issue,) = found.issues
    assert (found.ids, found.exit_code, issue.level, issue.kind) == ([], 4, "error", failure.issue)
    assert (issue.data["cause"], issue.data.get("which")) == (failure.kind, failure.which)
    assert issue.data["fault"] == FetchError(failure.kind, "").fault
    assert issue.data["reason"] in issue.message
    assert found.asked == (1 + RETRIES if failure.passes else 1)


@CASES
def test_a_record_that_fails_is_skipped(crawl: Any, reply: Any, failure: Failure) -> None:
    """The others are read, exit 3; the issue names the record, the failure and whose fault it is."""
    found = crawl("/b", answer(reply, failure))
    (issue,) = found.issues
    assert (found.ids, found.exit_code, issue.kind, issue.where) == (["a", "c"], 3, "skipped", "b")
    assert (issue.data["cause"], issue.data["fault"]) == (failure.kind, FetchError(failure.kind, "").fault)
    assert found.asked == (1 + RETRIES if failure.passes else 1)


@pytest.mark.parametrize("failure", [pytest.param(one, id=one.name) for one in FAILURES if one.passes])
def test_what_passes_costs_nothing(crawl: Any, reply: Any, failure: Failure) -> None:
    """Asked again, the portal answers: everything is read, exit 0, without a word."""
    for path, good in (("/list", json.dumps(GOOD)), ("/b", '{"code": 200}')):
        found = crawl(path, answer(reply, failure), reply(good))
        assert (found.ids, found.issues, found.exit_code, found.asked) == (["a", "b", "c"], [], 0, 2)


def test_4_a_cookie_as_a_header(server: Any, make_fetch: Any, reply: Any) -> None:
    """What a platform needs of a cookie it can have; one that no answer set is not there to be guessed."""
    server.on("/", reply("<html></html>", Set_Cookie="_appId=0123456789abcdef0123456789abcdef; Path=/"))
    server.on("/x", reply("{}"))
    fetch = make_fetch(server.url)
    assert fetch.cookie("_appId") is None
    fetch.text("/")
    fetch.json("/x", headers={"appCode": fetch.cookie("_appId")})
    assert fetch.cookie("_appId") == "0123456789abcdef0123456789abcdef"


def test_5_and_7_a_session_before_the_first_post(server: Any, make_fetch: Any, reply: Any) -> None:
    """A portal that refuses who has not been at its home page, and wants its cookie back in a header."""

    def guarded(request: Any) -> None:
        token = request.headers["X-XSRF-TOKEN"]
        good = token and f"XSRF-TOKEN={token}" in (request.headers["Cookie"] or "")
        request.rfile.read(int(request.headers["Content-Length"]))
        reply("{}" if good else "", status=200 if good else 403)(request)

    server.on("/home", reply("<html></html>", Set_Cookie="XSRF-TOKEN=t0k3n; Path=/"))
    server.on("/x", guarded)
    fetch = make_fetch(server.url)
    with pytest.raises(FetchError, match="403"):
        fetch.json("/x", body={}, headers={"X-XSRF-TOKEN": "none"})
    fetch.text("/home")
    assert fetch.json("/x", body={}, headers={"X-XSRF-TOKEN": fetch.cookie("XSRF-TOKEN")}) == {}


@pytest.mark.parametrize("value", ["Bearer", "Bearer eyJ0eXAi.visitor.x"])
def test_6_an_anonymous_token(server: Any, make_fetch: Any, reply: Any, value: str) -> None:
    """Constants that a portal's own pages send go out as they are."""
    server.on("/x", lambda request: reply(json.dumps(request.headers["Authorization"]))(request))
    assert make_fetch(server.url).json("/x", headers={"Authorization": value}) == value


def test_12_a_time_out(crawl: Any, reply: Any) -> None:
    """A server that says nothing is waited for as long as the YAML says, and asked again."""
    silent = threading.Event()
    found = crawl("/list", lambda _: silent.wait(30), reply(json.dumps(GOOD)), timeout=1)
    silent.set()
    assert (found.ids, found.issues, found.asked) == (["a", "b", "c"], [], 2)


def test_13_ids_that_come_twice(crawl: Any, reply: Any) -> None:
    """They are read once, and counted as duplicates."""
    found = crawl("/list", reply('{"rows": ["a", "b", "a", "c", "b"]}'))
    assert (found.ids, found.exit_code) == (["a", "b", "c"], 0)
    assert [(issue.kind, issue.where) for issue in found.issues] == [("duplicate", "a"), ("duplicate", "b")]


def test_15_json_within_json(crawl: Any, reply: Any) -> None:
    """A document that is one string of JSON is an answer, and its error inside is seen."""
    found = crawl("/b", reply(json.dumps(json.dumps({"code": 500, "msg": "内部"}))), reply('"{\\"code\\": 200}"'))
    assert (found.ids, found.asked) == (["a", "b", "c"], 2)


def test_closing_time_stops_once(crawl: Any, reply: Any, clock: Any) -> None:
    """What was read by then is kept; exit 4 with one issue that says the hours."""

    def late(request: Any) -> None:
        clock.sleep(20)
        reply('{"code": 200}')(request)

    clock.sleep(50)
    found = crawl("/a", late, hours="07:30-08:01")
    assert (found.ids, found.exit_code) == (["a"], 4)
    assert [(issue.kind, issue.data) for issue in found.issues] == [("closed", {"fault": "ours", "hours": "07:30-08:01"})]


def test_a_portal_that_goes_down_stops_once(crawl: Any, reply: Any, server: Any) -> None:
    """Five records in a row find nobody at home: the sixth is not asked for; the issue says until when."""
    ids = [f"r{number}" for number in range(20)]
    for one in ids:
        server.on(f"/{one}", reply("", status=503))
    found = crawl("/list", reply(json.dumps({"rows": ids})), retries=0)
    assert (found.ids, found.exit_code) == ([], 4)
    assert [issue.kind for issue in found.issues] == ["skipped"] * 5 + ["unreachable"]
    last = found.issues[-1]
    assert (last.data["cause"], last.data["until"]) == ("resting", "2024-01-01T08:00:30+08:00")
    assert "left alone until 2024-01-01 08:00:30" in last.message
    assert sum(path.startswith("/r") and path != "/robots.txt" for path in server.asked) == 5
