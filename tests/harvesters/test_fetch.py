"""Fetching stays polite and whole whatever the other side does: tried against a real server on loopback."""

import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from harvesters import answers, fetch
from harvesters.breaker import FAILURES, WELL, Breaker, LocalStore
from harvesters.errors import FetchError
from harvesters.fetch import Fetch
from harvesters.pace import Pace

PAGE = "<!DOCTYPE html><html><body><div id='here'>数据</div></body></html>"


def refuse(call: Callable[[], Any]) -> FetchError:
    with pytest.raises(FetchError) as caught:
        call()
    return caught.value


@pytest.fixture
def ask(server: Any, make_fetch: Any) -> Callable[..., Any]:
    """Ask the server for JSON at `/x`."""
    made = make_fetch(server.url)
    return lambda **values: made.json("/x", **values)


def test_transient_faults_are_repeated(server: Any, ask: Any, reply: Any, clock: Any) -> None:
    """5xx, an empty body and a cut one pass; the pauses between them grow."""
    server.on("/x", reply("", status=503), reply(""), reply('{"a": 1}'))
    assert ask() == {"a": 1}
    first, second = clock.slept
    assert 0.5 <= first <= 1.0 <= second <= 1.5


@pytest.mark.parametrize(
    ("text", "options", "kind"),
    [
        ('{"a": [1, 2', {}, "broken"),
        ('{"a": 1}', {"length": 500}, "broken"),
        ("", {}, "broken"),
        ("   ", {}, "broken"),
        ("<html><body>系统繁忙</body></html>", {}, "broken"),
        ("{}", {"status": 500}, "busy"),
        ("{}", {"status": 429}, "busy"),
        ("", {"status": 304}, "broken"),
        ("", {"status": 204}, "broken"),
        (gzip.compress(b"{}" * 500)[:-12], {"Content_Encoding": "gzip"}, "broken"),
        (b"no gzip", {"Content_Encoding": "gzip"}, "broken"),
        ("{}", {"Content_Encoding": "br"}, "broken"),
        ("[" * 100_000, {}, "broken"),
    ],
)
def test_a_fault_that_stays_is_named(server: Any, ask: Any, reply: Any, text: Any, options: Any, kind: str) -> None:
    """After 1 + retries requests the fault is raised as transient."""
    server.on("/x", reply(text, **options))
    error = refuse(ask)
    assert (error.kind, error.transient, server.asked.count("/x")) == (kind, True, 3)


def test_an_in_band_error_is_repeated_then_raised(server: Any, ask: Any, reply: Any) -> None:
    """Status 200 with an error code inside is a failure, as the platform's check says."""
    server.on("/x", reply('{"code": 500}'), reply('{"code": 500}'), reply('{"code": 0}'))

    def check(value: Any) -> str | None:
        return f"code {value['code']}" if value["code"] else None

    assert ask(check=check) == {"code": 0}
    server.on("/x", reply('{"code": 500}'))
    assert refuse(lambda: ask(check=check)).kind == "in-band"


def test_json_where_a_page_should_be_is_an_in_band_error(server: Any, make_fetch: Any, reply: Any) -> None:
    """A portal that answers its error code instead of the page is asked again."""
    server.on("/x", reply('{"code": 500, "msg": "系统繁忙"}'), reply(PAGE))
    assert make_fetch(server.url).html("/x", expect="#here")
    server.on("/x", reply('{"code": 500, "msg": "系统繁忙"}'))
    error = refuse(lambda: make_fetch(server.url).html("/x", expect="#here"))
    assert (error.kind, error.url) == ("in-band", f"{server.url}/x")


