"""What a portal no longer lists goes with a tombstone; a listing that looks wrong removes nothing."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.harvest import control, portals
from ckanext.govopen.model import Change, HarvestedRecord, Issue, PortalState, Run, Tombstone

from harvesters.errors import SourceChanged
from harvesters.portal import Portal
from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")


@pytest.fixture
def portal(tmp_path: Path, source: type[kit.Source]) -> Portal:
    """A portal of which ten records are known."""
    kit.portal(tmp_path)
    found = portals.take(tmp_path / "sandbox_example.yml")
    source.records = [kit.record(number) for number in range(10)]
    jobs.run_harvest(found, str)
    return found


def harvest(portal: Portal) -> tuple[Run, int]:
    """One run in this process."""
    return jobs.run_harvest(portal, str)


def state_of(source_id: str) -> str:
    """The state of a record's row."""
    row = model.Session.scalar(sa.select(HarvestedRecord).where(HarvestedRecord.source_id == source_id))
    assert row is not None
    return str(row.state)


def kinds(run: Run) -> list[str]:
    """Kinds of the issues of a run that are errors."""
    query = sa.select(Issue.kind).where(Issue.run_id == run.id, Issue.level == "error")
    return list(model.Session.scalars(query))


class TestVanished:
    """A few records are gone."""

    def test_removed(self, portal: Portal, source: type[kit.Source]) -> None:
        """Their datasets go from pages and search, with a tombstone and a change that tell of it."""
        before = kit.found()["29200/00003"]
        source.records = [kit.record(number) for number in range(10) if number not in (3, 4)]
        done, code = harvest(portal)
        assert (code, done.state, done.removed, done.unchanged) == (0, "complete", 2, 8)
        assert kit.found().keys() == {record.id for record in source.records}
        (stone,) = [one for one in kit.act("govopen_tombstone_list")["results"] if one["package_id"] == before["id"]]
        assert (stone["name"], stone["title"], stone["reason"]) == (before["name"], before["title"], "vanished")
        assert (stone["portal"], stone["source_id"], stone["source_url"]) == (portal.code, "29200/00003", before["source_url"])
        changes = kit.act("govopen_change_list", run=done.id, kind="removed")["results"]
        assert [change["source_id"] for change in changes] == ["29200/00003", "29200/00004"]
        assert state_of("29200/00003") == "gone"
        assert harvest(portal)[0].removed == 0

    @pytest.mark.parametrize("problem", ["exit", "skipped"])
    def test_not_whole(self, portal: Portal, source: type[kit.Source], problem: str) -> None:
        """After a listing that broke off nothing is removed; a record that cannot be read is still listed."""
        source.records = source.records[:9]
        if problem == "exit":
            source.exit = 4
        else:
            source.records.append(kit.record(0, id="unreadable"))
        done, _ = harvest(portal)
        assert done.removed == (0 if problem == "exit" else 1)
        assert done.skipped == (0 if problem == "exit" else 1)

    def test_refused_is_listed(self, portal: Portal, source: type[kit.Source]) -> None:
        """A change that is refused removes nothing."""
        source.records[0] = kit.record(0, title="")
        done, _ = harvest(portal)
        assert done.removed == 0


class TestRevived:
    """Records that return."""

    def test_same_identity(self, portal: Portal, source: type[kit.Source]) -> None:
        """A record that is back is the same dataset under the same name, and has no tombstone."""
        before = kit.found()["29200/00003"]
        everything = source.records
        source.records = [record for record in everything if record.id != "29200/00003"]
        harvest(portal)
        source.records = everything
        done, _ = harvest(portal)
        after = kit.found()["29200/00003"]
        assert (done.revived, done.created, done.updated, done.unchanged) == (1, 0, 0, 9)
        assert (after["id"], after["name"]) == (before["id"], before["name"])
        assert Tombstone.find(None, 10, 0)[0] == 0
        assert state_of("29200/00003") == "active"

    def test_withdrawn_stays_away(self, portal: Portal, source: type[kit.Source]) -> None:
        """What a person took out does not come back, however its record changes."""
        dataset = kit.found()["29200/00003"]
        kit.act("package_delete", id=dataset["id"])
        model.Session.add(
            Tombstone(package_id=dataset["id"], name=dataset["name"], title=dataset["title"], reason="withdrawn")
        )
        model.Session.commit()
        source.records[3] = kit.record(3, title="新标题")
        done, _ = harvest(portal)
        assert (done.updated, done.revived, done.unchanged) == (0, 0, 10)
        assert "29200/00003" not in kit.found()


