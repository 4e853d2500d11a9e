"""Our actions: what they answer, whom they answer, and what they say to nonsense."""

import inspect
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.logic import action, auth
from ckanext.govopen.model import DatasetScore, FileScore, Issue, Run

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

OWN = sorted(name for name in action.__all__ if name.startswith("govopen_"))
LONG = "a" * 5000


def harvested(tmp_path: Path, source: type[kit.Source], **changes: Any) -> dict[str, Any]:
    """A dataset of a portal that is remembered."""
    source.records = [kit.record(1, **changes)]
    code = kit.portal(tmp_path).code
    jobs.run_harvest(jobs.portals.take(tmp_path / f"{code}.yml"), lambda run: None)
    return kit.found()["29200/00001"]


@pytest.mark.parametrize("name", OWN)
def test_documented_and_guarded(name: str) -> None:
    """Every action has an auth function and tells its parameters and its result."""
    text = inspect.getdoc(getattr(action, name)) or ""
    assert ":returns:" in text
    assert name in auth.__all__
    assert callable(getattr(auth, name))


def post(app: Any, name: str, body: Any, status: int) -> dict[str, Any]:
    """What the API answers to a call of an action."""
    answer: dict[str, Any] = app.post(f"/api/3/action/{name}", json=body, status=status).json
    return answer


@pytest.mark.parametrize("name", ["govopen_score_show", "govopen_preview_show", "govopen_portal_show"])
class TestNonsense:
    """Ids that cannot be."""

    def test_refused(self, app: Any, name: str) -> None:
        """What is no id is refused in CKAN's error shape that names the field."""
        for body in ({}, {"id": ""}, {"id": None}, {"id": []}, {"id": "a\x00b"}):
            error = post(app, name, body, 409)["error"]
            assert error["__type"] == "Validation Error", body
            assert error["id"], body

    def test_not_found(self, app: Any, name: str) -> None:
        """An id that nothing has is a 404."""
        for value in ("none", LONG, "../../etc", "%", "'; --", 7, "数据"):
            assert post(app, name, {"id": value}, 404)["error"]["__type"] == "Not Found Error", value


class TestGovopenIssueList:
    """Issues of runs."""

    @pytest.fixture
    def issues(self) -> None:
        """Three issues of two runs."""
        common = {"time": "2024-01-01T00:00:00Z", "portal": "p", "platform": "oportal", "level": "info", "message": "raw"}
        rows = [
            {"run_id": "1", "kind": "duplicate", "where": "a", "data": {}},
            {"run_id": "1", "kind": "unmapped-theme", "where": "b", "data": {"value": "海洋"}},
            {"run_id": "2", "kind": "duplicate", "where": "c", "data": {}},
        ]
        model.Session.execute(sa.insert(Issue), [common | row for row in rows])
        model.Session.commit()

    @pytest.mark.parametrize(
        ("query", "places"),
        [
            ({}, ["a", "b", "c"]),
            ({"run": "1"}, ["a", "b"]),
            ({"kind": "duplicate"}, ["a", "c"]),
            ({"run": "2", "kind": "unmapped-theme"}, []),
        ],
    )
    def test_filters(self, issues: None, query: dict[str, str], places: list[str]) -> None:
        """Issues are chosen by run and by kind."""
        found = kit.act("govopen_issue_list", portal="p", **query)
        assert (found["count"], [issue["where"] for issue in found["results"]]) == (len(places), places)

    def test_pages(self, issues: None) -> None:
        """The count is that of all pages."""
        found = kit.act("govopen_issue_list", portal="p", limit=1, offset=1)
        assert (found["count"], [issue["where"] for issue in found["results"]]) == (3, ["b"])

    def test_message_from_data(self, issues: None) -> None:
        """The message is made from the kept facts, so that it can be told in any language."""
        found = kit.act("govopen_issue_list", portal="p", kind="unmapped-theme")
        assert "海洋" in found["results"][0]["message"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [({}, "portal"), ({"portal": "p", "limit": "x"}, "limit"), ({"portal": "p", "offset": -1}, "offset")],
    )
    def test_refused(self, app: Any, body: dict[str, Any], field: str) -> None:
        """Bad input names its field."""
        assert post(app, "govopen_issue_list", body, 409)["error"][field]

    def test_far_away(self, app: Any) -> None:
        """A page beyond all numbers is empty."""
        found = post(app, "govopen_issue_list", {"portal": "p", "offset": 10**30, "limit": 10**9}, 200)["result"]
        assert found == {"count": 0, "results": []}


