"""What is answered while the index is away, hangs, or has another schema; and that nothing is lost meanwhile."""

from typing import Any

import pysolr
import pytest
import requests
import sqlalchemy as sa

from ckan import model
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.bulk import connection, state
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.logic import index
from ckanext.govopen.model import Outbox

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")
PAGES = ["/", "/dataset/xuexiao", "/organization/", "/organization/jiaoyuju", "/portal", "/about"]
ACTIONS = [
    "package_show?id=xuexiao",
    "organization_show?id=jiaoyuju",
    "organization_list?all_fields=true",
    "govopen_stats_show",
]
NOWHERE = "http://127.0.0.1:9/solr/ckan"
SEARCH = "/api/3/action/package_search"


@pytest.fixture
def dataset(department: dict[str, Any]) -> dict[str, Any]:
    """A dataset that the index knows."""
    made: dict[str, Any] = factories.Dataset(**kit.dataset(department))
    search.commit()
    return made


@pytest.fixture
def away(dataset: dict[str, Any], ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is not there any more."""
    monkeypatch.setitem(ckan_config, "solr_url", NOWHERE)


@pytest.mark.parametrize(("page", "status"), [("/dataset/", 503), ("/organization/jiaoyuju", 200)])
@pytest.mark.usefixtures("dataset")
def test_gone_between_two_questions(app: Any, page: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first question of a page found is shown, though the index does not answer the next."""
    answer = connection.Connection._answer
    asked: list[str] = []

    def once(self: Any, *arguments: Any, **named: Any) -> str:
        asked.append(page)
        if len(asked) > 1:
            raise pysolr.SolrError("Failed to connect to server")
        return answer(self, *arguments, **named)

    monkeypatch.setattr(connection.Connection, "_answer", once)
    assert "昆山市学校名录" in app.get(page, status=status).body


@pytest.mark.usefixtures("dataset")
def test_an_answer_that_is_broken_off(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that dies while it answers is away like one that does not answer."""

    def broken(*_: Any, **__: Any) -> str:
        raise requests.exceptions.ChunkedEncodingError("Connection broken: IncompleteRead")

    monkeypatch.setattr(connection.Connection.__base__, "_send_request", broken)
    assert app.get("/dataset/?q=x", status=503).headers["Retry-After"]


@pytest.mark.usefixtures("away")
class TestAway:
    """Nobody answers where the index should be."""

    @pytest.mark.parametrize("page", PAGES)
    def test_pages_by_name(self, app: Any, page: str) -> None:
        """Pages by name open as usual."""
        assert app.get(page).status_code == 200

    def test_home(self, app: Any) -> None:
        """The home page says why it has no datasets to show."""
        assert "The search cannot be reached" in app.get("/en/").body

    @pytest.mark.parametrize("page", ["/dataset/?q=学校", "/dataset/", "/feeds/dataset.atom"])
    def test_searches_say_so(self, app: Any, page: str) -> None:
        """A search is a page with a notice, and the status that tells programs to come again."""
        answer = app.get(page, status=503)
        assert answer.headers["Retry-After"]
        assert "search" in answer.body.lower()

    @pytest.mark.parametrize("action", ["package_search?q=x", "package_autocomplete?q=x"])
    def test_api(self, app: Any, action: str) -> None:
        """The API answers in CKAN's shape of errors."""
        answer = app.get(f"/api/3/action/{action}", status=503)
        assert (answer.json["success"], answer.json["error"]["__type"]) == (False, "Search Error")
        assert "solr" not in answer.body.lower()

    @pytest.mark.parametrize("action", ACTIONS)
    def test_api_by_name(self, app: Any, action: str) -> None:
        """What is asked for by name is answered."""
        assert app.get(f"/api/3/action/{action}").json["success"]

    def test_status(self, app: Any) -> None:
        """The status says that the index is away."""
        assert app.get("/api/3/action/status_show").json["result"]["search_index"] == connection.AWAY

    def test_changes_are_kept(
        self, app: Any, dataset: dict[str, Any], editor: dict[str, Any], ckan_config: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What people change meanwhile is stored, and told to the index when it is there again."""
        sysadmin = factories.SysadminWithToken()
        headers = {"Authorization": sysadmin["token"]}
        changed = {"id": dataset["id"], "notes": "停机改动"}
        app.post("/api/3/action/package_patch", json=changed, headers=headers, status=200)
        assert model.Session.scalars(sa.select(Outbox.package_id)).all() == [dataset["id"]]
        monkeypatch.undo()
        connection.gate.open()
        drain(seen=True)
        assert search.show(dataset["id"])["notes"] == "停机改动"
        monkeypatch.setitem(ckan_config, "solr_url", NOWHERE)
        app.post("/api/3/action/package_delete", json={"id": dataset["id"]}, headers=headers, status=200)
        assert model.Session.scalars(sa.select(Outbox.package_id)).all() == [dataset["id"]]

    def test_start(self, make_app: Any) -> None:
        """The web server starts, and answers."""
        assert make_app().get("/about").status_code == 200


class TestHanging:
    """A server that takes questions and does not answer."""

    def test_only_the_first_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """After one question without an answer others are told at once; later one at a time tries, not for long."""
        now = [0.0]
        monkeypatch.setattr(connection.time, "monotonic", lambda: now[0])
        gate = connection.Gate()
        assert gate.enter(10) == 10
        gate.shut()
        with pytest.raises(connection.AwayError):
            gate.enter(10)
        now[0] = connection.PAUSE_SECONDS
        assert gate.enter(10) == connection.TRY_SECONDS
        with pytest.raises(connection.AwayError):
            gate.enter(10)
        gate.open()
        assert gate.enter(10) == 10

    def test_asked_once_a_request(self, app: Any, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """However much a page wants to know of the index, it waits once."""
        asked: list[float] = []

        def hanging(solr: Any, *_: Any, **__: Any) -> str:
            asked.append(solr.timeout)
            raise pysolr.SolrError("Connection to server 'x' timed out: y")

        monkeypatch.setattr(connection.Connection, "_answer", hanging)
        assert app.get("/").status_code == 200
        assert len(asked) == 1

    def test_small_questions(self, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Suggestions and similar datasets are not asked while searches are not, and close the way for nobody."""
        monkeypatch.setitem(ckan_config, "solr_url", NOWHERE)
        with pytest.raises(index.UnansweredError):
            index.ask({"q": "*:*"}, 1)
        assert not connection.gate.is_shut()
        asked: list[bool] = []
        monkeypatch.setattr(index, "_client", lambda: asked.append(True))
        connection.gate.shut()
        with pytest.raises(index.UnansweredError):
            index.ask({"q": "*:*"}, 1)
        assert asked == []

    def test_another_servers_error_is_none(self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """A query that Solr refuses keeps nobody else from asking."""
        with pytest.raises(pysolr.SolrError):
            pysolr.Solr(tk.config["solr_url"]).search("[", defType="lucene")
        assert connection.gate.enter(10) == 10


class TestSchema:
    """An index that was made for another schema."""

    def test_status(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The status says so, of a field that is missing or is another kind of field."""
        assert state.state() == state.READY
        monkeypatch.setattr(state, "differences", lambda _ours, _theirs: ["title_bi"])
        assert app.get("/api/3/action/status_show").json["result"]["search_index"] == connection.SCHEMA

    def test_search(self, app: Any, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """A search for a field that the index does not have says what is going on, and pages by name open."""

        def older(_solr: Any, *_: Any, **__: Any) -> str:
            raise pysolr.SolrError("Solr responded with an error (HTTP 400): [Reason: undefined field region_path]")

        monkeypatch.setattr(connection.Connection, "_answer", older)
        assert "reindex" in app.get("/dataset/?q=学校", status=503).body
        assert "reindex" in app.get(SEARCH, status=503).json["error"]["message"]
        assert app.get("/dataset/xuexiao").status_code == 200

    def test_start(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A schema that CKAN itself does not know keeps nothing from starting."""

        def refuse(_file: str | None = None) -> bool:
            raise search.SearchError("SOLR schema version not supported")

        assert connection._checked(refuse)() is False

    @pytest.mark.usefixtures("proxied")
    def test_start_behind_a_proxy(self) -> None:
        """The index's schema is asked for without the proxy that the environment names."""
        assert search.check_solr_schema_version() is True


def test_an_empty_portal_has_no_trouble(app: Any) -> None:
    """Without datasets the home page says nothing of an index that answers."""
    assert "search could not be answered" not in app.get("/en/").body


def test_bad_queries_stay_bad(app: Any, dataset: dict[str, Any]) -> None:
    """A mistake of the caller is told as before, not as an outage."""
    answer = app.get(f"{SEARCH}?sort=nonsense+upwards", status=400)
    assert answer.json["error"]["__type"] in {"Search Query Error", "Search Error"}