class TestHeld:
    """Too much is gone at once."""

    def held(self, portal: Portal, kind: str, number: int) -> Run:
        """A run that removes nothing, says why and waits."""
        done, code = harvest(portal)
        assert (code, done.state, done.removed, done.held) == (4, "waiting", 0, number)
        assert kind in kinds(done)
        assert done.error == Issue.reason(done.portal, done.id).message
        assert Change.find(done.id, "held", 20, 0)[0] == number
        assert len(kit.found(fq="source_id:*")) >= 10
        return done

    def test_more_than_half(self, portal: Portal, source: type[kit.Source]) -> None:
        """A listing that shrinks to a tenth removes nothing, but lands what is new and changed."""
        source.records = [kit.record(0, title="改名"), *[kit.record(number) for number in range(74, 78)]]
        done = self.held(portal, "held-half", 9)
        assert (done.created, done.updated) == (4, 1)
        assert {"29200/00077", "29200/00009"} <= kit.found().keys()

    def test_more_than_the_share(
        self, portal: Portal, source: type[kit.Source], ckan_config: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The share and the least number that go unasked are the operator's choice."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.removal_least", 1)
        source.records = source.records[:8]
        self.held(portal, "held-share", 2)
        monkeypatch.setitem(ckan_config, "ckanext.govopen.removal_share", 20)
        assert harvest(portal)[0].removed == 2

    def test_empty(self, portal: Portal, source: type[kit.Source]) -> None:
        """A listing of nothing removes nothing."""
        source.records = []
        assert "10" in str(self.held(portal, "held-empty", 10).error)

    def test_page_one_for_ever(self, portal: Portal, source: type[kit.Source]) -> None:
        """A listing that turns in a circle is a changed source: nothing is removed, and the run says why."""
        source.problem = SourceChanged("the listing turns in a circle after 2 entries")
        source.records = source.records[:2]
        done, code = harvest(portal)
        assert (code, done.state, done.removed, done.complete, done.fault) == (4, "failed", 0, False, "portal")
        assert "circle" in str(done.error)
        assert len(kit.found()) == 10

    def test_bounds(self, portal: Portal, source: type[kit.Source], tmp_path: Path) -> None:
        """So does one that breaks the portal's assertions, or falls far below what was once seen."""
        path = tmp_path / "sandbox_example.yml"
        plain = path.read_text()
        source.records = source.records[:7]
        for more in ("assertions: {min: {datasets: 8}}", "expected: {datasets: 100}"):
            path.write_text(f"{plain}\n{more}\n")
            self.held(portals.take(path), "held-bounds", 3)

    def test_first_run_sets_bounds(self, portal: Portal, source: type[kit.Source]) -> None:
        """Where the YAML has no bounds the first complete run sets them."""
        state = model.Session.get(PortalState, portal.code)
        assert state is not None
        assert state.assertions == {"min": 5}
        source.records = source.records[:4]
        self.held(portal, "held-bounds", 6)

    def test_approve(self, portal: Portal, source: type[kit.Source]) -> None:
        """After a person's approval they go, but for those that were seen again meanwhile."""
        source.records = source.records[:1]
        waiting = self.held(portal, "held-bounds", 9)
        source.records = [kit.record(0), kit.record(5, title="还在")]
        jobs.run_harvest(portal, str, "record", "29200/00005")
        person = factories.Sysadmin()
        done = control.approve(waiting.id, person["id"])
        assert (done.state, done.removed, done.held, done.error) == ("complete", 8, 1, None)
        assert kit.act("govopen_change_list", run=done.id, kind="removed")["count"] == 8
        drain()
        assert kit.found().keys() == {"29200/00000", "29200/00005"}
        assert {stone.actor for stone in Tombstone.find(None, 20, 0)[1]} == {person["id"]}

    def test_reject(self, portal: Portal, source: type[kit.Source]) -> None:
        """After a person's refusal they stay, and the run says so; the next run asks again."""
        source.records = source.records[:1]
        waiting = self.held(portal, "held-bounds", 9)
        done = control.reject(waiting.id)
        assert (done.state, done.held, done.removed, done.notes["kept"]) == ("complete", 0, 0, 9)
        assert [Change.find(done.id, kind, 20, 0)[0] for kind in ("kept", "held")] == [9, 0]
        with pytest.raises(control.Unfit):
            control.approve(waiting.id, None)
        self.held(portal, "held-bounds", 9)

    def test_superseded(self, portal: Portal, source: type[kit.Source]) -> None:
        """A later run takes the place of one that waits."""
        everything = source.records
        source.records = everything[:1]
        waiting = self.held(portal, "held-bounds", 9)
        source.records = everything
        assert harvest(portal)[0].state == "complete"
        with pytest.raises(control.Unfit):
            control.approve(waiting.id, None)
