"""The action that suggests what a query means."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.logic import departments, filled, index, rate
from ckanext.govopen.model import SearchQuery

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

CALL = "/api/3/action/govopen_suggest"
EMPTY: dict[str, Any] = {"titles": [], "regions": [], "departments": [], "themes": [], "queries": []}


@pytest.fixture
def library(department: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = kit.act("package_create", **kit.dataset(department) | {"title": "昆山市公共图书馆名录"})
    return made


def suggest(q: str, **more: Any) -> dict[str, Any]:
    """What is suggested to somebody who has not signed in."""
    found: dict[str, Any] = tk.get_action("govopen_suggest")({"user": ""}, {"q": q, **more})
    return found


class TestSuggest:
    """Titles, regions, departments and themes."""

    @pytest.mark.parametrize(
        "text",
        ["昆", "昆山市公共", "图书馆", "圖書館", "書", "kunshan", "k", "tsg", "TuShu", "kss gong", "ksggtsg", "昆山 tsg"],
    )
    def test_titles(self, app: Any, library: dict[str, Any], text: str) -> None:
        """Title and name of a public dataset, by Han of either script, pinyin or initials, from the first character on."""
        told = {"title": library["title"], "name": library["name"], "department": "昆山市教育局", "region": ""}
        expected = [] if text == "ksggtsg" else [told]
        answer = app.get(CALL, query_string={"q": text}).json
        assert answer["success"] is True
        assert answer["result"]["titles"] == expected

    def test_ten_titles(self, department: dict[str, Any]) -> None:
        """As many as are wanted where so many match, each title first once; what would look the same once in all."""
        other = factories.Organization(title="昆山市体育局")
        for at in range(13):
            title = f"停车场{'甲乙丙丁戊己庚辛壬癸'[at % 10]}"
            owner = department if at < 10 or at == 12 else other
            kit.act("package_create", **kit.dataset(owner) | {"title": title, "name": f"tcc-{at}"})
        titles = [entry["title"] for entry in suggest("停车")["titles"]]
        assert len(titles) == len(set(titles)) == 10
        every = suggest("tcc", limit=20)["titles"]
        assert len(every) == 12
        assert sorted(entry["department"] for entry in every if entry["title"] == "停车场甲") == [
            "昆山市体育局",
            "昆山市教育局",
        ]
        assert len(suggest("tcc", limit=1)["titles"]) == 1

    def test_private_and_withdrawn_datasets_never_appear(self, department: dict[str, Any], library: dict[str, Any]) -> None:
        """Not for editors either: what is suggested is the same for everybody."""
        kit.act("package_create", **kit.dataset(department) | {"title": "图书馆内部", "name": "neibu", "private": True})
        admin = factories.Sysadmin()
        for user in ("", admin["name"]):
            found = tk.get_action("govopen_suggest")({"user": user}, {"q": "图书馆"})
            assert [entry["name"] for entry in found["titles"]] == [library["name"]]
        kit.act("govopen_dataset_withdraw", id=library["id"], note="数据含有错误，待更正后重新发布。")
        assert suggest("图书馆")["titles"] == []

    @pytest.mark.parametrize(
        "text", ["教育局", "市教育局", "昆山教育", "昆山 教育", "kssjyj", "ksjyj", "jyj", "kunshanshijiao", "育"]
    )
    def test_departments(self, library: dict[str, Any], department: dict[str, Any], text: str) -> None:
        """With the name that addresses and the facet take."""
        found = {"name": department["title"], "code": department["name"], "count": 1}
        assert suggest(text)["departments"] == [found]

    def test_departments_without_public_datasets_are_no_help(self, department: dict[str, Any]) -> None:
        """What would find nothing is not suggested."""
        assert suggest("教育局")["departments"] == []

    def test_departments_are_read_anew(
        self, library: Any, department: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After a while a renamed one is found by its new name; a deleted one is gone at once."""
        assert suggest("jiaoyu")["departments"]
        kit.act("organization_patch", id=department["id"], title="昆山市体育局")
        kit.anew(departments)
        assert suggest("jiaoyu")["departments"] == []
        assert suggest("tiyu")["departments"] == [{"name": "昆山市体育局", "code": department["name"], "count": 1}]
        kit.act("package_delete", id=library["id"])
        kit.act("organization_delete", id=department["id"])
        assert suggest("tiyu")["departments"] == []

    @pytest.mark.parametrize("text", ["苏州", "suzhou", "sz", "s"])
    def test_regions(self, library: dict[str, Any], text: str) -> None:
        """With the code of the facet, all names above, and how many datasets it has."""
        search.commit()
        assert {"name": "苏州市", "code": "320500", "path": "江苏省苏州市", "count": 1} in suggest(text)["regions"]

    def test_counties_of_a_citys_portal(self, department: dict[str, Any]) -> None:
        """Those that titles and departments name; what is said of the region is what the portal says."""
        own = kit.dataset(department) | {"region_code": "511500"}
        kit.act("package_create", **own | {"title": "珙县水库名单", "name": "mingdan"})
        kit.act("package_create", **own | {"title": "水库管理单位", "name": "danwei", "provider_name": "珙县水利局"})
        search.commit()
        found = {"name": "珙县", "code": "511526", "path": "四川省宜宾市珙县", "count": 2}
        assert suggest("珙县")["regions"] == suggest("gongx")["regions"] == [found]
        assert suggest("水库管理")["titles"][0] == {
            "title": "水库管理单位", "name": "danwei", "department": "昆山市教育局", "region": "宜宾市"
        }  # fmt: skip
        for question in ({"q": "*:*", "fq": 'region_path:"511526"'}, {"q": "地区:珙县"}, {"q": "地区:珙县 水库"}):
            assert {one["name"] for one in kit.act("package_search", **question)["results"]} == {"mingdan", "danwei"}

    def test_regions_and_themes_without_datasets_are_no_help(self, library: dict[str, Any]) -> None:
        """What would find nothing is not suggested, however well it fits."""
        search.commit()
        assert [one["name"] for one in suggest("ks")["regions"]] == ["昆山市"]
        assert suggest("昆明")["regions"] == suggest("weisheng")["themes"] == []

    def test_themes(self, app: Any, library: dict[str, Any]) -> None:
        """In the reader's language, with the code of the facet and how many datasets it has."""
        search.commit()
        assert suggest("jiuzhu")["themes"] == [{"name": "社会救助", "code": "16", "count": 1}]

    @pytest.mark.parametrize("text", ["停车", "tcc", "tingchechang", "停車場"])
    def test_queries(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        """What others asked, those first that more people asked."""
        monkeypatch.setattr(SearchQuery, "popular", lambda _limit: [("停车场收费", 9), ("公交", 7), ("成都停车场", 5)])
        assert suggest(text)["queries"] == ["停车场收费", "成都停车场"]

    def test_nothing(self) -> None:
        """Signs mean nothing, and what nobody has finds nothing."""
        assert suggest(" ") == suggest("？！") == EMPTY
        assert suggest("企鹅相亲大会嘉宾") == EMPTY


class TestBadInput:
    """CKAN's error shape names the field."""

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({}, "q"),
            ({"q": ["a"]}, "q"),
            ({"q": {"a": 1}}, "q"),
            ({"q": None}, "q"),
            ({"q": True}, "q"),
            ({"q": "a", "limit": 0}, "limit"),
            ({"q": "a", "limit": 21}, "limit"),
            ({"q": "a", "limit": "viele"}, "limit"),
            ({"q": "a", "limit": [1]}, "limit"),
        ],
    )
    def test_refused(self, app: Any, sent: dict[str, Any], field: str) -> None:
        """409, not 500."""
        answer = app.post(CALL, json=sent, status=409).json
        assert (answer["success"], answer["error"]["__type"]) == (False, "Validation Error")
        assert field in answer["error"]

    @pytest.mark.parametrize(
        "text", ['"', "\\", "{!func}score", "*:*", "_query_:x", "a:b", "\x00", "\ud800", "a" * 5000, "图" * 5000, "😀 ()[]^~"]
    )
    def test_any_text_is_text(self, app: Any, library: dict[str, Any], text: str) -> None:
        """No sign is syntax, no length an error."""
        answer = app.post(CALL, json={"q": text}).json
        assert (answer["success"], answer["result"]["titles"]) == (True, [])


