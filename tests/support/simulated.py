"""Simulated portals served by the tests themselves, so that they can count what is asked and break what they like."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.client import ROOT

from sandbox.hub import Hub
from sandbox.portals import describe
from sandbox.reply import Reply, Request
from sandbox.server import Server
from sandbox.site import Site
from sandbox.start import assemble

FAMILIES = ROOT / "tests" / "sandbox" / "families"


class Simulated:
    """Portals behind one address; `asked` counts the requests for each by its slug."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._sites = {site.profile.slug: site for site in hub.sites}
        self._lock = threading.Lock()
        self.asked = dict.fromkeys(self._sites, 0)
        self.port = 0

    @property
    def sites(self) -> list[Site]:
        """All portals."""
        return self._hub.sites

    def answer(self, request: Request) -> Reply:
        """The answer to any request, counted."""
        slug = request.path.lstrip("/").partition("/")[0]
        if slug in self.asked:
            with self._lock:
                self.asked[slug] += 1
        return self._hub.answer(request)

    def switch(self, slug: str, **state: Any) -> None:
        """Break something."""
        self._sites[slug].board.set(state)

    def size(self, slug: str) -> int:
        """Distinct entries of a portal."""
        return len({entry.id for entry in self._sites[slug].catalogue.listing()})

    def write(self, folder: Path, slug: str, code: str) -> Path:
        """The YAML file of a portal under a code of the test's choice."""
        path = folder / f"{code}.yml"
        path.write_text(describe(self._sites[slug].profile, self.port))
        return path


@contextmanager
def serving(*plans: Path) -> Iterator[Simulated]:
    """Serve the portals of these folders on a free port."""
    simulated = Simulated(assemble(ROOT / "config" / "sandbox", plans=plans))
    with Server(simulated, 0) as server:  # type: ignore[arg-type]  (it only asks for answers)
        simulated.port = server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield simulated
        server.shutdown()
