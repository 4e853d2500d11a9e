"""`ckan govopen …` and the scheduler's mind."""

import errno
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from click.testing import CliRunner

from ckan import model
from ckan.lib.search import SearchIndexError
from ckanext.govopen import cli as commands
from ckanext.govopen import jobs
from ckanext.govopen.harvest import control, copies, hold, upkeep
from ckanext.govopen.model import Issue, PortalState, Run, clock
from ckanext.govopen.usage import buffer

from tests.ckan import kit

PORTALS = Path(__file__).parents[2] / "config" / "portals"

pytestmark = pytest.mark.usefixtures("govopen")


@pytest.fixture
def folder(tmp_path: Path, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder with two portals, one to be harvested daily and one on demand."""
    portals = tmp_path / "portals"
    portals.mkdir()
    kit.portal(portals)
    manual = portals / "sandbox_manual.yml"
    manual.write_text((portals / "sandbox_example.yml").read_text().replace("daily", "manual"))
    monkeypatch.setitem(ckan_config, "ckanext.govopen.config_dir", str(tmp_path))
    return portals


def call(*arguments: str) -> Any:
    """What a call answers."""
    return CliRunner().invoke(commands.govopen, list(arguments))


class TestHarvest:
    """`harvest`."""

    def test_queued(self, folder: Path) -> None:
        """Without --wait a worker does it, once however often it is asked for."""
        assert call("harvest", "sandbox_example").exit_code == 0
        assert call("harvest", "sandbox_example").exit_code == 0
        assert [job.meta["title"] for job in kit.queued("harvest")] == ["harvest sandbox_example"]
        assert kit.queued("harvest")[0].timeout == -1

    def test_worker(self, folder: Path, source: type[kit.Source]) -> None:
        """What was queued is harvested by the worker."""
        source.records = [kit.record(1)]
        call("harvest", "sandbox_example")
        kit.work("harvest")
        assert len(kit.found()) == 1

    @pytest.mark.parametrize("code", [0, 3, 4])
    def test_wait(self, folder: Path, source: type[kit.Source], code: int) -> None:
        """With --wait it ends with counts and the exit code of the crawl, everything found."""
        source.records, source.exit = [kit.record(1), kit.record(2)], code
        done = call("harvest", "sandbox_example", "--wait")
        assert done.exit_code == code
        assert "2 created" in done.output.splitlines()[-1]
        assert len(kit.found()) == 2

    def test_portal_file(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """A portal of a file that lies anywhere is harvested and remembered."""
        kit.portal(tmp_path, "sandbox_elsewhere")
        source.records = [kit.record(1)]
        assert call("harvest", "--portal-file", str(tmp_path / "sandbox_elsewhere.yml"), "--wait").exit_code == 0
        (tmp_path / "sandbox_elsewhere.yml").unlink()
        assert jobs.portals.find("sandbox_elsewhere").title == "示例市公共数据开放平台"

    def test_unknown(self, folder: Path) -> None:
        """An unknown code is told in one sentence with those that are near."""
        done = call("harvest", "sandbox_exampel")
        assert done.exit_code == 2
        assert "sandbox_example" in done.output
        assert "Traceback" not in done.output

    def test_wrong_option(self, folder: Path) -> None:
        """An option that the platform does not know ends the run with the reason, here and in a worker; others go on."""
        path = folder / "sandbox_wrong.yml"
        text = (folder / "sandbox_example.yml").read_text().replace("oportal", "odweb")
        path.write_text(f"{text}options: {{dialect: klingon}}\n")
        done = call("harvest", "sandbox_wrong", "--wait")
        assert (done.exit_code, type(done.exception)) == (4, SystemExit)
        assert "options.dialect: 'klingon' is not known; use one of" in done.output
        call("harvest", "sandbox_wrong")
        kit.work("harvest")
        for run in Run.find("sandbox_wrong", (), 9, 0)[1]:
            assert (run.state, run.fault, run.issues, run.owner) == ("failed", "ours", 1, None)
            issue = Issue.reason(run.portal, run.id)
            assert (issue.kind, issue.message, issue.data["fault"]) == ("configuration", run.error, "ours")
            assert "sandbox_wrong: options.dialect: 'klingon'" in run.error
        assert Run.find("sandbox_wrong", (), 9, 0)[0] == 2

    def test_gone_before_its_run(self, folder: Path) -> None:
        """A run that has ended since it was queued stays as it is, though its portal's file is gone."""
        call("harvest", "sandbox_example")
        run = Run.last_of_each()["sandbox_example"]
        control.cancel(run.id)
        (folder / "sandbox_example.yml").unlink()
        kit.work("harvest")
        assert model.Session.get(Run, run.id).state == "cancelled"

    def test_no_such_region(self, folder: Path, tmp_path: Path) -> None:
        """A region that no list has is refused wherever the portal's file lies, and keeps no other portal from its work."""
        text = (folder / "sandbox_example.yml").read_text().replace("320583", "999999")
        for path in (folder / "sandbox_nowhere.yml", tmp_path / "sandbox_other.yml"):
            path.write_text(text)
        for words in (["sandbox_nowhere"], ["--portal-file", str(tmp_path / "sandbox_other.yml")]):
            done = call("harvest", *words, "--wait")
            assert (done.exit_code, "region: GB/T 2260 has no division 999999" in done.output) == (2, True)
        known = jobs.portals.known()
        assert "sandbox_nowhere" not in known
        assert {path.stem for path in PORTALS.glob("*.yml")} | {"sandbox_example"} <= known.keys()
        assert Run.find(None, (), 1, 0)[0] == 0

    @pytest.mark.parametrize("text", ["title: [", "title: x", ""])
    def test_broken_file(self, tmp_path: Path, text: str) -> None:
        """A wrong file is told in one sentence that names it."""
        (tmp_path / "wrong.yml").write_text(text)
        done = call("harvest", "--portal-file", str(tmp_path / "wrong.yml"))
        assert done.exit_code == 2
        assert "wrong" in done.output

    def test_missing_file(self, tmp_path: Path) -> None:
        """So is one that is not there."""
        assert call("harvest", "--portal-file", str(tmp_path / "none.yml")).exit_code in {1, 2}

    def test_nothing_named(self) -> None:
        """A call that names no portal is a wrong call."""
        assert call("harvest").exit_code == 2

    def test_busy(self, folder: Path) -> None:
        """A portal that is being harvested is not waited for."""
        hold.begin(control.create("sandbox_example").id)
        done = call("harvest", "sandbox_example", "--wait")
        assert done.exit_code == 4
        assert "another process" in done.output


def test_portals(folder: Path) -> None:
    """`portals` lists every portal, one a line."""
    lines = call("portals").output.splitlines()
    assert any(line.startswith("sandbox_manual\toportal\tmanual\t0\tnever\t") for line in lines)


def test_score_unknown_dataset() -> None:
    """`score` says which dataset it does not know."""
    done = call("score", "none")
    assert done.exit_code == 1
    assert "none" in done.output


class TestSchedule:
    """When a portal's time has come."""

    def run(self, code: str = "sandbox_example", **values: Any) -> None:
        """A run that was."""
        model.Session.add(Run(portal=code, **{"state": "complete"} | values))
        model.Session.commit()

    def due(self) -> list[str]:
        """What is due now."""
        return [portal.code for portal in upkeep.due(clock.now())]

    def test_never_run(self, folder: Path) -> None:
        """Portals that nobody ever harvested are left alone."""
        assert self.due() == []

    def test_time_has_come(self, folder: Path) -> None:
        """A daily portal is due a day after its last run began, a manual one never."""
        long_ago = clock.now() - timedelta(days=2)
        self.run(started=long_ago)
        self.run("sandbox_manual", started=long_ago)
        assert self.due() == ["sandbox_example"]
        self.run()
        assert self.due() == []

    def test_running(self, folder: Path) -> None:
        """A run that lives is waited for, however long it takes; one whose worker died goes on."""
        long_ago = clock.now() - timedelta(days=2)
        self.run(state="running", started=long_ago, owner="me")
        assert self.due() == []
        commands.tick()
        assert kit.queued("harvest") == []
        model.Session.execute(sa.update(Run).values(heartbeat=long_ago))
        model.Session.commit()
        commands.tick()
        assert len(kit.queued("harvest")) == 1
        assert self.due() == []

    @pytest.mark.parametrize("switch", [{"paused": True}, {"schedule": "manual"}, {"schedule": "monthly"}])
    def test_switches(self, folder: Path, switch: dict[str, Any]) -> None:
        """An operator takes a portal off its schedule, or gives it another."""
        self.run(started=clock.now() - timedelta(days=2))
        PortalState.put("sandbox_example", **switch)
        model.Session.commit()
        assert self.due() == []

    def test_tick(self, folder: Path) -> None:
        """What is due is queued once, tick after tick."""
        self.run(started=clock.now() - timedelta(days=2))
        commands.tick()
        commands.tick()
        assert len(kit.queued("harvest")) == 1

    def test_lost_job(self, folder: Path) -> None:
        """A run whose job was lost with the queue is queued again."""
        call("harvest", "sandbox_example")
        kit.queued("harvest")[0].delete()
        commands.tick()
        assert len(kit.queued("harvest")) == 1

    @pytest.mark.parametrize("error", ["redis", "database"])
    def test_servers_away(self, folder: Path, monkeypatch: pytest.MonkeyPatch, error: str) -> None:
        """What a server is needed for that is away waits, what needs none of it is done."""
        problem = redis.ConnectionError() if error == "redis" else sa.exc.OperationalError("", {}, Exception())
        self.run(started=clock.now() - timedelta(days=2))
        monkeypatch.setattr(upkeep, "recover", raising(problem))
        assert commands.tick() is False
        assert len(kit.queued("harvest")) == 1

    def test_index_away(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Searches are counted while the index is away."""
        folds: list[bool] = []
        monkeypatch.setattr(commands, "drain", raising(SearchIndexError("away")))
        monkeypatch.setattr(buffer, "fold", lambda: folds.append(True))
        assert commands.tick() is False
        assert folds

    def test_no_server(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A fault of this machine, such as a full disk, is none of a server that will come back."""
        monkeypatch.setattr(copies, "sweep", raising(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            commands.clean()

    @pytest.mark.parametrize(("broken", "cleaned"), [("drain", 1), ("sweep", 3)])
    def test_once_a_day(self, folder: Path, monkeypatch: pytest.MonkeyPatch, broken: str, cleaned: int) -> None:
        """It is cleaned up once a day, or until that has succeeded, whatever else waits for a server."""
        thinned: list[datetime] = []
        rounds = iter(range(2))
        place = commands if broken == "drain" else copies
        monkeypatch.setattr(place, broken, raising(sa.exc.OperationalError("", {}, Exception())))
        monkeypatch.setattr(upkeep, "thin", thinned.append)
        monkeypatch.setattr(commands.time, "sleep", lambda _: next(rounds))
        with pytest.raises(StopIteration):
            commands.schedule.callback()
        assert len(thinned) == cleaned


def raising(problem: Exception) -> Callable[[], None]:
    """A step that fails so."""

    def step() -> None:
        raise problem

    return step
