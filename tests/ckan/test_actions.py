"""Our actions: what they answer, whom they answer, and what they say to nonsense."""

import inspect
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.bulk.solr import Solr
from ckanext.govopen.harvest import upkeep
from ckanext.govopen.helpers.runs import FIELDS
from ckanext.govopen.logic import action, auth
from ckanext.govopen.model import DatasetScore, FileScore, Issue, PortalHealth, PortalState, Run, clock, concerns
from ckanext.govopen.national.issues import KINDS as CONVERSION

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


def test_help_of_actions_that_lie_over_ckans() -> None:
    """The help of an action that others lie over has their words and CKAN's."""
    shown = kit.act("help_show", name="package_search")
    assert "did_you_mean" in shown
    assert ":param facet.field:" in shown
    assert "partial" not in shown
    assert "tags" in kit.act("help_show", name="tag_list")


@pytest.mark.parametrize("name", OWN)
def test_documented_and_guarded(name: str) -> None:
    """Every action has an auth function and tells its parameters and its result."""
    text = inspect.getdoc(getattr(action, name)) or ""
    assert ":returns:" in text
    assert name in auth.__all__
    assert callable(getattr(auth, name))


def asked(tmp_path: Path, number: int) -> tuple[int, float]:
    """How many questions the list of so many portals asks the database, and how many seconds it takes."""
    portals = {portal.code: portal for portal in [kit.portal(tmp_path, f"portal_{number}_{one}") for one in range(number)]}
    for code in portals:
        model.Session.add_all([Run(portal=code, state="complete"), PortalState(portal=code, schedule="daily")])
    model.Session.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ckanext.govopen.harvest.portals.known", lambda: portals)
        assert len(kit.act("govopen_portal_list")) == number
        found = kit.questions(lambda: kit.act("govopen_portal_list"))
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            kit.act("govopen_portal_list")
            taken.append(time.perf_counter() - start)
    return len(found), min(taken)  # the machine may be slow once, not always


def post(app: Any, name: str, body: Any, status: int) -> dict[str, Any]:
    """What the API answers to a call of an action."""
    answer: dict[str, Any] = app.post(f"/api/3/action/{name}", json=body, status=status).json
    return answer


NAMES = ["govopen_score_show", "govopen_preview_show", "govopen_portal_show", "govopen_file_show", "govopen_file_recheck"]


