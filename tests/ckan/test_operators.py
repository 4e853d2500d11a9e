"""The pages of portals, runs and issues, and what operators do on them."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale

from ckan import model
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.helpers import runs
from ckanext.govopen.helpers.health import govopen_bars, govopen_percent
from ckanext.govopen.helpers.issues import NAMES
from ckanext.govopen.logic.action.issue import KINDS
from ckanext.govopen.logic.csvfile import harmless
from ckanext.govopen.model import Issue, PortalState, Run, fault
from ckanext.govopen.model.change import KINDS as CHANGES
from ckanext.govopen.model.run import FINISHED, UNFINISHED
from ckanext.govopen.model.run import KINDS as RUNS

from harvesters.portal import Portal
from harvesters.record import Record
from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:")
CODE = "sandbox_example"
Headers = dict[str, str]


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """A portal that later jobs know too."""
    kit.portal(tmp_path)
    return jobs.portals.take(tmp_path / f"{CODE}.yml")


@pytest.fixture
def operator() -> Headers:
    """What an operator sends."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


@pytest.fixture
def waiting(portal: Portal, source: type[kit.Source]) -> Run:
    """A run that holds 35 of 40 datasets back."""
    source.records = [kit.record(number) for number in range(40)]
    jobs.run_harvest(portal, str)
    source.records = [kit.record(number, title=f"昆山市学校名录{number}（新）") for number in range(5)]
    run, _ = jobs.run_harvest(portal, str)
    assert (run.state, run.held) == ("waiting", 35)
    return run


def address(run: Run, act: str = "") -> str:
    """The page of a run, or of what is to be done with it."""
    return f"/portal/{run.portal}/run/{run.id}{'/' if act else ''}{act}"


def checked(app: Any, path: str, headers: Headers | None = None) -> str:
    """A page, which has one main heading and nothing inline; it speaks Chinese, and English under /en."""
    body: str = app.get(path, headers=headers or {}).body
    assert len(re.findall(r"<h1\b", body)) == 1
    assert INLINE.findall(body) == []
    assert '<html lang="zh-Hans-CN"' in body
    assert '<html lang="en"' in app.get(f"/en{path}", headers=headers or {}).body
    return body


class TestWords:
    """Nothing is shown by its code."""

    def test_complete(self) -> None:
        """Each state, kind, class, change, field and kind of issue has its word."""
        assert set(runs.STATES) == {*UNFINISHED, *FINISHED, "never"}
        assert set(runs.MEANINGS) == {*UNFINISHED, *FINISHED}
        assert set(runs.KINDS) == {*RUNS, "push"}
        assert set(runs.CHANGES) == set(CHANGES)
        assert set(runs.FAULTS) == set(fault.CLASSES)
        assert set(runs.FIELDS) == set(Record.__struct_fields__) - {"counters"}
        assert set(fault.BY_KIND) == set(KINDS) == set(NAMES)


class TestPortals:
    """The list of portals."""

    def test_list(self, app: Any, waiting: Run) -> None:
        """Each portal shows its datasets, how it does, its last run, and what waits."""
        body = checked(app, "/portal?q=示例市")
        assert body.count("<tr>") == 2
        assert address(waiting) in body
        assert "35" in body

    def test_none_found(self, app: Any) -> None:
        """A filter that nothing fits says what to try."""
        assert 'class="empty"' in checked(app, "/portal?q=没有这样的平台")

    def test_nonsense(self, app: Any) -> None:
        """An order that there is not is no page; a state that there is not finds nothing."""
        app.get("/portal?sort=x", status=404)
        assert 'class="empty"' in checked(app, "/portal?state=x&platform=y")
        app.get("/portal?schedule=x", status=404)

    def test_narrowed(self, app: Any, portal: Portal) -> None:
        """What there is to choose from is that of all portals, and the database is asked no more often for less."""
        app.get("/portal")
        all_of_them = kit.questions(lambda: app.get("/portal"))
        assert len(kit.questions(lambda: app.get("/portal?q=示例市&platform=oportal"))) == len(all_of_them)
        body = app.get("/portal?q=示例市").body
        assert (body.count("<tr>"), 'value="tyky"' in body) == (2, True)


