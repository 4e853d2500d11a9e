"""Failure switches: each does what the table in `sandbox.switches` says, and can be put back."""

from typing import Any

import orjson
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sandbox.files.defects import MOBILE_SPECIMEN
from sandbox.reply import Request
from tests.sandbox.client import Client

LIST = "/yibin/portal/catalog/index"


def switch(client: Client, **values: Any) -> dict[str, Any]:
    """Sets switches; the answer."""
    reply = client.post("/yibin/_switch", orjson.dumps(values))
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = orjson.loads(reply.body)
    return answer


def ids(client: Client, number: int = 1) -> list[str]:
    """The ids of a listing page."""
    found = HTMLParser(client.get(LIST, page=number).body.decode()).css("input[name=catalogidinput]")
    return [node.attributes["value"] or "" for node in found]


@pytest.mark.parametrize(
    ("name", "status", "part"),
    [
        ("error_rate", 500, b"Internal Server Error"),
        ("busy_rate", 429, b"Too Many"),
        ("empty_rate", 200, b""),
        ("html_rate", 200, "系统正在维护".encode()),
        ("inband_rate", 200, '"msg":"系统繁忙'.encode()),
        ("login_rate", 302, b""),
    ],
)
def test_faults_come_at_their_share(client: Client, name: str, status: int, part: bytes) -> None:
    """Of ten requests at 0.3 three fail; what is put back fails no more."""
    healthy = client.get(LIST).body
    switch(client, **{name: 0.3})
    replies = [client.get(LIST) for _ in range(10)]
    failed = [reply for reply in replies if reply.body != healthy]
    assert len(failed) == 3
    assert all(reply.status == status and part in reply.body for reply in failed)
    assert switch(client, reset=True)["switches"][name] == 0
    assert client.get(LIST).body == healthy


def test_headers_of_faults(client: Client) -> None:
    """A 429 says when to come back; the sign-in is on another host."""
    switch(client, busy_rate=1, retry_after=7)
    assert dict(client.get(LIST).headers)["Retry-After"] == "7"
    switch(client, reset=True, login_rate=1)
    assert "//login.example.test/" in dict(client.get(LIST).headers)["Location"]


def test_walls(client: Client) -> None:
    """A wall is a 412 with a script, a notice a page that leads away."""
    switch(client, wall=True)
    assert (client.get(LIST).status, b"document.cookie" in client.get(LIST).body) == (412, True)
    switch(client, reset=True, notice=True)
    assert b'http-equiv="refresh"' in client.get(LIST).body


def test_challenges_and_a_moved_host(client: Client) -> None:
    """加速乐 is a 521, the other shield a 200 with its cookie, a moved portal a redirect with path and query."""
    switch(client, jsl=True)
    assert (client.get(LIST).status, b"jsl_clearance_s" in client.get(LIST).body) == (521, True)
    switch(client, reset=True, wzws=True)
    assert (client.get(LIST).status, "wzws_sessionid" in dict(client.get(LIST).headers)["Set-Cookie"]) == (200, True)
    switch(client, reset=True, moved=True)
    assert dict(client.get(LIST, page=3).headers)["Location"] == f"http://data.example.test{LIST}?page=3"


def test_stale_304(client: Client) -> None:
    """With `not_modified` any condition gets a 304, and a request without one its answer."""
    switch(client, not_modified=True)
    request = Request("GET", LIST, LIST, headers={"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"})
    assert (client.hub.answer(request).status, client.get(LIST).status) == (304, 200)


def test_personal_data_in_answers(client: Client) -> None:
    """Objects of JSON lists carry a user with the specimen's number; pages stay as they are."""
    ident, page = ids(client)[0], client.get(LIST).body
    call = f"/yibin/portal/catalog/{ident}/getData"
    switch(client, personal=True)
    items = orjson.loads(client.post(call).body)["items"]
    assert client.get(LIST).body == page
    assert all(item["createUser"]["mobile"] == MOBILE_SPECIMEN for item in items)


def test_broken_bodies(client: Client) -> None:
    """A broken body is the first half of the answer and not announced as cut."""
    whole = client.get(LIST).body
    switch(client, broken_rate=1)
    reply = client.get(LIST)
    assert (reply.body, reply.cut) == (whole[: len(whole) // 2], False)


def test_cut_bodies(client: Client) -> None:
    """A cut reply is marked as such and otherwise whole."""
    switch(client, cut_rate=0.5)
    assert [client.get(LIST).cut for _ in range(4)] == [False, True, False, True]


def test_slowness(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow portal waits before each answer, for as long as asked."""
    waited: list[float] = []
    monkeypatch.setattr("sandbox.switches.time.sleep", waited.append)
    switch(client, slow=2.5)
    assert client.get(LIST).status == 200
    assert waited == [2.5]


def test_match_spares_the_rest(client: Client) -> None:
    """Only requests that contain the text fail."""
    switch(client, error_rate=1, match="page=2")
    assert [client.get(LIST, page=number).status for number in (1, 2, 3)] == [200, 500, 200]


def test_listings_that_lie(client: Client) -> None:
    """A listing can stop in the middle, show its first page for ever, shrink, or repeat every second entry."""
    first, third = ids(client), ids(client, 3)
    switch(client, stop_at=2)
    assert (ids(client), ids(client, 3)) == (first, [])
    switch(client, reset=True, first_page_forever=True)
    assert ids(client, 9) == first != third
    switch(client, reset=True, shown=0.1, duplicate_rate=0)
    assert [len(ids(client, number)) for number in (1, 2, 3)] == [10, 5, 0]
    switch(client, reset=True, duplicate_rate=0.5)
    shown = [ident for number in range(1, 30) for ident in ids(client, number)]
    assert len(shown) == 225
    assert len(set(shown)) == 150


def test_mutation_is_seen(client: Client) -> None:
    """After a mutation the pages show it."""
    done = switch(client, mutate={"updated": 2, "removed": 1, "added": 1})["mutated"]
    assert "1次修订" in client.get(f"/yibin/portal/catalog/{done['updated'][0]}").body.decode()
    assert client.get(f"/yibin/portal/catalog/{done['removed'][0]}").status == 404
    assert client.get(f"/yibin/portal/catalog/{done['added'][0]}").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"wal": true}',
        b'{"wall": 3}',
        b'{"mutate": {"lost": 1}}',
        b'{"mutate": 3}',
        b'{"mutate": {"added": -1}}',
        b'"x"',
    ],
)
def test_nonsense_is_refused(client: Client, body: bytes) -> None:
    """What is not understood is a 400 with a sentence and changes nothing."""
    before = client.get("/yibin/_switch").body
    reply = client.post("/yibin/_switch", body)
    assert reply.status == 400
    assert orjson.loads(reply.body)["error"]
    assert client.get("/yibin/_switch").body == before
