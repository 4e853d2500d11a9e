"""Searches through CKAN's own action: what is asked again, and what the answer says of it."""

import html
import re
from typing import Any
from urllib.parse import quote_plus

import pysolr
import pytest

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.model import clock
from ckanext.govopen.search.address import Address
from ckanext.govopen.search.explaining import WAYS
from ckanext.govopen.search.query import AS_IT_IS, RELAXED

from tests.ckan import kit

CALL = "/api/3/action/package_search"
TITLES = {
    "gongyuan": "昆山市公园名录",
    "gongjijin": "昆山市住房公积金提取明细（2021年）",
    "xuexiao": "昆山市学校名录",
}


@pytest.fixture
def datasets(department: dict[str, Any]) -> dict[str, Any]:
    """Three datasets of one department."""
    for name, title in TITLES.items():
        kit.act("package_create", **kit.dataset(department, name=name, title=title, notes="全市数据。"))
    return department


@pytest.fixture
def file(datasets: dict[str, Any]) -> dict[str, Any]:
    """The only file, of the parks."""
    resources = [{"url": "https://a.test/a.csv", "name": "名录", "format": "csv"}]
    found: dict[str, Any] = kit.act("package_patch", id="gongyuan", resources=resources)["resources"][0]
    return found


def ask(q: str, /, **params: Any) -> dict[str, Any]:
    """The search as a stranger asks."""
    answer: dict[str, Any] = tk.get_action("package_search")({"user": ""}, {"q": q, **params})
    return answer


def names(answer: dict[str, Any]) -> list[str]:
    return sorted(one["name"] for one in answer["results"])


@pytest.mark.usefixtures("datasets")
def test_a_search_that_finds_says_nothing_more() -> None:
    """CKAN's answer, as its clients know it."""
    answer = ask("公园")
    assert names(answer) == ["gongyuan"]
    assert answer.keys() == {"count", "facets", "results", "sort", "search_facets"}


@pytest.mark.usefixtures("datasets")
def test_a_word_that_sounds_the_same_is_taken() -> None:
    """The answer says what was asked instead, and offers it no second time."""
    answer = ask("公鸡金提取")
    assert names(answer) == ["gongjijin"]
    assert answer["relaxed"] == {"kind": "spelling", "q": "公积金提取", "dropped": []}
    assert "公积金提取" not in answer.get("did_you_mean", [])


@pytest.mark.usefixtures("datasets")
def test_the_page_says_once_what_was_asked_instead(app: Any) -> None:
    """It marks that, and has a link to what was typed, which then is not read in another way."""
    body = app.get("/en/dataset/", query_string={"q": "公鸡金提取"}).body
    assert "<mark>公积金提取</mark>" in body
    told = re.findall(r'<p class="answered".*?</p>', body, re.DOTALL)
    assert [text.count("公积金提取") for text in told] == [1, *[0] * (len(told) - 1)]
    link = re.search(r'<a href="([^"]+)"[^>]*>Search for “公鸡金提取”', told[0])
    assert link
    typed = app.get(html.unescape(link[1])).body
    assert 'class="hit"' not in typed
    assert 'class="answered"' not in typed


@pytest.mark.usefixtures("datasets")
def test_other_queries_keep_the_filters_that_were_typed(app: Any) -> None:
    """So that what is offered finds what was counted, for programs and on the page."""
    offered = ask("部门:教育局 公园火鸡 -医院").get("did_you_mean", [])
    assert offered
    for q in offered:
        assert q.startswith("部门:教育局 -医院 ")
        assert ask(q)["count"]
    body = app.get("/dataset/", query_string={"q": "部门:教育局 公园火鸡 -医院"}).body
    assert quote_plus(offered[0]) in body


@pytest.mark.usefixtures("datasets")
def test_what_does_not_fit_is_left_out_and_told() -> None:
    """A year that no dataset has."""
    answer = ask("2015年公积金提取")
    assert names(answer) == ["gongjijin"]
    assert answer["relaxed"]["kind"] == "year"
    assert answer["relaxed"]["dropped"] == ["2015年"]


@pytest.mark.usefixtures("datasets")
def test_each_of_two_topics_is_offered() -> None:
    """Where no dataset has both, neither alone is the answer."""
    answer = ask("公园 学校")
    assert (answer["count"], "relaxed" in answer) == (0, False)
    assert set(answer["did_you_mean"]) == {"公园", "学校"}


