"""Every family read from its simulator over loopback: a portal each, as the sandbox describes it to harvesters."""

import dataclasses
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from harvesters import portal as portals
from harvesters.crawl import Crawl, Summary
from harvesters.fetch import Fetch
from harvesters.issues import Issue
from harvesters.pace import Clock, Pace
from harvesters.portal import Portal
from harvesters.record import to_json
from sandbox.hub import Hub
from sandbox.portals import describe
from sandbox.server import HOST, Server
from sandbox.site import Site
from sandbox.start import assemble

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "tests" / "sandbox" / "families"
FAMILIES = sorted([*(path.stem for path in PLANS.glob("*.yml")), "taizhou", "yibin"])
"""Portals of all families, oportal in both of its skins."""


MALFORMED = {"beijing"}
"""Portals some of whose pages no reader can understand."""
LARGE = 110
"""Entries that no listing page of a hundred holds."""


class Impatient(Clock):
    """Real time, in which nobody waits for long: pauses between attempts are a matter of policy and tested elsewhere."""

    def sleep(self, seconds: float) -> None:
        """Wait for as little as lets other threads go on."""
        super().sleep(min(seconds, 0.001))


@dataclasses.dataclass(frozen=True)
class Result:
    """What came of a crawl."""

    records: list[dict[str, Any]]
    issues: list[Issue]
    summary: Summary
    code: int

    @property
    def kinds(self) -> set[str]:
        """Kinds of its issues."""
        return {issue.kind for issue in self.issues}


class Family:
    """A simulated portal and its reader."""

    def __init__(self, address: str, portal: Portal, site: Site) -> None:
        self.address = address
        self.portal = portal
        self.site = site

    @classmethod
    def of(cls, slug: str, hub: Hub, server: Server, folder: Path) -> "Family":
        """The portal of a slug, as its YAML in `folder` describes it."""
        site = next(site for site in hub.sites if site.profile.slug == slug)
        path = folder / f"sandbox_{slug}.yml"
        path.write_text(describe(site.profile, server.server_port))
        return cls(f"http://{HOST}:{server.server_port}/{slug}", portals.load(path), site)

    def one_by_one(self) -> "Family":
        """The same read by one request at a time, so that of those that fail none is the repetition of another."""
        http = dataclasses.replace(self.portal.http, concurrency=1)
        return Family(self.address, dataclasses.replace(self.portal, http=http), self.site)

    def listed(self) -> set[str]:
        """Ids of all entries, of those too that no reader understands."""
        return {entry.id for entry in self.site.catalogue.listing()}

    def crawl(self) -> Result:
        """Read the portal to its end."""
        issues: list[Issue] = []
        clock = Impatient()
        crawl = Crawl(self.portal, emit=issues.append, fetch=Fetch(self.portal, clock=clock, pace=Pace(clock)))
        records = [json.loads(to_json(record)) for record in crawl]
        return Result(records, issues, crawl.summary, crawl.exit_code)

    def knock(self) -> None:
        """Ask for something that the switches count, and look at no answer."""
        with suppress(HTTPException, OSError), urllib.request.urlopen(self.address) as answer:
            answer.read()

    def truth(self) -> dict[str, dict[str, Any]]:
        """What a perfect reader finds, by id."""
        with urllib.request.urlopen(f"{self.address}/records.jsonl") as answer:
            return {record["id"]: record for record in map(json.loads, answer)}

    def switch(self, **state: Any) -> dict[str, Any]:
        """Break something, or change the catalogue."""
        with urllib.request.urlopen(f"{self.address}/_switch", json.dumps(state).encode()) as answer:
            found: dict[str, Any] = json.load(answer)
            return found


@pytest.fixture(scope="session")
def hub() -> Hub:
    """All families, each with more than one page of its listing."""
    hub = assemble(ROOT / "config" / "sandbox", plans=[PLANS])
    for site in hub.sites:
        site.catalogue.mutate(added=max(0, LARGE - site.catalogue.listing().total))
    return hub


@pytest.fixture(scope="session")
def server(hub: Hub) -> Iterator[Server]:
    """Served on a free port."""
    with Server(hub, 0) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def family(server: Server, hub: Hub, tmp_path: Path) -> Iterator[Callable[[str], Family]]:
    """A family's portal by the name of its plan; what a test breaks is whole again after it."""
    used: list[Family] = []

    def find(slug: str) -> Family:
        used.append(Family.of(slug, hub, server, tmp_path))
        return used[-1]

    yield find
    for one in used:
        one.switch(reset=True)
