"""Folding and the explanation of searches on a portal."""

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.search import folding
from ckanext.govopen.search.address import Address
from ckanext.govopen.search.explaining import FACTORS, FIELDS, KINDS

from tests.ckan import kit

TITLES = ("昆山市学校名录", "昆山市学校（名录）", "昆山市公园名录", "昆山市幼儿园收费标准")


@pytest.fixture
def datasets(department: dict[str, Any]) -> list[dict[str, Any]]:
    """Four datasets of a department, two of which have the same title but for the marks in it."""
    return [
        kit.act("package_create", **kit.dataset(department, name=f"one{at}", title=title, notes=title))
        for at, title in enumerate(TITLES)
    ]


@pytest.mark.usefixtures("with_request_context")
class TestFolded:
    """Near-duplicates in `package_search`."""

    def names(self, **asked: Any) -> list[str]:
        found = kit.act("package_search", **asked)
        assert found["count"] == len(found["results"])
        return sorted(one["name"] for one in found["results"])

    def test_where_asked_for(self, datasets: list[dict[str, Any]]) -> None:
        """A client gets all of them, a page that asks gets one."""
        assert self.names(q="学校名录") == ["one0", "one1"]
        assert len(self.names(q="学校名录", extras={folding.ASKED: "1"})) == 1
        assert len(self.names(q="昆山", extras={folding.ASKED: "1"})) == 3
        assert len(self.names(q="*:*", extras={folding.ASKED: "1"})) == 4

    def test_others(self, datasets: list[dict[str, Any]]) -> None:
        """The page tells how many others there are, and its link lists them all."""
        shown = kit.act("package_search", q="昆山", extras={folding.ASKED: "1"})["results"]
        (one,) = tk.h.govopen_folded(shown, Address(path="/dataset/", q="昆山")).values()
        assert one["count"] == 1
        key = one["url"].partition("fold=")[2]
        assert self.names(fq=f'fold:"{key}"', extras={folding.ASKED: "1"}) == ["one0", "one1"]
        assert tk.h.govopen_folded([], Address(path="/dataset/")) == {}

    def test_only_ours(self, govopen: None) -> None:
        """Nobody else may have Solr fold by a field of their choice."""
        for parser in ("{!collapse field=name}", "{!type=collapse field=name}"):
            for asked in ({"fq": parser}, {"fq_list": [parser]}):
                with pytest.raises(SearchError):
                    kit.act("package_search", q="学校", **asked)


def test_a_fold_leads_to_its_page_once(app: Any, datasets: list[dict[str, Any]]) -> None:
    """The page that lists near-duplicates does not lead to itself from each of them."""
    link = '.meta a[href*="fold="]'
    (others,) = LexborHTMLParser(app.get("/dataset/?q=昆山").body).css(link)
    page = LexborHTMLParser(app.get(others.attributes["href"]).body)
    assert (len(page.css(".hit")), len(page.css(link))) == (2, 0)
    assert page.css_first(".chip").attributes["href"].endswith("?q=%E6%98%86%E5%B1%B1")


@pytest.mark.parametrize("address", ["/dataset/", "/dataset/?sort=updated+desc", "/"])
def test_lists_without_a_query_show_one_of_each(app: Any, datasets: list[dict[str, Any]], address: str) -> None:
    """Near-duplicates stand once on a page, also on the home page."""
    titles = [link.text() for link in LexborHTMLParser(app.get(address).body).css(".hit h2 a, .latest li > a")]
    assert len(titles) == len(set(titles)) == 3


