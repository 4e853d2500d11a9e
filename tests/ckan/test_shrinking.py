"""A portal that shows less than it has costs no dataset: the run says why, and a person decides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.simulated import FAMILIES, Simulated, serving

from ckanext.govopen import jobs
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.bulk.writer import commit_index
from ckanext.govopen.harvest import control
from ckanext.govopen.model import HarvestedRecord, Run, Tombstone

from harvesters import portal as portals
from harvesters.portal import Portal
from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

SLUGS = ("chongqing", "guizhou")
"""A family whose listing says all, and one that is asked for each record."""
LEFT = 0.1


@pytest.fixture(scope="module")
def simulated() -> Iterator[Simulated]:
    """The portals."""
    with serving(FAMILIES) as simulated:
        yield simulated


@pytest.fixture(params=SLUGS)
def slug(request: pytest.FixtureRequest) -> str:
    """The family at hand."""
    return str(request.param)


@pytest.fixture
def portal(simulated: Simulated, slug: str, tmp_path: Path) -> Iterator[Portal]:
    """Its portal, read once in full; what a test breaks is whole again after it."""
    portal = portals.load(simulated.write(tmp_path, slug, f"sandbox_{slug}"))
    done, code = harvest(portal)
    assert (code, done.created) == (0, simulated.size(slug))
    yield portal
    simulated.switch(slug, reset=True)


def harvest(portal: Portal) -> tuple[Run, int]:
    """One run in this process."""
    return jobs.run_harvest(portal, lambda run: None)


def names() -> dict[str, tuple[str, str]]:
    """Id and name of each dataset that is found, by the source's id."""
    return {key: (package["id"], package["name"]) for key, package in kit.found().items()}


@pytest.mark.parametrize(
    ("switches", "state", "reason"),
    [
        ({"shown": LEFT}, "waiting", "none was removed"),
        ({"shown": 0}, "waiting", "none was removed"),
        ({"stop_at": 1}, "failed", None),
        ({"first_page_forever": True}, "failed", None),
    ],
    ids=["to 10 %", "to nothing", "ends early", "repeats page 1"],
)
def test_nothing_is_removed(
    portal: Portal, simulated: Simulated, slug: str, switches: dict[str, Any], state: str, reason: str | None
) -> None:
    """Whatever the listing leaves out stays, under its id and address, and the run tells a person why."""
    before = names()
    simulated.switch(slug, **switches)
    done, code = harvest(portal)
    assert (code, done.state, done.removed) == (4, state, 0)
    assert done.error
    assert reason is None or reason in done.error
    assert names() == before
    assert Tombstone.find(portal.code, 10, 0)[0] == 0
    assert HarvestedRecord.active(portal.code) == len(before)


def test_approved_and_back_again(portal: Portal, simulated: Simulated, slug: str) -> None:
    """A person approves, the datasets go; the listing is whole again, they come back under their ids and addresses."""
    before = names()
    simulated.switch(slug, shown=LEFT)
    held, _ = harvest(portal)
    left = len(before) - held.held
    assert 0 < left < len(before) / 2
    removed = control.approve(held.id, None).removed
    drain()
    commit_index()
    kept = names()
    assert len(kept) == left
    assert kept.items() <= before.items()
    assert Tombstone.find(portal.code, 1000, 0)[0] == removed == len(before) - left
    simulated.switch(slug, shown=1)
    done, code = harvest(portal)
    assert (code, done.state, done.revived, done.unchanged) == (0, "complete", len(before) - left, left)
    assert names() == before
    assert Tombstone.find(portal.code, 10, 0)[0] == 0


def test_normal_run_takes_the_place_of_one_that_waits(portal: Portal, simulated: Simulated, slug: str) -> None:
    """When the listing is whole again before anybody decided, there is nothing left to decide."""
    before = names()
    simulated.switch(slug, shown=LEFT)
    held, _ = harvest(portal)
    simulated.switch(slug, shown=1)
    done, code = harvest(portal)
    assert (code, done.unchanged) == (0, len(before))
    with pytest.raises(control.Unfit):
        control.approve(held.id, None)
    assert names() == before
