"""What the tests of every family use: the portals of `families/`, their truth, and checks that hold for all."""

from pathlib import Path
from typing import Any

import orjson

from harvesters.record import Record, from_json
from sandbox.entry import Entry
from sandbox.reply import Reply
from sandbox.site import Site
from tests.sandbox.client import Client

FAMILIES = Path(__file__).parent / "families"


def site(client: Client, slug: str) -> Site:
    """A portal by its slug."""
    return next(one for one in client.hub.sites if one.profile.slug == slug)


def entries(client: Client, slug: str) -> list[Entry]:
    """The distinct entries of a portal in the order of its listing."""
    return list({entry.id: entry for entry in site(client, slug).catalogue.listing()}.values())


def data(reply: Reply) -> Any:
    """A reply that must be JSON."""
    assert reply.media_type.startswith("application/json"), reply
    return orjson.loads(reply.body)


def truth(client: Client, slug: str) -> dict[str, dict[str, Any]]:
    """The truth of a portal's records by id; each is a record, save that its landing page may be unknown."""
    found: dict[str, dict[str, Any]] = {}
    for line in client.get(f"/{slug}/records.jsonl").body.splitlines():
        one = orjson.loads(line)
        assert list(one) == list(Record.__struct_fields__)
        assert from_json(orjson.dumps({**one, "url": one["url"] or "http://x.test/"})).id == one["id"]
        found[one["id"]] = one
    return found


def post_json(client: Client, address: str, **body: object) -> Any:
    """The answer to a POST of JSON."""
    return data(client.post(address, orjson.dumps(body)))


def switch(client: Client, slug: str, **values: object) -> None:
    """Sets switches of a portal."""
    assert client.post(f"/{slug}/_switch", orjson.dumps(values)).status == 200


def all_shown(client: Client, slug: str, shown: list[str]) -> None:
    """A listing that was read to its end holds each entry, some of them twice."""
    assert len(shown) == site(client, slug).listing().total > len(set(shown))
    assert set(shown) == {entry.id for entry in entries(client, slug)}