@pytest.mark.parametrize("name", NAMES)
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
        """Seven issues of three portals and four runs."""
        common = {"time": "2024-01-01T00:00:00Z", "portal": "p", "platform": "oportal", "level": "info", "message": "raw"}
        rows = [
            {"run_id": "1", "kind": "duplicate", "where": "a", "data": {}},
            {"run_id": "1", "kind": "unmapped-theme", "where": "b", "data": {"value": "海洋"}},
            {"run_id": "2", "kind": "duplicate", "where": "c", "data": {}},
            {"run_id": "2", "kind": "skipped", "where": "d", "level": "error", "data": {"cause": "busy", "fault": "portal"}},
            {"run_id": "3", "kind": "bad-date", "where": "e", "portal": "q", "data": {"field": "issued", "value": "x"}},
            {"run_id": "4", "kind": "date-order", "where": "f", "portal": "r", "data": {"value": "2024 < 2025"}},
            {"run_id": "4", "kind": "bad-date", "where": "g", "portal": "r", "data": {"field": "data_modified", "value": "x"}},
        ]
        # One by one: rows with a key of their own are no rows of one statement.
        for row in rows:
            model.Session.execute(sa.insert(Issue), [common | row])
        model.Session.commit()

    @pytest.mark.parametrize(
        ("query", "places"),
        [
            ({}, ["a", "b", "c", "d", "e", "f", "g"]),
            ({"portal": "p"}, ["a", "b", "c", "d"]),
            ({"run": "1"}, ["a", "b"]),
            ({"kind": "duplicate"}, ["a", "c"]),
            ({"portal": "p", "run": "2", "kind": "unmapped-theme"}, []),
            ({"fault": "portal"}, ["a", "c", "d"]),
            ({"fault": "ours"}, ["b"]),
            ({"fault": "record"}, ["e", "f", "g"]),
            ({"fault": "portal", "kind": "skipped"}, ["d"]),
            ({"level": "error"}, ["d"]),
            ({"field": "theme"}, ["b"]),
            ({"field": "issued"}, ["e", "f"]),
            ({"field": "modified"}, ["f", "g"]),
            ({"field": "data_modified"}, ["f", "g"]),
            ({"field": "issued", "kind": "bad-date"}, ["e"]),
            ({"field": "region"}, []),
            ({"where": "c"}, ["c"]),
        ],
    )
    def test_filters(self, issues: None, query: dict[str, str], places: list[str]) -> None:
        """Issues are chosen by portal, run, kind, class, level, field and place; a failed request has its own class."""
        found = kit.act("govopen_issue_list", **query)
        assert (found["count"], [issue["where"] for issue in found["results"]]) == (len(places), places[::-1])

    def test_each_kind_has_its_field(self) -> None:
        """Each kind of the conversion states its field or says it by itself, and no kind does both."""
        stating = {kind for kind, message in CONVERSION.items() if "{field}" in message}
        assert stating | set(concerns.FIELDS) == set(CONVERSION)
        assert stating.isdisjoint(concerns.FIELDS)
        assert {field for fields in concerns.FIELDS.values() for field in fields} | set(concerns.DATASET) <= set(FIELDS)

    def test_what_to_choose_from(self, issues: None) -> None:
        """Kinds and classes are counted under all filters but their own."""
        found = kit.act("govopen_issue_list", portal="p", kind="duplicate")
        assert found["kinds"] == {"duplicate": 2, "unmapped-theme": 1, "skipped": 1}
        assert found["faults"] == {"portal": 2}
        found = kit.act("govopen_issue_list", fault="portal")
        assert found["kinds"] == {"duplicate": 2, "skipped": 1}
        assert found["faults"] == {"portal": 3, "ours": 1, "record": 3}

    def test_pages(self, issues: None) -> None:
        """The count is that of all pages."""
        found = kit.act("govopen_issue_list", portal="p", limit=1, offset=1)
        assert (found["count"], [issue["where"] for issue in found["results"]]) == (4, ["c"])

    def test_message_from_data(self, issues: None) -> None:
        """The message is made from the kept facts, so that it can be told in any language."""
        found = kit.act("govopen_issue_list", portal="p", kind="unmapped-theme")
        assert "海洋" in found["results"][0]["message"]

    def test_no_personal_numbers(self) -> None:
        """Whatever a portal's values hold, nobody reads a personal number in an issue."""
        row = {"time": "", "portal": "p", "platform": "oportal", "level": "info", "run_id": "1", "message": "13800138000"}
        for kind in ("bad-value", "gone-kind"):
            data = {"field": "f", "value": "电话13800138000", "deep": ["13800138000"]}
            model.Session.add(Issue(**row, kind=kind, data=data))
        model.Session.commit()
        assert "13800138000" not in str(kit.act("govopen_issue_list"))

    @pytest.mark.parametrize(
        ("body", "field"),
        [({"fault": "nobody"}, "fault"), ({"level": "x"}, "level"), ({"limit": "x"}, "limit"), ({"offset": -1}, "offset")],
    )
    def test_refused(self, app: Any, body: dict[str, Any], field: str) -> None:
        """Bad input names its field."""
        assert post(app, "govopen_issue_list", body, 409)["error"][field]

    def test_far_away(self, app: Any) -> None:
        """A page beyond all numbers is empty."""
        found = post(app, "govopen_issue_list", {"portal": "p", "offset": 10**30, "limit": 10**9}, 200)["result"]
        assert found == {"count": 0, "results": [], "kinds": {}, "faults": {}}


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

    @pytest.mark.parametrize(
        ("query", "codes"),
        [
            ({"q": "示例市"}, ["sandbox_example"]),
            ({"q": "昆山 示例市"}, ["sandbox_example"]),
            ({"q": "江苏 SANDBOX_EXAMPLE"}, ["sandbox_example"]),
            ({"q": "江苏 宁夏"}, []),
            ({"platform": "oportal", "state": "complete"}, ["sandbox_example"]),
            ({"state": "failed", "q": "示例市"}, []),
            ({"schedule": "daily", "state": "complete"}, ["sandbox_example"]),
            ({"schedule": "paused"}, []),
        ],
    )
    def test_narrowed(self, tmp_path: Path, source: type[kit.Source], query: dict[str, str], codes: list[str]) -> None:
        """Portals are found by words of their name and region, by software, state and schedule."""
        harvested(tmp_path, source)
        assert [row["code"] for row in kit.act("govopen_portal_list", **query)] == codes

    def test_sorted(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """Those with most datasets, the latest run, or trouble can come first."""
        harvested(tmp_path, source)
        for order in ("datasets", "started"):
            assert kit.act("govopen_portal_list", sort=order)[0]["code"] == "sandbox_example"
        model.Session.add(Run(portal="640000_ningxia", state="waiting", held=30))
        model.Session.commit()
        assert kit.act("govopen_portal_list", sort="trouble")[0]["code"] == "640000_ningxia"

    def test_refused(self, app: Any) -> None:
        """An order that there is not is named."""
        assert post(app, "govopen_portal_list", {"sort": "x"}, 409)["error"]["sort"]

    def test_health(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """A portal tells how it does, and by how much its listing differs from the last complete one."""
        health = lambda: kit.act("govopen_portal_list", q="sandbox_example")[0]["health"]  # noqa: E731
        harvested(tmp_path, source)
        assert (health()["state"], health()["listed"], health()["drift"]) == ("well", 1, None)

        def add(minute: int, **values: Any) -> None:
            usual = {
                "portal": "sandbox_example",
                "reachable": True,
                "complete": True,
                "datasets": 1,
                "requests": 1,
                "seconds": 1,
            }
            model.Session.add(PortalHealth(**usual | values, time=clock.now() + timedelta(minutes=minute)))
            model.Session.commit()

        add(1, listed=3)
        assert (health()["state"], health()["before"], health()["drift"]) == ("drift", 1, 2.0)
        add(2, listed=0, reachable=False, complete=False, fault="network")
        assert (health()["state"], health()["drift"]) == ("unreachable", None)
        add(3, listed=2, complete=False, fault="portal")
        assert (health()["state"], health()["fault"]) == ("incomplete", "portal")
        add(4, listed=3)
        assert (health()["state"], health()["before"], health()["drift"]) == ("well", 3, 0)

    def test_questions(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """The database is asked no more often for many portals than for one, and the answer comes at once."""
        few = asked(tmp_path, 2)
        many = asked(tmp_path, 120)
        assert many[0] == few[0]
        assert many[1] < 0.3


class TestGovopenPortalUpdate:
    """What operators set for a portal."""

    def test_schedule(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """A schedule replaces that of the portal's file until it is taken away again."""
        harvested(tmp_path, source)
        shown = kit.act("govopen_portal_update", id="sandbox_example", schedule="monthly")
        assert (shown["schedule"], shown["own_schedule"], shown["set_schedule"]) == ("monthly", "daily", "monthly")
        started = datetime.fromisoformat(shown["last_run"]["started"])
        assert datetime.fromisoformat(shown["due"]) - started == timedelta(days=30)
        assert kit.act("govopen_portal_update", id="sandbox_example", schedule="manual")["due"] is None
        shown = kit.act("govopen_portal_update", id="sandbox_example", schedule="")
        assert (shown["schedule"], shown["set_schedule"]) == ("daily", None)

    def test_paused(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """A paused portal is not due, and keeps its schedule for later; the scheduler leaves it alone."""
        harvested(tmp_path, source)
        later = clock.now() + timedelta(days=40)
        assert [portal.code for portal in upkeep.due(later)] == ["sandbox_example"]
        shown = kit.act("govopen_portal_update", id="sandbox_example", paused=True)
        assert (shown["paused"], shown["schedule"], shown["due"]) == (True, "daily", None)
        assert upkeep.due(later) == []
        assert kit.act("govopen_portal_update", id="sandbox_example", paused=False)["due"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"schedule": "hourly"}, "schedule"),
            ({"paused": "perhaps"}, "paused"),
            ({"id": ""}, "id"),
            ({"schedule": 7}, "schedule"),
        ],
    )
    def test_refused(self, app: Any, body: dict[str, Any], field: str) -> None:
        """What is no schedule, or neither true nor false, is refused by name."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        body = {"id": "640000_ningxia"} | body
        answer = app.post("/api/3/action/govopen_portal_update", json=body, headers=headers, status=409)
        assert field in answer.json["error"]

    def test_whom(self, app: Any) -> None:
        """Nobody but operators may, and there has to be such a portal."""
        body = {"id": "640000_ningxia", "paused": True}
        post(app, "govopen_portal_update", body, 403)
        headers = {"Authorization": factories.UserWithToken()["token"]}
        app.post("/api/3/action/govopen_portal_update", json=body, headers=headers, status=403)
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        app.post("/api/3/action/govopen_portal_update", json={"id": "none"}, headers=headers, status=404)


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

    def test_of_no_other(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """What is counted for it is counted for it alone, however many portals there are."""
        harvested(tmp_path, source)
        asked = kit.questions(lambda: kit.act("govopen_portal_show", id="sandbox_example"))
        grouped = [one for one in asked if "GROUP BY" in one or "DISTINCT ON" in one]
        assert len(grouped) == 3
        assert all("portal = ANY" in one for one in grouped)


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
        resource_id = dataset["resources"][0]["id"]
        shown = kit.act("govopen_score_show", id=resource_id)
        unknown = ("report", "error", "score", "grade", "stars", "ruleset", "checked", "repaired_from")
        nothing = {name: [] for name in ("columns", "history", "appeals", "repaired")} | dict.fromkeys(unknown)
        state = {"kind": "file", "id": resource_id, "state": "none", "outdated": False, "blocked": False}
        assert shown == state | nothing


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

    def test_another_portals_datasets(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """Several portals may share an index: what another one published there is not counted."""
        harvested(tmp_path, source)
        public = {"state": "active", "capacity": "public", "permission_labels": ["public"], "dataset_type": "dataset"}
        where = {"id": "x", "index_id": "0" * 32, "site_id": "elsewhere", "entity_type": "package"}
        with Solr() as solr:
            solr.add([where | public | {"theme": ["2"], "region_path": ["110000"]}])
            solr.commit(soft=True)
        shown = kit.act("govopen_stats_show")
        assert ([region["count"] for region in shown["regions"]], [theme["count"] for theme in shown["themes"]]) == ([1], [1])

    def test_asked_often(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """They are counted once for all who look within some seconds."""
        harvested(tmp_path, source)
        first = kit.questions(lambda: kit.act("govopen_stats_show"))
        assert len([one for one in first if "percentile_cont" in one]) == 2
        assert [one for one in kit.questions(lambda: kit.act("govopen_stats_show")) if "percentile_cont" in one] == []