def test_retry_after_is_honoured_within_bounds(server: Any, ask: Any, reply: Any, clock: Any) -> None:
    """Seconds and dates are waited for; an absurd one only so long; nonsense is ignored."""
    server.on("/x", reply("", status=429, Retry_After="7"), reply("{}"))
    ask()
    assert sum(clock.slept) == pytest.approx(7)
    clock.slept.clear()
    server.on("/x", reply("", status=503, Retry_After="Mon, 01 Jan 2024 00:00:30 GMT"), reply("{}"))
    ask()
    assert sum(clock.slept) == pytest.approx(23)
    clock.slept.clear()
    server.on("/x", reply("", status=503, Retry_After="999999"), reply("", status=503, Retry_After="soon"), reply("{}"))
    ask()
    assert answers.MOST_WAIT <= sum(clock.slept) <= answers.MOST_WAIT + 2


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "missing"), (410, "missing"), (403, "refused"), (401, "refused"), (412, "wall"),
                         (521, "wall"), (418, "status")]
)  # fmt: skip
def test_what_cannot_pass_is_not_repeated(server: Any, ask: Any, reply: Any, status: int, kind: str) -> None:
    """Definite answers are asked for once."""
    server.on("/x", reply("", status=status))
    error = refuse(ask)
    assert (error.kind, error.transient, server.asked.count("/x")) == (kind, False, 1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>", "wall"),
        ("<html><script>var $_ts = {};</script></html>", "wall"),
        ("<html><form><input type='password' name='p'></form></html>", "login"),
        ("<script>window.location.href='/sso/login'</script>", "login"),
        ("<html><head><script>f();location.reload();</script></head><body></body></html>", "wall"),
        ("<html><body>敬请期待</body></html>", "notice"),
        ('<meta http-equiv="refresh" content="0;url=http://new.example.test">', "notice"),
    ],
)
def test_walls_are_recognised(server: Any, make_fetch: Any, ask: Any, reply: Any, text: str, kind: str) -> None:
    """A wall, a sign-in and a notice are named, for pages as for JSON, and not repeated."""
    server.on("/x", reply(text))
    assert refuse(ask).kind == kind
    assert refuse(lambda: make_fetch(server.url).html("/x", expect="#here")).kind == kind
    assert server.asked.count("/x") == 2


def test_a_page_with_what_is_expected_is_no_wall(server: Any, make_fetch: Any, reply: Any) -> None:
    """A sign-in box beside the content is no sign-in page; a cut page is repeated."""
    box = PAGE.replace("<body>", "<body><input type=password>")
    server.on("/x", reply(PAGE[:-9]), reply(box))
    assert make_fetch(server.url).html("/x", expect="#here").css_first("#here").text() == "数据"


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://169.254.169.254/latest/meta-data/", "moved"),
        ("http://127.0.0.1:1/", "moved"),
        ("//other.example.test/x", "moved"),
        ("https://sso.example.test/?service=x", "login"),
        ("/user/login.jsp", "login"),
        ("/portal/toLogin", "login"),
        ("file:///etc/passwd", "moved"),
        ("gopher://127.0.0.1/", "moved"),
        ("http://[::1", "broken"),
        ("http://\x00/", "moved"),
        ("/x", "moved"),
    ],
)
def test_redirects_that_are_not_followed(server: Any, ask: Any, reply: Any, location: str, kind: str) -> None:
    """No other host, no sign-in, no circle, no other protocol."""
    server.on("/x", reply("", status=302, Location=location.replace("\x00", "%00")))
    assert refuse(ask).kind == kind


def test_a_redirect_within_the_host_is_followed(server: Any, make_fetch: Any, reply: Any) -> None:
    """The site may rearrange itself."""
    server.on("/old", reply("", status=301, Location="/new?a=1"))
    server.on("/new", reply('{"new": true}'))
    assert make_fetch(server.url).json("/old") == {"new": True}
    assert server.asked[-1] == "/new?a=1"


def test_what_goes_along_with_a_redirect(server: Any, make_fetch: Any, reply: Any) -> None:
    """Within the host the caller's own headers do, and the body where the status keeps the method."""
    seen: list[tuple[str, str | None, bytes]] = []

    def remember(request: Any) -> None:
        content = request.rfile.read(int(request.headers["Content-Length"] or 0))
        seen.append((request.command, request.headers["appCode"], content))
        reply("{}")(request)

    server.on("/new", remember)
    for status in (302, 307):
        server.on("/old", reply("", status=status, Location="/new"))
        make_fetch(server.url).json("/old", body={"a": 1}, headers={"appCode": "c"})
    assert seen == [("GET", "c", b""), ("POST", "c", b'{"a":1}')]


def test_a_script_on_an_error_page_is_no_wall(server: Any, ask: Any, reply: Any) -> None:
    """Pages for what is missing count their visitors too."""
    server.on("/x", reply("<script>document.cookie='visits=1';location.href='/'</script>", status=404))
    assert refuse(ask).kind == "missing"


