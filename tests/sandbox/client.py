"""A client that asks the repository's sandbox without sockets."""

from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

from sandbox.hub import Hub
from sandbox.reply import Reply, Request
from sandbox.server import first_values

CONFIG = Path(__file__).parents[2] / "config" / "sandbox"


class Client:
    """Asks a hub as a browser would."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def get(self, address: str, **query: object) -> Reply:
        """A GET of a path, with a query."""
        return self._ask("GET", f"{address}?{urlencode(query)}" if query else address)

    def post(self, address: str, body: bytes = b"", **form: object) -> Reply:
        """A POST of a form, or of bytes."""
        return self._ask("POST", address, body, {key: str(value) for key, value in form.items()})

    def _ask(self, method: str, target: str, body: bytes = b"", form: dict[str, str] | None = None) -> Reply:
        parts = urlsplit(target)
        return self.hub.answer(Request(method, unquote(parts.path), target, first_values(parts.query), form or {}, body=body))
