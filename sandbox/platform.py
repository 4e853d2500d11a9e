"""What every simulator is, and the registry that finds them by walking `sandbox.platforms`."""

from __future__ import annotations

import pkgutil
from abc import ABC, abstractmethod
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from sandbox import platforms

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Reply, Request
    from sandbox.site import Site


class Simulator(ABC):
    """A platform's answers for one portal. `path` is what follows the portal's root, without a leading slash."""

    name: ClassVar[str]
    skins: ClassVar[tuple[str, ...]] = ("default",)

    def __init__(self, site: Site) -> None:
        self.site = site

    @abstractmethod
    def answer(self, request: Request, path: str) -> Reply:
        """The answer to any request below the portal's root; never raises."""

    @abstractmethod
    def download(self, entry: Entry, card: Card) -> str:
        """The address of a file on this server."""


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
