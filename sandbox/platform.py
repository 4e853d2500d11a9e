"""What every simulator is, and the registry that finds them by walking `sandbox.platforms`."""

from __future__ import annotations

import pkgutil
from abc import ABC, abstractmethod
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from sandbox import platforms
from sandbox.reply import html

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Reply, Request
    from sandbox.site import Site


HOST = "127.0.0.1"  # of requests without a Host header


class Simulator(ABC):
    """A platform's answers for one portal. `path` is what follows the portal's root, without a leading slash.

    `dialects` are the values of the plan's `options.dialect`, none where the family has no dialects; `front` is the
    path of the page that a person opens first, `root` the usual path of a portal, for those of real records.
    """

    name: ClassVar[str]
    skins: ClassVar[tuple[str, ...]] = ("default",)
    dialects: ClassVar[tuple[str, ...]] = ()
    front: ClassVar[str] = ""
    root: ClassVar[str] = ""

    def __init__(self, site: Site) -> None:
        self.site = site

    @abstractmethod
    def answer(self, request: Request, path: str) -> Reply:
        """The answer to any request below the portal's root; never raises."""

    @abstractmethod
    def download(self, entry: Entry, card: Card) -> str | None:
        """The address of a file on this server; `None` where the platform gives it to nobody without an account."""

    @abstractmethod
    def record(self, entry: Entry, base: str) -> dict[str, Any] | None:
        """What a perfect reader of this portal makes of an entry: the JSON of a `Record`, all keys (`sandbox.records`).

        `base` is the portal's address (`http://host:port/<slug>/<root>`, no slash at its end). `None` where the
        portal's page of the entry is broken, so that a reader must skip it. A `url` of `None` means that the notes
        on the platform name no landing page: any address on the portal's host is right.
        """

    def base(self, request: Request) -> str:
        """The portal's address as the client knows it."""
        return f"http://{request.headers.get('host', HOST)}{self.site.profile.root}"

    def beside(self, _request: Request, _path: str) -> Reply:
        """The answer to a request of the same host that is not below the portal's root."""
        return html("<html><body><h1>404</h1></body></html>", 404)


def simulators() -> dict[str, type[Simulator]]:
    """All simulators by the name of their platform."""
    modules = [import_module(f"{platforms.__name__}.{found.name}") for found in pkgutil.iter_modules(platforms.__path__)]
    kinds = [
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Simulator) and kind.__module__ == module.__name__
    ]
    return {kind.name: kind for kind in kinds}
