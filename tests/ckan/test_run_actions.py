"""The actions on runs: who may call them, what they answer, and what they say to nonsense."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ckan import model
from ckan.tests import factories
from ckanext.govopen import cli, jobs
from ckanext.govopen.harvest import portals
from ckanext.govopen.model import HarvestedRecord, Run

from harvesters.portal import Portal
from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

CONTROL = ["govopen_run_pause", "govopen_run_resume", "govopen_run_cancel", "govopen_run_approve", "govopen_run_reject"]


@pytest.fixture
def portal(tmp_path: Path, source: type[kit.Source]) -> Portal:
    """A portal with ten records, known by its code."""
    kit.portal(tmp_path)
    source.records = [kit.record(number) for number in range(10)]
    return portals.take(tmp_path / "sandbox_example.yml")


def post(app: Any, name: str, body: dict[str, Any], status: int, token: str = "") -> Any:
    """What the API answers."""
    headers = {"Authorization": token} if token else {}
    return app.post(f"/api/3/action/{name}", json=body, status=status, headers=headers).json


class TestGovopenRunCreate:
    """Asking for a run."""

    def test_operators_only(self, app: Any, portal: Portal) -> None:
        """Nobody but an operator has this server ask a portal; what he asks for twice is one run."""
        post(app, "govopen_run_create", {"portal": portal.code}, 403)
        token = factories.SysadminWithToken()["token"]
        first = post(app, "govopen_run_create", {"portal": portal.code}, 200, token)["result"]
        again = post(app, "govopen_run_create", {"portal": portal.code}, 200, token)["result"]
        assert (first["state"], first["kind"], again["id"]) == ("queued", "full", first["id"])
        assert len(kit.queued("harvest")) == 1
        kit.work("harvest")
        assert post(app, "govopen_run_show", {"id": first["id"]}, 200)["result"]["created"] == 10

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"kind": "record"}, "record"),
            ({"record": "1"}, "record"),
            ({"kind": "record", "record": "1" * 501}, "record"),
            ({"kind": "all"}, "kind"),
        ],
    )
    def test_refused(self, app: Any, portal: Portal, body: dict[str, Any], field: str) -> None:
        """A wish that cannot be names its field; a portal that is not there is not found."""
        token = factories.SysadminWithToken()["token"]
        assert post(app, "govopen_run_create", {"portal": portal.code} | body, 409, token)["error"][field]
        post(app, "govopen_run_create", {"portal": "none"}, 404, token)


class TestControl:
    """Pause, resume, cancel, approve, reject."""

    @pytest.mark.parametrize("name", CONTROL)
    def test_operators_only(self, app: Any, portal: Portal, name: str) -> None:
        """Only operators decide; a run that is not there, or whose state does not allow it, is told as such."""
        done, _ = jobs.run_harvest(portal, str)
        post(app, name, {"id": done.id}, 403)
        token = factories.SysadminWithToken()["token"]
        post(app, name, {"id": "none"}, 404, token)
        assert "complete" in post(app, name, {"id": done.id}, 409, token)["error"]["id"][0]

    def test_pause_and_resume(self, portal: Portal) -> None:
        """A paused run leaves the workers alone; resumed, it is queued again."""
        run = kit.act("govopen_run_create", portal=portal.code)
        assert kit.act("govopen_run_pause", id=run["id"])["state"] == "paused"
        kit.work("harvest")
        assert HarvestedRecord.active(portal.code) == 0
        assert kit.act("govopen_run_resume", id=run["id"])["state"] == "queued"
        kit.work("harvest")
        assert kit.act("govopen_run_show", id=run["id"])["state"] == "complete"

    def test_approve(self, app: Any, portal: Portal, source: type[kit.Source]) -> None:
        """Who approved stands on the tombstones."""
        jobs.run_harvest(portal, str)
        source.records = source.records[:1]
        waiting, _ = jobs.run_harvest(portal, str)
        person = factories.SysadminWithToken()
        answer = post(app, "govopen_run_approve", {"id": waiting.id}, 200, person["token"])["result"]
        assert (answer["state"], answer["removed"], answer["held"]) == ("complete", 9, 0)
        assert kit.act("govopen_tombstone_list", portal=portal.code)["count"] == 9


class TestGovopenRunList:
    """Runs, public as portals are."""

    def test_filters(self, app: Any) -> None:
        """Runs are chosen by portal and state, newest first, page by page."""
        for code, state in (("a", "complete"), ("a", "failed"), ("b", "failed")):
            model.Session.add(Run(portal=code, state=state))
            model.Session.flush()
        model.Session.commit()
        for query, count in (
            ({}, 3),
            ({"portal": "a"}, 2),
            ({"state": "failed"}, 2),
            ({"portal": "b", "state": "complete"}, 0),
        ):
            assert post(app, "govopen_run_list", query, 200)["result"]["count"] == count
        page = post(app, "govopen_run_list", {"limit": 1, "offset": 1}, 200)["result"]
        assert (page["count"], len(page["results"])) == (3, 1)
        assert post(app, "govopen_run_list", {"state": "odd"}, 409)["error"]["state"]
        post(app, "govopen_change_list", {"run": "none"}, 404)


class TestGovopenPortalPreview:
    """A look at a portal before it is taken in."""

    def test_nothing_is_stored(self, app: Any, source: type[kit.Source]) -> None:
        """Twenty datasets with their issues, and not a row."""
        source.records = [kit.record(number, theme=("没有这个主题",)) for number in range(30)]
        text = kit.YAML.format(url="https://data.example.test", aggregation="logical", private="false")
        post(app, "govopen_portal_preview", {"code": "x", "yaml": text}, 403)
        found = kit.act("govopen_portal_preview", code="x", yaml=text)
        assert len(found["datasets"]) == 20
        assert "unmapped-theme" in {issue["kind"] for issue in found["issues"]}
        for table in (Run, HarvestedRecord, model.Package):
            assert model.Session.scalar(sa.select(sa.func.count()).select_from(table)) == 0

    @pytest.mark.parametrize(
        ("code", "text", "field"), [("x", "title: [", "yaml"), ("x", "title: x", "yaml"), ("../x", "a", "code")]
    )
    def test_refused(self, app: Any, code: str, text: str, field: str) -> None:
        """A wrong text says which key is wrong; a name is a name."""
        token = factories.SysadminWithToken()["token"]
        assert post(app, "govopen_portal_preview", {"code": code, "yaml": text}, 409, token)["error"][field]


def test_commands(portal: Portal, source: type[kit.Source]) -> None:
    """The commands do the same: runs, preview, tombstones, and decisions on a run."""

    def call(*arguments: str) -> Any:
        return CliRunner().invoke(cli.govopen, list(arguments))

    assert call("harvest", portal.code, "--wait").exit_code == 0
    source.records = source.records[:1]
    held = call("harvest", portal.code, "--wait")
    assert (held.exit_code, "9 held" in held.output) == (4, True)
    assert "9 held" in call("harvest", portal.code, "--wait", "--dry-run").output
    waiting = next(line.split("\t")[0] for line in call("runs", portal.code).output.splitlines() if "\twaiting\t" in line)
    assert call("pause", waiting).exit_code == 1
    assert call("approve", "none").exit_code == 1
    assert "9 removed" in call("approve", waiting).output
    assert len(call("tombstones", portal.code).output.splitlines()) == 9
    assert call("harvest", portal.code, "--wait", "--record", "29200/00000").exit_code == 0
    assert call("harvest", portal.code, "--dry-run", "--record", "1").exit_code == 2