def test_private_addresses_need_permission(server: Any, make_fetch: Any, reply: Any) -> None:
    """A portal on loopback without allow_private is not asked at all, and no robots.txt either."""
    server.on("/x", reply("{}"))
    assert refuse(lambda: make_fetch(server.url, allow_private=False).json("/x")).kind == "address"
    assert server.asked == []
    host = server.url.removeprefix("http://")
    assert make_fetch(server.url, allow_private=False, allow_hosts=(host,)).json("/x") == {}
    assert make_fetch(server.url, allow_private=False, allow_hosts=("127.0.0.1",)).json("/x") == {}
    for other in ("127.0.0.2", "127.0.0.1:9", "localhost"):
        assert refuse(lambda: make_fetch(server.url, allow_private=False, allow_hosts=(other,)).json("/x")).kind == "address"  # noqa: B023


def test_bodies_are_bounded(server: Any, ask: Any, reply: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless body and a gzip bomb end at the limit without being read further."""
    monkeypatch.setattr(fetch, "MAX_BYTES", 1 << 20)
    sent = []

    def endless(request: Any) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b" " * 65536)
            sent.append(65536)

    server.on("/x", endless)
    assert refuse(ask).kind == "too-large"
    assert sum(sent) < 64 << 20
    server.on("/x", reply(gzip.compress(b" " * (40 << 20), 9), Content_Encoding="gzip"))
    assert refuse(ask).kind == "too-large"


@pytest.mark.parametrize("start", ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nX: "], ids=["body", "headers"])
def test_an_answer_that_drips_for_ever_ends(server: Any, ask: Any, clock: Any, start: str) -> None:
    """Each piece is in time, the whole is not: after five time-outs it is over."""

    def drip(request: Any) -> None:
        request.wfile.write(start.encode())
        while True:
            clock.sleep(1)
            request.wfile.write(b" ")

    server.on("/x", drip)
    error = refuse(ask)
    assert (error.kind, error.message) == ("unreachable", "the whole answer took too long")


def test_a_closed_port_is_unreachable(make_fetch: Any) -> None:
    """Connection errors are the network's fault and transient."""
    error = refuse(lambda: make_fetch("http://127.0.0.1:9").json("/x"))
    assert (error.kind, error.fault, error.transient) == ("unreachable", "network", True)


def test_half_characters_and_control_characters_are_read(ask: Any, server: Any, reply: Any) -> None:
    """What strict JSON forbids but portals send becomes text that can be stored."""
    server.on("/x", reply(b'{"a": "\\ud800x", "b": "1\n2"}'))
    assert ask() == {"a": "?x", "b": "1\n2"}
    json.dumps(ask()).encode()


def test_robots_are_obeyed(server: Any, make_fetch: Any, reply: Any, clock: Any) -> None:
    """Disallowed paths are not asked; the file is read once; a crawl delay is kept; no file allows all."""
    server.on("/robots.txt", reply("User-agent: *\nDisallow: /private\nCrawl-delay: 3\n"))
    server.on("/x", reply("{}"))
    made = make_fetch(server.url)
    assert refuse(lambda: made.json("/private/x")).kind == "robots"
    made.json("/x")
    made.json("/x")
    assert server.asked == ["/robots.txt", "/x", "/x"]
    assert sum(clock.slept) == pytest.approx(3)
    server.on("/robots.txt", reply("", status=500))
    server.on("/private/x", reply("{}"))
    assert make_fetch(server.url).json("/private/x") == {}


def test_robots_speak_of_whole_addresses(server: Any, make_fetch: Any, reply: Any) -> None:
    """Queries are part of them."""
    server.on("/robots.txt", reply("User-agent: *\nDisallow: /*?*sort=\n"))
    server.on("/x", reply("{}"))
    made = make_fetch(server.url)
    assert made.json("/x", {"page": 1}) == {}
    assert refuse(lambda: made.json("/x", {"page": 1, "sort": "标题"})).kind == "robots"


def test_an_absurd_crawl_delay_is_bounded(server: Any, make_fetch: Any, reply: Any, clock: Any) -> None:
    """Nobody waits a day between two requests; the portal's own delay holds where it is longer."""
    server.on("/robots.txt", reply("User-agent: *\nCrawl-delay: 86400\n"))
    server.on("/x", reply("{}"))
    made = make_fetch(server.url)
    made.json("/x")
    made.json("/x")
    assert sum(clock.slept) == pytest.approx(fetch.MOST_CRAWL_DELAY)
    clock.slept.clear()
    made = make_fetch(server.url, delay=100)
    made.json("/x")
    assert sum(clock.slept) == pytest.approx(100)


def test_robots_that_cannot_be_read_are_no_failure(server: Any, make_portal: Any, reply: Any, clock: Any) -> None:
    """Unreachable ones are asked for once in a crawl and count for nothing."""
    server.on("/robots.txt", reply("", length=10))
    server.on("/x", reply("{}"))
    states: list[Any] = []

    class Store(LocalStore):
        def change(self, portal: str, step: Any) -> None:
            super().change(portal, step)
            states.append(self._states[portal])

    made = Fetch(make_portal(server.url), clock=clock, pace=Pace(clock), breaker=Breaker(Store(clock)))
    for _ in range(2 * FAILURES):
        made.json("/x")
    assert server.asked.count("/robots.txt") == 1
    assert set(states) == {WELL}


def test_opening_hours_close_the_portal(server: Any, make_fetch: Any) -> None:
    """Outside its hours (it is 08:00 in China) nothing is asked."""
    assert refuse(lambda: make_fetch(server.url, hours="20:00-07:00").json("/x")).kind == "closed"
    assert server.asked == []


def test_a_turn_after_closing_time_is_none(server: Any, make_fetch: Any, reply: Any, clock: Any) -> None:
    """It is 08:00; the second request may start at 08:10, when the portal has closed."""
    server.on("/x", reply("{}"))
    made = make_fetch(server.url, hours="07:00-08:05", delay=600)
    error = refuse(lambda: made.json("/x"))
    assert (error.kind, server.asked) == ("closed", ["/robots.txt"])


def test_forms_and_headers(server: Any, make_fetch: Any, reply: Any) -> None:
    """A form makes a POST; the project says who it is."""
    seen: dict[str, Any] = {}

    def remember(request: Any) -> None:
        length = int(request.headers["Content-Length"])
        seen.update(command=request.command, body=request.rfile.read(length), agent=request.headers["User-Agent"])
        reply("{}")(request)

    server.on("/x", remember)
    make_fetch(server.url).json("/x", form={"a": "数", "b": 1})
    assert seen["command"] == "POST"
    assert seen["body"] == b"a=%E6%95%B0&b=1"
    assert "govopen" in seen["agent"]
    make_fetch(server.url, user_agent="Mozilla/5.0 (X11)").json("/x", form={})
    assert seen["agent"] == "Mozilla/5.0 (X11)"


def test_cookies_are_kept_for_all_threads(server: Any, make_fetch: Any, reply: Any) -> None:
    """What one answer set is sent by every thread from then on, and can be read, for the portal's path alone."""
    server.on("/p/home", reply("hello", Set_Cookie="JSESSIONID=abc=1; Path=/p"))
    server.on("/p/x", reply("{}", Set_Cookie="XSRF-TOKEN=t1; Path=/"), reply("{}"))
    server.on("/p/other", reply("{}", Set_Cookie="away=1; Path=/elsewhere"))
    made = make_fetch(server.url + "/p", concurrency=4)
    assert made.cookie("JSESSIONID") is None
    made.text("/home")
    made.json("/x")
    made.json("/other")
    assert [made.cookie(name) for name in ("JSESSIONID", "XSRF-TOKEN", "away")] == ["abc=1", "t1", None]
    before = len(server.cookies)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: made.json("/x"), range(12)))
    assert set(server.cookies[before:]) == {"JSESSIONID=abc=1; XSRF-TOKEN=t1"}


def test_a_portal_that_is_down_is_left_alone(server: Any, make_fetch: Any, reply: Any, clock: Any) -> None:
    """After five exhausted requests no further one is sent; half a minute later one may try, and it works again."""
    server.on("/x", reply("", status=500))
    made = make_fetch(server.url, retries=0)
    for _ in range(FAILURES):
        assert refuse(lambda: made.json("/x")).kind == "busy"
    error = refuse(lambda: made.json("/x"))
    assert (error.kind, error.transient, server.asked.count("/x")) == ("resting", False, FAILURES)
    assert error.message == "the portal failed 5 times in a row and is left alone until 2024-01-01 08:00:30 (UTC+8)"
    assert error.data["until"] == "2024-01-01T08:00:30+08:00"
    clock.sleep(error.retry_after)
    server.on("/x", reply("{}"))
    assert [made.json("/x"), made.json("/x")] == [{}, {}]