@pytest.mark.usefixtures("datasets")
def test_years_are_those_of_today() -> None:
    """The portal's clock says which year 去年 is; 21年 is a year of this century."""
    assert names(ask("21年 公积金")) == ["gongjijin"]
    assert "relaxed" not in ask("21年 公积金")
    assert ask("去年的公积金")["relaxed"]["dropped"] == [f"{clock.now().year - 1}年"]


@pytest.mark.usefixtures("datasets")
@pytest.mark.parametrize("q", ["火星 公园", "火星移民申请", "独角兽饲养规范", "zxqvwk", "公园火星"])
def test_nonsense_finds_nothing(q: str) -> None:
    """Not something that shares a word with it."""
    answer = ask(q)
    assert answer["count"] == 0
    assert "relaxed" not in answer


@pytest.mark.usefixtures("datasets")
def test_the_second_search_keeps_filters_facets_and_paging() -> None:
    """It is the same search but for the words."""
    params: dict[str, Any] = {"facet.field": ["theme"], "rows": 1}
    answer = ask("公鸡金提取", **params)
    assert answer["search_facets"]["theme"]["items"][0]["count"] == 1
    assert ask("公鸡金提取", fq="theme:99", **params)["count"] == 0
    assert ask("公鸡金提取", start=1, **params)["results"] == []


@pytest.mark.usefixtures("datasets")
def test_the_second_search_shows_no_more_than_the_first(datasets: dict[str, Any]) -> None:
    """Private datasets stay private."""
    kit.act("package_create", **kit.dataset(datasets, name="mimi", title="公积金稽核底册", private=True))
    user = factories.User()
    asked = {"q": "公鸡金稽核", "include_private": True}
    stranger = tk.get_action("package_search")({"user": user["name"]}, dict(asked))
    assert stranger["count"] == 0
    assert "did_you_mean" not in stranger
    assert kit.act("package_search", **asked)["relaxed"]["q"] == "公积金稽核"


@pytest.mark.usefixtures("datasets")
def test_filters_in_short_form() -> None:
    """Of the facets' own words, with departments by any of their names."""
    assert names(ask("部门:教育局 公园")) == ["gongyuan"]
    assert ask("部门:公安局")["count"] == 0
    assert ask("主题：16")["count"] == 3
    assert names(ask("年份:2021")) == ["gongjijin"]


@pytest.mark.usefixtures("datasets")
@pytest.mark.parametrize(
    "params",
    [{"extras": "x"}, {"ext_govopen_relaxed": "nonsense"}, {"ext_govopen_relaxed": ["x"]}, {"ext_other": "1"}],
)
def test_odd_parameters_are_no_failure(params: dict[str, Any]) -> None:
    """What a client sends along is left alone."""
    assert ask("公园", **params)["count"] == 1


@pytest.mark.usefixtures("datasets")
@pytest.mark.parametrize("params", [{"fq": "((("}, {"sort": "nonsense up"}, {"fq": "{!bool must=x}"}])
def test_broken_parameters_are_ckans_errors(params: dict[str, Any]) -> None:
    """As without us: the API answers 409 or 400, never 500."""
    with pytest.raises((SearchError, tk.ValidationError)):
        ask("公鸡金提取", **params)


@pytest.mark.usefixtures("datasets")
class TestMistakes:
    """What a caller gets wrong is told by its field, in a few words; never with all that Solr was asked."""

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"include_private": "x"}, "include_private"),
            ({"use_default_schema": "maybe"}, "use_default_schema"),
            ({"start": 10**12}, "start"),
            ({"start": "9" * 5000}, "start"),
            ({"start": 2**31 - 1}, "start"),
            ({"fl": 5}, "fl"),
            ({"fl": ["id", 5]}, "fl"),
            ({"fl": {"id": 1}}, "fl"),
        ],
    )
    def test_field(self, app: Any, asked: dict[str, Any], field: str) -> None:
        """409 with the field's name."""
        answer = app.post(CALL, json=asked, status=409).json
        assert (answer["success"], answer["error"]["__type"]) == (False, "Validation Error")
        assert field in answer["error"]

    def test_order(self, app: Any) -> None:
        """A field that gives no order is the caller's mistake, and no sign of an index of another schema."""
        for field in ("data_dict", "title_bi"):
            answer = app.get(CALL, query_string={"sort": f"{field} asc"}, status=400)
            assert answer.json["error"]["__type"] == "Search Query Error"
            assert field in answer.json["error"]["message"]
            assert "Retry-After" not in answer.headers
            app.get("/dataset/", query_string={"sort": f"{field} asc"}, status=400)

    def test_syntax(self, app: Any) -> None:
        """A filter that Solr cannot read."""
        message = app.get(CALL, query_string={"fq": "years:abc"}, status=409).json["error"]["message"]
        assert "Invalid Number: abc for field years" in message
        assert "]" not in message
        assert "permission_labels" not in message

    def test_what_was_left_out_is_said(self, app: Any) -> None:
        """On the page too, whichever kind of thing it was."""
        answer = ask("公积金提取企业")
        assert answer["relaxed"]["kind"] == "sort"
        assert (
            answer["relaxed"]["dropped"][0]
            in app.get("/dataset/", query_string={"q": "公积金提取企业"}).body.split("answered")[1]
        )