class TestPortal:
    """A portal's own page."""

    def test_public(self, app: Any, waiting: Run) -> None:
        """Anybody sees runs, health over time with its table, and issues; nobody but an operator sees switches."""
        body = checked(app, f"/portal/{CODE}")
        assert "<svg" in body
        assert body.count("<rect") == 2
        assert "<form" not in re.sub(r"<form[^>]*role=\"search\".*?</form>", "", body, flags=re.DOTALL).partition("<main")[2]

    def test_operator(self, app: Any, operator: Headers, portal: Portal) -> None:
        """An operator finds what to do; each form carries the token against forged requests."""
        body = checked(app, f"/portal/{CODE}", operator)
        forms = re.findall(r'<form[^>]*method="post".*?</form>', body.partition("<main")[2], re.DOTALL)
        assert len(forms) == 4
        assert all("_csrf_token" in form for form in forms)

    def test_unsafe_settings(self, app: Any, tmp_path: Path) -> None:
        """A certificate that is not checked is no secret."""
        text = kit.YAML.format(url="https://data.example.test/portal", aggregation="logical", private="true")
        path = tmp_path / f"{CODE}.yml"
        path.write_text(text.replace("delay: 0", "delay: 0, verify: false"))
        jobs.portals.take(path)
        assert checked(app, f"/portal/{CODE}").count("alert-warning") == 2

    def test_gone(self, app: Any, waiting: Run) -> None:
        """What is gone of a portal is listed, with its reason."""
        assert 'class="empty"' in checked(app, f"/portal/{CODE}/gone")
        kit.act("govopen_run_approve", id=waiting.id)
        assert checked(app, f"/portal/{CODE}/gone").count("<tr>") == 36
        assert 'id="gone"' in checked(app, f"/portal/{CODE}")

    def test_schedule(self, app: Any, operator: Headers, portal: Portal) -> None:
        """An operator sets and pauses the schedule; nobody else does."""
        path = f"/portal/{CODE}/schedule"
        app.post(path, data={"schedule": "monthly"}, status=403)
        app.post(path, data={"schedule": "monthly"}, headers=operator, follow_redirects=False, status=302)
        app.post(path, data={"paused": "true"}, headers=operator, follow_redirects=False, status=302)
        row = PortalState.all()[CODE]
        assert (row.schedule, row.paused) == ("monthly", True)
        app.post("/portal/none/schedule", data={"paused": "true"}, headers=operator, status=404)

    @pytest.mark.parametrize(
        ("form", "kind"), [({}, "full"), ({"kind": "dry"}, "dry"), ({"kind": "record", "record": " 7 "}, "record")]
    )
    def test_run(self, app: Any, operator: Headers, portal: Portal, form: dict[str, str], kind: str) -> None:
        """A run is asked for and its page is shown at once."""
        answer = app.post(f"/portal/{CODE}/run", data=form, headers=operator, follow_redirects=False, status=302)
        (run,) = Run.latest(CODE, 5)
        assert (run.kind, run.state, run.record) == (kind, "queued", "7" if kind == "record" else None)
        assert answer.headers["Location"].endswith(address(run))

    def test_run_refused(self, app: Any, operator: Headers, portal: Portal) -> None:
        """What cannot be is told on the portal's page."""
        app.post(f"/portal/{CODE}/run", data={"kind": "record"}, headers=operator, follow_redirects=False, status=302)
        app.post(f"/portal/{CODE}/run", data={"kind": "full"}, status=403)
        assert Run.latest(CODE, 5) == []


