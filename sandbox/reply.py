"""What goes in and out of a simulator, without sockets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import orjson

HTML = "text/html;charset=UTF-8"
JSON = "application/json;charset=UTF-8"


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
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default


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