@pytest.mark.usefixtures("with_request_context")
@pytest.mark.parametrize("kind", WAYS)
def test_every_way_is_told(kind: str) -> None:
    """What was left out, or else what was asked instead, with a link to what was typed."""
    for dropped in ([], ["甲", "乙"]):
        found = {"relaxed": {"kind": kind, "q": "丙", "dropped": dropped}}
        told = tk.render("package/snippets/answered.html", {"found": found, "address": Address(path="/dataset/", q="丁")})
        assert all(word in told for word in dropped) or kind in {"spelling", "short"}
        assert ("丙" in told) == (kind == "spelling" or (bool(dropped) and kind in {"sort", "character", "word"}))
        assert "“丁”" in told


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("PUT", CALL, 405), ("DELETE", CALL, 405), ("GET", "/api/9/action/x", 404), ("POST", CALL, 415)],
)
def test_the_api_answers_programs(app: Any, method: str, address: str, status: int) -> None:
    """In the shape of its errors where browsers get a page."""
    answer = app.test_client().open(address, method=method, data="q=a", content_type="text/plain")
    assert answer.status_code == status
    assert answer.json["success"] is False
    assert answer.json["error"]["message"]


@pytest.mark.usefixtures("datasets")
def test_what_is_not_found_asks_the_index_three_times_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as it was typed, once how many each way finds, and once by the first way that finds any."""
    asked: list[str] = []
    select = pysolr.Solr._select

    def counted(self: pysolr.Solr, params: dict[str, Any], *more: Any, **named: Any) -> Any:
        asked.append(str(params["q"]))
        return select(self, params, *more, **named)

    monkeypatch.setattr(pysolr.Solr, "_select", counted)
    assert ask("2015年公积金提取")["relaxed"]
    assert len(asked) == 3
    asked.clear()
    assert ask("公积金提取")["count"]
    assert len(asked) == 1


class TestCodes:
    """A dataset by what stands in an address bar."""

    def test_pages(self, file: dict[str, Any]) -> None:
        """The address of its page and of its file's, with the portal's language or without."""
        for path in ("", f"/resource/{file['id']}", f"/resource/{file['id']}/download/a.csv"):
            for where in ("http://127.0.0.1:8470", "https://data.example.cn/en"):
                assert ask(f"{where}/dataset/gongyuan{path}")["results"][0]["name"] == "gongyuan"

    def test_ids(self, file: dict[str, Any]) -> None:
        """Its own and that of a file, also in capitals; an id that nothing has finds nothing."""
        for one in (file["package_id"], file["id"]):
            assert names(ask(one)) == names(ask(f" {one.upper()} ")) == ["gongyuan"]
        assert ask("00000000-0000-4000-8000-000000000000")["results"] == []


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("公园 OR 学校", ["gongyuan", "xuexiao"]),
        ("公园或者学校", ["gongyuan", "xuexiao"]),
        ("公园、学校", ["gongyuan", "xuexiao"]),
        ("公园/学校 昆山", ["gongyuan", "xuexiao"]),
        ("(公园 OR 学校) 昆山", ["gongyuan", "xuexiao"]),
        ("昆山 公园 OR 学校", ["gongyuan", "xuexiao"]),
        ("泰州 公园 OR 学校", []),
        ("公园 OR", ["gongyuan"]),
        ("泰州和昆山的公园", ["gongyuan"]),
        ("除泰州外的公园", ["gongyuan"]),
        ("除了昆山的公园", []),
        ("公积金 -2021年", []),
        ("公园 -2021年", ["gongyuan"]),
        ("部门:教育局 OR 格式:csv 公园", ["gongyuan"]),
        ("公园 -格式:csv", []),
        ("公园 -csv", []),
        ("公园 NOT 格式:xlsx", ["gongyuan"]),
    ],
)
def test_alternatives_and_exclusions(q: str, found: list[str]) -> None:
    """As typed and as said, of words, places, years and filters; nothing else is given up for them."""
    assert names(ask(q, extras={RELAXED: AS_IT_IS})) == found