class TestRun:
    """A run's page."""

    def test_diff(self, app: Any, waiting: Run) -> None:
        """It shows what changed field by field, and what is held back, a page at a time."""
        body = checked(app, address(waiting))
        assert body.count('<article class="find change') == 25
        assert "昆山市学校名录3（新）" in body
        updated = checked(app, f"{address(waiting)}?kind=updated")
        assert updated.count('<article class="find change updated"') == 5
        assert "昆山市学校名录3</div>" in updated
        assert "昆山市学校名录3（新）</div>" in updated
        assert checked(app, f"{address(waiting)}?kind=held&page=2").count("change held") == 10

    def test_why(self, app: Any, waiting: Run) -> None:
        """Why it waits is told in the reader's language."""
        assert "no longer listed" in app.get(f"/en{address(waiting)}").body
        assert waiting.error not in checked(app, address(waiting))

    def test_running(self, app: Any, portal: Portal) -> None:
        """A run that goes on shows how far it is, and renews itself."""
        run = Run(portal=CODE, state="running", listed=30, total=120, notes={"verify": False})
        model.Session.add(run)
        model.Session.commit()
        body = checked(app, address(run))
        assert re.search(r'<progress[^>]*max="120"[^>]*value="30"', body)
        assert "data-live" in body

    def test_every_state(self, app: Any, operator: Headers, portal: Portal) -> None:
        """The page stands in every state of every kind of run."""
        found = [Run(portal=CODE, kind=kind, state=state) for kind in RUNS for state in (*UNFINISHED, *FINISHED)]
        for run in found:
            run.error, run.fault, run.record = "OperationalError", "ours", "7"
        model.Session.add_all(found)
        model.Session.commit()
        for path, state in [(address(run), run.state) for run in found]:
            assert runs.STATES[state] in app.get(f"/en{path}", headers=operator).body

    def test_missing(self, app: Any, waiting: Run) -> None:
        """A run that there is not, or one of another portal, is a 404; so is a kind of change that there is not."""
        app.get(f"/portal/{CODE}/run/none", status=404)
        app.get(f"/portal/640000_ningxia/run/{waiting.id}", status=404)
        app.get(f"{address(waiting)}?kind=x", status=404)

    def test_ask(self, app: Any, operator: Headers, waiting: Run) -> None:
        """Before removals are done or dropped a page names their number; others do not get that far."""
        for act in ("approve", "reject"):
            body = checked(app, address(waiting, act), operator)
            assert "35" in re.findall(r"<h1>.*?</h1>", body)[0]
            app.get(address(waiting, act), status=403)
        assert waiting.held == 35

    def test_approve(self, app: Any, operator: Headers, waiting: Run) -> None:
        """An operator's yes removes what was held back; nobody else's does."""
        app.post(address(waiting, "approve"), status=403)
        app.get(address(waiting, "pause"), headers=operator, status=404)
        app.post(address(waiting, "approve"), headers=operator, follow_redirects=False, status=302)
        assert len(kit.found()) == 5
        # A second click says that there is nothing left to decide.
        app.post(address(waiting, "approve"), headers=operator, follow_redirects=False, status=302)

    def test_reject(self, app: Any, operator: Headers, waiting: Run) -> None:
        """His no keeps everything, and the run's page says that it was rejected; nothing is held back any more."""
        app.post(address(waiting, "reject"), headers=operator, follow_redirects=False, status=302)
        assert len(kit.found()) == 40
        assert kit.act("govopen_run_show", id=waiting.id)["state"] == "complete"
        for path in (address(waiting), f"{address(waiting)}?kind=kept"):
            body = app.get(f"/en{path}").body
            assert "Somebody rejected its removals: 35 datasets" in body
            assert "Removals held back" not in body
            assert re.search(r"Removals rejected <b>35</b>", body)

    def test_pause_resume_cancel(self, app: Any, operator: Headers, portal: Portal) -> None:
        """A run is held up, goes on, and is ended."""
        run_id = kit.act("govopen_run_create", portal=CODE)["id"]
        for act, state in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled")):
            app.post(f"/portal/{CODE}/run/{run_id}/{act}", headers=operator, follow_redirects=False, status=302)
            assert kit.act("govopen_run_show", id=run_id)["state"] == state

    def test_forged(self, app: Any, waiting: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the token of its page a form does nothing, also after somebody came with an API token."""
        headers = {"Authorization": factories.UserWithToken()["token"]}
        app.post(address(waiting, "approve"), headers=headers, status=403)
        monkeypatch.setitem(app.flask_app.config, "WTF_CSRF_ENABLED", True)
        user = factories.Sysadmin(password="correct horse 1")
        client = app.flask_app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = user["id"]
            session["_fresh"] = True
        assert client.get(address(waiting, "approve")).status_code == 200
        assert client.post(address(waiting, "approve")).status_code == 400
        assert len(kit.found()) == 40


class TestChanges:
    """Values of fields beside each other."""

    @pytest.mark.parametrize(
        ("pair", "shown"),
        [
            (["甲", "乙"], (["甲"], ["乙"])),
            ([None, "乙"], ([""], ["乙"])),
            ([["a", "b"], ["b", "c"]], (["a"], ["c"])),
            ([[], ["a"]], ([], ["a"])),
            ([[{"id": 1, "name": "x", "url": None}], []], (["1 · x"], [])),
            ([{"unit": "局", "phone": None}, {"unit": "委"}], (["局"], ["委"])),
        ],
    )
    def test_sides(self, pair: list[Any], shown: tuple[list[str], list[str]]) -> None:
        """Of two lists only the differing entries are shown, of records their filled parts."""
        assert runs.govopen_both(pair) == shown


class TestIssues:
    """The page of issues, and their file."""

    @pytest.fixture
    def issues(self) -> None:
        """Issues of two portals, some with dangerous values."""
        common = {"run_id": "1", "time": "2024-01-01T00:00:00Z", "platform": "oportal", "level": "warning"}
        values = ["海洋", '=cmd|" /C calc"!A0', "电话13800138000", '逗号,引号"换行\n']
        for number, value in enumerate(values):
            row = {"portal": f"p{number % 2}", "kind": "unmapped-theme", "message": "raw", "data": {"value": value}}
            model.Session.add(Issue(**common, **row, where=value))
        model.Session.add(Issue(**common, portal="p0", kind="bad-date", message="x", data={"field": "issued", "value": "?"}))
        model.Session.commit()

    def test_page(self, app: Any, issues: None) -> None:
        """Filters are links and fields that work without script; counts stand beside them."""
        body = checked(app, "/portal/issues")
        assert body.count("<tr>") == 6
        assert "13800138000" not in body.partition("<tbody>")[2].replace("电话13800138000</td>", "")
        assert checked(app, "/portal/issues?kind=bad-date&field=issued").count("<tr>") == 2
        assert checked(app, "/portal/issues?fault=ours&portal=p1").count("<tr>") == 3
        assert 'class="empty"' in checked(app, "/portal/issues?where=none")
        app.get("/portal/issues?fault=x", status=404)
        app.get("/portal/issues.csv?fault=x", status=404)

    def test_table(self, app: Any, issues: None) -> None:
        """The file has the same issues, opens in WPS, and holds no formula and no personal number in its values."""
        answer = app.get("/portal/issues.csv?kind=unmapped-theme")
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert answer.data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))[::-1]
        assert len(rows) == 4
        assert rows[0]["fault"] == "ours"
        assert "海洋" in rows[0]["message"]
        assert rows[1]["where"].startswith("'=cmd")
        assert "138****8000" in rows[2]["message"]
        assert rows[3]["where"] == '逗号,引号"换行\n'
        assert len(list(csv.reader(io.StringIO(app.get("/portal/issues.csv?portal=p1").data.decode())))) == 3

    def test_long_table(self, app: Any) -> None:
        """More issues than one batch come each once, newest first."""
        common = {"run_id": "1", "time": "", "portal": "p", "platform": "", "level": "info", "kind": "duplicate"}
        Issue.add([common | {"where": str(number), "message": "", "data": {}} for number in range(2500)])
        model.Session.commit()
        rows = list(csv.DictReader(io.StringIO(app.get("/portal/issues.csv").data.decode("utf-8-sig"))))
        assert [row["where"] for row in rows] == [str(number) for number in reversed(range(2500))]

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1", "\r=1"])
    def test_formulas(self, text: str) -> None:
        """What a table program might run is text."""
        assert harmless(text) == f"'{text}"
        assert harmless("昆山-学校") == "昆山-学校"


class TestPreview:
    """A new portal before anything is stored."""

    YAML = kit.YAML.format(url="https://data.example.test/portal", aggregation="logical", private="false")

    def test_whom(self, app: Any, operator: Headers) -> None:
        """The page is the operators'."""
        app.get("/portal/preview", status=403)
        app.post("/portal/preview", data={"yaml": self.YAML}, status=403)
        checked(app, "/portal/preview", operator)

    def test_found(self, app: Any, operator: Headers, source: type[kit.Source]) -> None:
        """The first 20 records are shown as datasets with their issues; nothing is stored."""
        source.records = [kit.record(number, theme=("海洋牧场",)) for number in range(30)]
        body = app.post("/portal/preview", data={"yaml": self.YAML, "code": "320583_new"}, headers=operator).body
        assert body.count('<article class="find">') == 20
        assert "海洋牧场" in body.partition('id="issues"')[2]
        assert kit.found() == {}
        assert Run.find(None, (), 10, 0)[0] == 0

    def test_file(self, app: Any, operator: Headers, source: type[kit.Source]) -> None:
        """A file takes the place of the text, and gives its name."""
        source.records = [kit.record(1)]
        upload = (io.BytesIO(self.YAML.encode()), "320583_kunshan.yml")
        body = app.post("/portal/preview", data={"yaml": "", "upload": upload}, headers=operator).body
        assert "昆山市学校名录1" in body
        assert 'value="320583_kunshan"' in body

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("title: x\nplatform: oportal\nurl: https://a.example\nregion: 1\n", "region"),
            ("title: x\nplatform: oportal\nurl: https://a.example\nregion: '640000'\ncolour: red\n", "colour"),
            ("title: [", "YAML"),
        ],
    )
    def test_wrong(self, app: Any, operator: Headers, text: str, named: str) -> None:
        """What is wrong is named with its key, and the text is still there to be mended."""
        body = app.post("/portal/preview", data={"yaml": text}, headers=operator).body
        alert = re.findall(r'<div class="alert alert-error".*?</div>', body, re.DOTALL)[0]
        assert named in alert
        assert "title: " in body.partition("<textarea")[2]

    def test_nothing(self, app: Any, operator: Headers) -> None:
        """An empty form and a wrong code are told, not stumbled over."""
        assert "alert-error" in app.post("/portal/preview", data={}, headers=operator).body
        assert "alert-error" in app.post("/portal/preview", data={"yaml": self.YAML, "code": "../x"}, headers=operator).body


