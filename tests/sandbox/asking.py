"""A client of one family's portal with any method, headers and bodies, and what shown values say."""

import re
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import orjson

from sandbox.entry import Entry
from sandbox.hub import Hub
from sandbox.reply import Reply, Request
from sandbox.server import first_values
from sandbox.start import assemble
from tests.sandbox.client import CONFIG
from tests.sandbox.family import FAMILIES

HOST = "sandbox.test:8899"


def fresh() -> Hub:
    """The portals of all families, for a test that changes something."""
    return assemble(CONFIG, plans=[FAMILIES])


@cache
def hub() -> Hub:
    """The same for the tests that change nothing."""
    return fresh()


class Family:
    """Asks one portal of a hub."""

    def __init__(self, slug: str, portals: Hub | None = None) -> None:
        self.hub = portals or hub()
        self.slug = slug
        self.root = f"/{slug}"
        self.base = f"http://{HOST}/{slug}"

    def ask(
        self,
        method: str,
        path: str,
        query: dict[str, object] | None = None,
        *,
        form: dict[str, object] | None = None,
        data: Any = None,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """The answer to a request of `path` below the portal's root, as a form, as JSON (`data`) or with any body."""
        target = f"{self.root}/{path}" + (f"?{urlencode(query)}" if query else "")
        parts = urlsplit(target)
        text = {key: str(value) for key, value in (form or {}).items()}
        content = orjson.dumps(data) if data is not None else body or urlencode(text).encode()
        sent = {"host": HOST, **(headers or {})}
        return self.hub.answer(Request(method, unquote(parts.path), target, first_values(parts.query), text, sent, content))

    def json(self, method: str, path: str, query: dict[str, object] | None = None, **said: Any) -> Any:
        """As `ask`, for an answer that is JSON with status 200."""
        reply = self.ask(method, path, query, **said)
        assert reply.status == 200, reply.body
        return orjson.loads(reply.body)

    @property
    def entries(self) -> list[Entry]:
        """The listing, with the entries that it repeats."""
        return list(next(site for site in self.hub.sites if site.profile.slug == self.slug).listing())

    @property
    def truth(self) -> dict[str, dict[str, Any]]:
        """The truth of the records by id."""
        lines = self.ask("GET", "records.jsonl").body.splitlines()
        return {record["id"]: record for record in map(orjson.loads, lines)}

    def file(self, url: str) -> Reply:
        """The answer to a GET of an absolute address."""
        assert url.startswith(f"{self.base}/")
        return self.ask("GET", url.removeprefix(f"{self.base}/"))


def said(value: Any) -> str | None:
    """What a value says, nothing where it is empty or a placeholder."""
    text = " ".join(str(value).split()) if value is not None else ""
    return None if text in {"", "暂无"} else text


def parts(value: str | None) -> list[str]:
    """What a text lists, each once."""
    return list(dict.fromkeys(one for one in map(said, re.split("[,，]", value or "")) if one))


def iso(value: str | None) -> str | None:
    """A day, padded or not, as ISO."""
    return "-".join(f"{int(part):02d}" for part in value.split("-")) if value else None


def number(value: object) -> int | None:
    """A number that comes as number or text."""
    return None if value is None else int(str(value))
