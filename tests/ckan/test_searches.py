"""What operators see of searches, and what everybody does."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.cli import govopen as command
from ckanext.govopen.model import SearchClick, SearchQuery, clock
from ckanext.govopen.model.search_click import Opened
from ckanext.govopen.model.search_query import Asked
from ckanext.govopen.usage import shown
from ckanext.govopen.usage.buffer import monday

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen", "clean_redis")


@pytest.fixture(autouse=True)
def asked(department: dict[str, Any]) -> None:
    """Four questions of this week and one of ten weeks ago."""
    dataset = kit.act("package_create", **kit.dataset(department))
    week = monday(clock.now().date())
    SearchQuery.put(
        {
            (week, "公积金"): Asked(40, 40, 0, 12),
            (week, "学校"): Asked(10, 8, 2, 5),
            (week, "=1+1"): Asked(7, 0, 7, 2),
            (week, "独角兽 <b>"): Asked(3, 0, 3, 1),
            (week - timedelta(weeks=10), "公积金"): Asked(60, 60, 0, 3),
            (week - timedelta(weeks=10), "旧事"): Asked(1, 1, 0, 1),
        }
    )
    SearchClick.put({(week, "学校", dataset["name"]): Opened(4, 6), (week, "公积金", dataset["name"]): Opened(2, 40)})
    model.Session.commit()
    kit.anew(shown)


def operator() -> dict[str, str]:
    """The headers of an operator."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


class TestGovopenSearchQueryList:
    """The action."""

    def test_orders(self) -> None:
        """By searches, by those left without an answer, by how seldom an answer is opened."""
        listed = {order: kit.act("govopen_search_query_list", order=order) for order in ("searches", "empty", "unopened")}
        assert {order: [row["query"] for row in found["results"]] for order, found in listed.items()} == {
            "searches": ["公积金", "学校", "=1+1", "独角兽 <b>"],
            "empty": ["=1+1", "独角兽 <b>", "学校"],
            "unopened": ["公积金", "学校"],
        }
        assert [found["count"] for found in listed.values()] == [4, 3, 2]
        assert listed["searches"]["results"][1] == {
            "query": "学校", "searches": 10, "empty": 2, "askers": 5, "clicks": 4, "click_rate": 0.5, "rank": 1.5,
        }  # fmt: skip
        assert listed["empty"]["results"][0]["click_rate"] is None

    def test_weeks_and_pages(self) -> None:
        """A longer span sums up more weeks, people never; a page passes over what came before."""
        found = kit.act("govopen_search_query_list", weeks=52, limit=2, offset=0)
        assert (found["count"], found["results"][0]["searches"], found["results"][0]["askers"]) == (5, 100, 12)
        assert [row["query"] for row in kit.act("govopen_search_query_list", weeks=52, limit=9, offset=4)["results"]] == [
            "旧事"
        ]
        assert kit.act("govopen_search_query_list", weeks=10**9)["count"] == 5

    def test_operators_alone(self, app: Any) -> None:
        """Nobody else sees what few people asked, in no form."""
        user = factories.UserWithToken()
        for header in ({}, {"Authorization": user["token"]}):
            answer = app.post("/api/3/action/govopen_search_query_list", json={}, headers=header, status=403).json
            assert answer["error"]["__type"] == "Authorization Error"
            for address in ("/searches/", "/searches/searches.csv", "/searches/synonyms.txt"):
                assert "独角兽" not in app.get(address, headers=header, status=403).body
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("govopen_search_query_list")({"user": user["name"]}, {})

    def test_nonsense(self, app: Any) -> None:
        """What cannot be is refused with the name of the field."""
        header = operator()
        for body in ({"order": "x"}, {"weeks": 0}, {"weeks": "x"}, {"limit": -1}, {"offset": "x"}):
            answer = app.post("/api/3/action/govopen_search_query_list", json=body, headers=header, status=409).json
            assert set(answer["error"]) - {"__type"} == set(body)


class TestPages:
    """The page and its files."""

    def test_page(self, app: Any) -> None:
        """The questions with their figures, escaped, with a way to the search and to the files; the account leads here."""
        body = app.get("/searches/", query_string={"order": "empty"}, headers=operator()).body
        assert "独角兽 &lt;b&gt;" in body
        assert "独角兽 <b>" not in body
        assert "/dataset/?q=%E5%AD%A6%E6%A0%A1" in body
        assert "/searches/searches.csv?order=empty" in body
        assert 'href="/searches/"' in body

    def test_nothing(self, app: Any) -> None:
        """A filter that nothing knows is none, a page behind the last one is the last."""
        header = operator()
        for wrong in ({"order": "x"}, {"weeks": "x"}, {"weeks": "-1"}, {"weeks": "0"}, {"page": "-1"}, {"page": "9"}):
            assert "公积金" in app.get("/searches/", query_string=wrong, headers=header).body
        model.Session.execute(sa.delete(SearchQuery))
        model.Session.commit()
        assert "<table" not in app.get("/searches/", query_string={"page": "9"}, headers=header).body

    def test_table(self, app: Any) -> None:
        """All questions, and none that a table program takes for a formula."""
        sent = app.get("/searches/searches.csv", query_string={"weeks": "52"}, headers=operator())
        rows = list(csv.DictReader(io.StringIO(sent.body.removeprefix("\ufeff"))))
        assert [row["query"] for row in rows] == ["公积金", "学校", "'=1+1", "独角兽 <b>", "旧事"]
        assert rows[1]["click_rate"] == "0.5"

    def test_synonyms(self, app: Any) -> None:
        """Lines to fill in, of what was left without an answer."""
        lines = app.get("/searches/synonyms.txt", headers=operator()).body.splitlines()
        assert lines[2:4] == ["# 3 searches, 3 without an answer, 1 people", "# 独角兽 <b> => "]

    def test_home(self, app: Any) -> None:
        """The home page offers what five people asked, and its own words until then."""
        body = app.get("/").body
        assert 'q=%E5%85%AC%E7%A7%AF%E9%87%91">公积金</a>' in body
        assert "旧事" not in body
        assert "宜宾 公园" not in body
        model.Session.query(SearchQuery).delete()
        model.Session.commit()
        kit.anew(shown)
        assert "宜宾 公园" in app.get("/").body

    def test_about(self, app: Any) -> None:
        """The page about the portal says what is counted."""
        assert "DNT" in app.get("/about").body
        assert "DNT" in app.get("/en/about").body


def test_command() -> None:
    """The command lists the same, and the lines for synonyms."""
    runner = CliRunner()
    plain = runner.invoke(command, ["searches", "--order", "empty"], catch_exceptions=False).output.splitlines()
    assert plain[0] == "7\t7\t2\t0\t=1+1"
    lines = runner.invoke(command, ["searches", "--synonyms", "--weeks", "1"], catch_exceptions=False).output.splitlines()
    assert lines[:2] == ["# 7 searches, 7 without an answer, 2 people", "# =1+1 => "]