class TestGovopenPortalList:
    """Portals and their runs."""

    def test_before_and_after(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """A portal shows its datasets and its last run as soon as there is one."""
        harvested(tmp_path, source)
        rows = {row["code"]: row for row in kit.act("govopen_portal_list")}
        row = rows["sandbox_example"]
        assert (row["datasets"], row["sandbox"], row["region_name"]) == (1, True, "昆山市")
        assert (row["last_run"]["state"], row["last_run"]["created"]) == ("complete", 1)
        assert row["last_run"]["finished"].endswith("Z")
        other = rows["640000_ningxia"]
        assert (other["datasets"], other["sandbox"], other["last_run"]) == (0, False, None)

    def test_broken_file(self, tmp_path: Path) -> None:
        """A portal file that is wrong keeps no other from being shown."""
        (tmp_path / "portals").mkdir()
        (tmp_path / "portals" / "broken.yml").write_text("title: [")
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(tk.config, "ckanext.govopen.config_dir", str(tmp_path))
            codes = {row["code"] for row in kit.act("govopen_portal_list")}
        assert "640000_ningxia" in codes
        assert "broken" not in codes


class TestGovopenPortalShow:
    """One portal."""

    def test_runs(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """Its runs come newest first, 20 at the most."""
        harvested(tmp_path, source)
        model.Session.add_all([Run(portal="sandbox_example", state="failed") for _ in range(25)])
        model.Session.commit()
        shown = kit.act("govopen_portal_show", id="sandbox_example")
        assert len(shown["runs"]) == 20
        assert shown["last_run"] == shown["runs"][0]
        started = [run["started"] for run in shown["runs"]]
        assert started == sorted(started, reverse=True)


class TestGovopenScoreShow:
    """Reports, guarded as the resource is."""

    @pytest.fixture
    def private(self) -> str:
        """A file of a private dataset that has a report."""
        organization = factories.Organization()
        resource = {"url": "https://example.com/a.csv", "name": "a", "access": "login"}
        made = kit.act("package_create", **kit.dataset(organization, private=True, resources=[resource]))
        identifier: str = made["resources"][0]["id"]
        FileScore.put(identifier, package_id=made["id"], state="failed", source="", error="?")
        model.Session.commit()
        return identifier

    def test_private(self, app: Any, private: str) -> None:
        """Nobody sees the report of a file that he may not see."""
        post(app, "govopen_score_show", {"id": private}, 403)
        post(app, "govopen_preview_show", {"id": private}, 403)
        token = factories.SysadminWithToken()["token"]
        answer = app.post("/api/3/action/govopen_score_show", json={"id": private}, headers={"Authorization": token})
        assert answer.json["result"]["state"] == "failed"

    def test_none(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """A file that nobody fetches has no report."""
        dataset = harvested(tmp_path, source, files=(kit.file(1, access="login"),))
        shown = kit.act("govopen_score_show", id=dataset["resources"][0]["id"])
        assert shown == {"state": "none", "report": None, "error": None}


class TestGovopenPreviewShow:
    """First rows."""

    def test_none(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """A file without report has no preview."""
        dataset = harvested(tmp_path, source, files=(kit.file(1, access="login"),))
        assert kit.act("govopen_preview_show", id=dataset["resources"][0]["id"]) == {"grid": None}


class TestGovopenStatsShow:
    """The figures of the home page."""

    def test_empty(self) -> None:
        """An empty portal has figures too."""
        shown = kit.act("govopen_stats_show")
        assert (shown["datasets"], shown["median_score"], shown["themes"], shown["regions"]) == (0, None, [], [])

    def test_figures(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """Datasets, files, departments and scores are counted; private ones are not."""
        dataset = harvested(tmp_path, source)
        kit.act("package_create", **kit.dataset(factories.Organization(), private=True))
        resource = dataset["resources"][0]["id"]
        FileScore.put(resource, package_id=dataset["id"], state="done", source="", score=80.0, grade="B", stars=3)
        DatasetScore.renew(dataset["id"])
        model.Session.commit()
        shown = kit.act("govopen_stats_show")
        counted = {name: shown[name] for name in ("datasets", "files", "portals", "departments", "scored", "median_score")}
        expected = {"datasets": 1, "files": 1, "portals": 1, "departments": 1, "scored": 1, "median_score": 80.0}
        assert counted == expected
        assert shown["updated_this_week"] == 1
        (region,) = shown["regions"]
        assert region == {"code": "320000", "label": "江苏省", "count": 1, "median": 80.0}
        assert [theme["count"] for theme in shown["themes"]] == [1]