class TestGovopenSearchExplain:
    """`govopen_search_explain`."""

    def test_hits(self, datasets: list[dict[str, Any]]) -> None:
        """In the order of the search, each with the fields that its words were found in and every factor."""
        found = kit.act("govopen_search_explain", q="昆山学校名录")
        shown = kit.act("package_search", q="昆山学校名录")
        assert [one["name"] for one in found["results"]] == [one["name"] for one in shown["results"]]
        assert found["count"] == shown["count"] == 2
        assert [one["name"] for one in found["regions"]] == ["江苏省苏州市昆山市"]
        best = found["results"][0]
        assert best["fields"][0]["field"] == "title"
        assert "学校" in {term["term"] for one in best["fields"] for term in one["terms"]}
        assert {one["field"] for one in best["fields"]} <= FIELDS.keys()
        assert best["factors"].keys() == FACTORS.keys()
        assert sum(one["share"] for one in best["fields"]) == pytest.approx(1, abs=0.01)
        product = best["text"]
        for value in best["factors"].values():
            product *= value
        assert product == pytest.approx(best["score"], rel=0.02)

    def test_understood(self, datasets: list[dict[str, Any]]) -> None:
        """Departments and synonyms are named, and what would be asked next."""
        found = kit.act("govopen_search_explain", q="市教委 中小學")
        assert found["normalised"] == "市教委 中小学"
        assert found["departments"] == [{"text": "市教委", "duties": ["教育"]}]
        assert {token["kind"] for token in found["tokens"]} <= KINDS.keys()
        assert "学校" in kit.act("govopen_search_explain", q="上学")["synonyms"]["上学"]

    def test_filters(self, app: Any) -> None:
        """What was used, on the page too, and not the words that it is made of."""
        found = kit.act("govopen_search_explain", q="部门:教育局 名录 -公园")
        assert [(one["kind"], one["text"]) for one in found["tokens"]] == [
            ("filter", "部门:教育局"),
            ("missing", "-公园"),
            ("word", "名录"),
        ]
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        body = app.get("/en/search/explain", query_string={"q": "部门:教育局 名录 -公园"}, headers=headers).body
        assert "Must be missing" in body

    def test_one_dataset(self, datasets: list[dict[str, Any]]) -> None:
        """One dataset alone, or nothing where the query does not find it."""
        (one,) = kit.act("govopen_search_explain", q="名录", id="one2")["results"]
        assert one["id"] == datasets[2]["id"]
        assert kit.act("govopen_search_explain", q="公园", id="one3")["results"] == []

    def test_asked_again(self, app: Any, datasets: list[dict[str, Any]]) -> None:
        """Where people see what was asked instead, that is explained: the same hits in the same order, of one dataset too."""
        for q in ("学校名录2015年", "工园"):
            shown = kit.act("package_search", q=q)
            found = kit.act("govopen_search_explain", q=q)
            again = found["second"]
            assert found["count"] == 0
            assert again["count"] == shown["count"] > 0
            assert {name: again[name] for name in ("kind", "q", "dropped")} == shown["relaxed"]
            assert [one["name"] for one in again["results"]] == [one["name"] for one in shown["results"]]
            assert again["results"][0]["fields"]
        assert [one["name"] for one in kit.act("govopen_search_explain", q="工园", id="one2")["second"]["results"]] == ["one2"]
        assert kit.act("govopen_search_explain", q="工园", id="one0")["second"]["results"] == []
        assert kit.act("govopen_search_explain", q="公园", id="one3")["second"] is None
        assert kit.act("govopen_search_explain", q="zxqvwk")["second"] is None
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        body = app.get("/en/search/explain?q=学校名录2015年", headers=headers).body
        assert "Without the year" in body
        assert "昆山市学校名录" in body

    def test_any_query(self, datasets: list[dict[str, Any]]) -> None:
        """Nothing that can be typed is an error."""
        for q in ("title:学校", "{!func}score", "*:*", '"', "a:b)", "学" * 3000, "🏫"):
            found = kit.act("govopen_search_explain", q=q)
            assert found["count"] >= len(found["results"]), q

    @pytest.mark.usefixtures("govopen")
    def test_refused(self, app: Any) -> None:
        """A query must be given; nobody but operators may ask."""
        token = factories.SysadminWithToken()["token"]
        for body, field in (
            ({}, "q"),
            ({"q": ""}, "q"),
            ({"q": "a", "limit": -1}, "limit"),
            ({"q": "a", "offset": "x"}, "offset"),
        ):
            headers = {"Authorization": token}
            error = app.post("/api/3/action/govopen_search_explain", json=body, headers=headers, status=409).json["error"]
            assert error[field], body
        refused = app.post("/api/3/action/govopen_search_explain", json={"q": "a"}, status=403).json["error"]["message"]
        assert "搜索排序" in refused
        app.post(
            "/api/3/action/govopen_search_explain",
            json={"q": "a"},
            headers={"Authorization": factories.UserWithToken()["token"]},
            status=403,
        )

    def test_page(self, app: Any, datasets: list[dict[str, Any]]) -> None:
        """Operators see it in words; anybody else is refused."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        app.get("/search/explain?q=学校", status=403)
        assert "<h1>" in app.get("/search/explain", headers=headers).body
        body = app.get("/search/explain?q=昆山学校名录", headers=headers).body
        assert "昆山市学校名录" in body
        assert "江苏省苏州市昆山市" in body
        assert "320583 昆山市" in body
        assert "×" in body
        assert "收费标准" not in app.get("/search/explain?q=公园&id=one3", headers=headers).body