class TestChart:
    """A portal's size over time."""

    def test_bars(self) -> None:
        """Bars begin at zero, the highest is the largest listing, and an empty one can still be seen."""
        entry = {"reachable": True, "complete": True}
        chart = govopen_bars([entry | {"listed": 50}, entry | {"listed": 100}, {"reachable": False, "listed": 0}])
        assert chart["most"] == 100
        assert [(bar["height"], bar["y"], bar["state"]) for bar in chart["bars"]] == [
            (50, 50, "well"),
            (100, 0, "well"),
            (3, 97, "unreachable"),
        ]
        assert len(govopen_bars([])["bars"]) == 0

    @pytest.mark.parametrize(("share", "text"), [(None, "–"), (0.0, "0 %"), (-0.25, "-25.0 %"), (2, "+200.0 %")])
    def test_percent(self, share: float | None, text: str) -> None:
        """A share has its sign; no change has none."""
        assert govopen_percent(share) == text


@pytest.mark.usefixtures("with_request_context")
class TestReasons:
    """Why a run ended, in the reader's language."""

    @pytest.mark.parametrize(
        ("error", "word"),
        [
            (None, ""),
            ("the worker ended", "汇聚进程意外结束"),
            (
                "The run was broken off 9 times without getting on: the worker ended",
                "汇聚中断 9 次且没有进展：汇聚进程意外结束",
            ),
            ("The run was broken off 9 times without getting on: OperationalError", "OperationalError"),
            ("KeyError", '<span lang="en">KeyError</span>'),
        ],
    )
    def test_of_the_engine(self, error: str | None, word: str) -> None:
        """What the engine itself says is told in words, a technical name is marked as what it is."""
        with force_locale("zh_Hans_CN"):
            said = runs.govopen_run_reason({"error": error, "portal": "p", "id": "r"})
        assert word in said if word else said == ""