class TestRate:
    """So many suggestions a minute for a user, and for an address of people who are not signed in."""

    @pytest.fixture(autouse=True)
    def few(self, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two, counted for this test alone, however often it runs within the minute."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.suggest_per_minute", 2)
        counting = f"govopen:test:{uuid.uuid4()}"
        monkeypatch.setattr(rate, "prefix", lambda: counting)
        monkeypatch.setattr(rate, "time", SimpleNamespace(time=lambda: 1_800_000_050.0))

    def test_refused(self, app: Any) -> None:
        """429 in the shape of all errors, with the seconds until the next minute; another address is still answered."""
        for _ in range(2):
            assert app.get(CALL, query_string={"q": "s"}).json["success"]
        answer = app.get("/zh_Hans_CN" + CALL, query_string={"q": "s"}, status=429)
        assert (answer.json["success"], answer.json["error"]["__type"]) == (False, "Validation Error")
        assert "2" in answer.json["error"]["rate"][0]
        assert int(answer.headers["Retry-After"]) == 1_800_000_060 - 1_800_000_050 + 1
        assert app.get(CALL, query_string={"q": "s"}, headers={"X-Forwarded-For": "203.0.113.7"}).json["success"]
        assert app.get("/api/3/action/govopen_stats_show").json["success"]

    def test_whom(self, app: Any) -> None:
        """Users count for themselves, operators and the program itself not at all."""
        operator, user = factories.SysadminWithToken(), factories.UserWithToken()
        for who, answers in ((operator, [200] * 4), (user, [200, 200, 429])):
            headers = {"Authorization": who["token"]}
            assert [
                app.get(CALL, query_string={"q": "s"}, headers=headers, status=None).status_code for _ in answers
            ] == answers
        assert [suggest("sz") and True for _ in range(4)] == [True] * 4

    def test_without_redis(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """While nobody can be counted everybody is answered."""

        def away() -> Any:
            raise redis.ConnectionError

        monkeypatch.setattr(rate, "link", rate.Link("%s", ""))
        monkeypatch.setattr(rate, "connection", away)
        for _ in range(4):
            assert app.get(CALL, query_string={"q": "s"}).json["success"]


def test_a_dataset_without_title(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another extension's datasets may have none: they are suggested by name."""
    docs = [{"shown_name": "wu"}, {"shown_name": "tushuguan", "shown_title": "图书馆"}]
    counts = {"facet_fields": {field: [] for field in filled.FIELDS}}
    monkeypatch.setattr(index, "ask", lambda *_: {"response": {"docs": docs}, "facet_counts": counts})
    told = [("wu", "wu"), ("图书馆", "tushuguan")]
    assert [(entry["title"], entry["name"]) for entry in suggest("wu")["titles"]] == told


def test_counts_outlive_a_silent_index(library: dict[str, Any], monkeypatch: pytest.MonkeyPatch, ckan_config: Any) -> None:
    """Regions are counted as they were when the index last answered, however long ago."""
    before = suggest("昆山")["regions"]
    assert before[0]["count"] == 1
    monkeypatch.setitem(ckan_config, "solr_url", "http://127.0.0.1:9/solr/ckan")
    monkeypatch.setattr(filled.known, "_until", 0.0)
    assert suggest("昆山")["regions"] == before


def test_without_the_index(library: dict[str, Any], monkeypatch: pytest.MonkeyPatch, ckan_config: Any) -> None:
    """Regions, departments and themes are still suggested, also what may have no dataset; titles are not."""
    assert suggest("图书馆")["titles"]
    monkeypatch.setitem(ckan_config, "solr_url", "http://127.0.0.1:9/solr/ckan")
    kit.anew(filled)
    found = suggest("jiaoyu")
    assert (found["titles"], len(found["departments"])) == ([], 1)
    assert found["themes"] == [{"name": "教育文化", "code": "7", "count": None}]
    with pytest.raises(index.UnansweredError):
        index.ask({"q": "*:*"}, 1)
