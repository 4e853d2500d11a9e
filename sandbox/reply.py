"""What goes in and out of a simulator, without sockets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import format_datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from sandbox.moments import CHINA

if TYPE_CHECKING:
    from datetime import datetime

HTML = "text/html;charset=UTF-8"
JSON = "application/json;charset=UTF-8"


def whole(value: object, default: int) -> int:
    """A whole number given as number or text; `default` where it is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `path` unescaped, `query` and `form` with the first value of each name, header names lower case."""

    method: str
    path: str
    target: str
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def number(self, name: str, default: int) -> int:
        """A whole number of the query or the form; `default` where it is absent or none."""
        text = self.query.get(name) or self.form.get(name) or ""
        return whole(text, default)

    @property
    def data(self) -> dict[str, Any] | None:
        """The body as a JSON object; `None` where it is none."""
        try:
            found = orjson.loads(self.body)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `cut` sends half of the body and hangs up."""

    body: bytes = b""
    status: int = 200
    media_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False

    def with_header(self, name: str, value: str) -> Reply:
        """The same answer with one header more."""
        return replace(self, headers=(*self.headers, (name, value)))


def html(text: str, status: int = 200) -> Reply:
    """A page."""
    return Reply(text.encode(), status)


def json(value: Any, status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply(orjson.dumps(value), status, JSON)


def attachment(content: bytes, name: str, media_type: str, modified: datetime) -> Reply:
    """A file under its name, with what a client needs to ask again only for a change; `modified` is local time."""
    tag = blake2b(content, digest_size=8).hexdigest()
    moment = format_datetime(modified.replace(tzinfo=UTC) - CHINA, usegmt=True)
    headers = (
        ("Content-Disposition", f"attachment; filename=\"{quote(name)}\"; filename*=UTF-8''{quote(name)}"),
        ("ETag", f'"{tag}"'),
        ("Last-Modified", moment),
    )
    return Reply(content, media_type=media_type, headers=headers)


def fresh(request: Request, reply: Reply) -> Reply:
    """The answer, or a 304 where the client says that it has just this."""
    has = dict(reply.headers)
    asked = request.headers
    same = asked["if-none-match"] == has.get("ETag") if "if-none-match" in asked else False
    old = asked.get("if-modified-since") if "if-none-match" not in asked else None
    return Reply(status=304, headers=reply.headers) if same or (old and old == has.get("Last-Modified")) else reply
