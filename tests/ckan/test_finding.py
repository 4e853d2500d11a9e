"""The results pages: several values of a facet, what the address says, and what nobody may see through them."""

from dataclasses import replace
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser

from ckan.lib.search import SearchError, SolrConnectionError
from ckan.tests import factories
from ckanext.govopen.logic import departments
from ckanext.govopen.search.facets import facets
from ckanext.govopen.views import finding

from tests.ckan import kit

DATASETS = (
    # name, region, themes, department, formats
    ("a", "510502", ["2"], "lzyb", ["csv"]),
    ("b", "510500", ["7"], "lzyb", ["csv", "api"]),
    ("c", "511500", ["7"], "ybjy", ["xls"]),
    ("d", "511500", ["2", "7"], "ybjy", ["xls"]),
    ("e", "510000", ["16"], "ybjy", []),
    ("f", "320583", ["2"], "lzyb", ["csv"]),
)


@pytest.fixture
def datasets(govopen: None) -> dict[str, Any]:
    """Six datasets of two departments, whose numbers the tests below count by hand."""
    owners = {name: factories.Organization(name=name, title=title) for name, title in (("lzyb", "医保局"), ("ybjy", "教育局"))}
    for name, region, themes, owner, formats in DATASETS:
        resources = [{"url": f"https://a.test/{one}", "name": one, "format": one} for one in formats]
        changes = {
            "name": f"set-{name}",
            "title": f"名录{name}",
            "region_code": region,
            "theme": themes,
            "resources": resources,
        }
        kit.act("package_create", **kit.dataset(owners[owner], **changes))
    return owners


class Shown:
    """A results page as a reader sees it."""

    def __init__(self, app: Any, address: str, status: int = 200) -> None:
        self.page = LexborHTMLParser(app.get(address, status=status).body)

    @property
    def hits(self) -> list[str]:
        """Names of the datasets, sorted."""
        return sorted(link.attributes["href"].rsplit("set-", 1)[1] for link in self.page.css(".hit h2 a"))

    @property
    def count(self) -> int:
        """The number that the page names."""
        return int(self.page.css(".count b")[0].text())

    @property
    def chips(self) -> list[str]:
        """Labels of the chosen values."""
        return [chip.text() for chip in self.page.css(".chip bdi")]

    def facet(self, name: str) -> dict[str, int]:
        """Labels and counts of a facet's values."""
        links = self.page.css(f"#facet-{name} li > a")
        return {link.css("span")[0].text(): int(link.css("span")[1].text()) for link in links}

    def link(self, name: str, label: str) -> str:
        """Where a value of a facet leads."""
        links = self.page.css(f"#facet-{name} li > a")
        return next(link.attributes["href"] for link in links if link.css("span")[0].text() == label)

    def active(self, name: str) -> list[str]:
        """Labels of the values of a facet that are marked as chosen."""
        return [link.css("span")[0].text() for link in self.page.css(f"#facet-{name} a[aria-current=true]")]

    @property
    def typed(self) -> str:
        """What stands in the search box."""
        return self.page.css_first("#search").attributes["value"]


def test_values_of_a_facet_are_alternatives_and_facets_narrow(app: Any, datasets: dict[str, Any]) -> None:
    """Two themes find what has either; a format beside them narrows; every value counts what it would add."""
    both = Shown(app, "/dataset/?theme=2&theme=7")
    assert (both.count, both.hits) == (5, ["a", "b", "c", "d", "f"])
    assert both.facet("theme") == {"医疗卫生": 3, "教育文化": 3, "社会救助": 1}
    assert both.facet("formats") == {"CSV 表格": 3, "Excel 97-2003 表格": 2, "接口": 1}
    assert both.active("theme") == ["医疗卫生", "教育文化"]
    narrowed = Shown(app, both.link("formats", "CSV 表格"))
    assert narrowed.hits == ["a", "b", "f"]
    assert narrowed.facet("theme") == {"医疗卫生": 2, "教育文化": 1}
    assert narrowed.facet("formats") == {"CSV 表格": 3, "Excel 97-2003 表格": 2, "接口": 1}


def test_regions_are_a_tree_of_alternatives(app: Any, datasets: dict[str, Any]) -> None:
    """A city stands for its districts; a second city stands beside it; the province replaces both."""
    top = Shown(app, "/dataset/")
    assert top.facet("region_path") == {"四川省": 5, "江苏省": 1}
    province = Shown(app, top.link("region_path", "四川省"))
    assert province.facet("region_path") == {"四川省": 5, "泸州市": 2, "宜宾市": 2, "江苏省": 1}
    city = Shown(app, province.link("region_path", "泸州市"))
    assert (city.hits, city.chips, city.active("region_path")) == (["a", "b"], ["泸州市"], ["泸州市"])
    assert city.facet("region_path") == {"四川省": 5, "泸州市": 2, "江阳区": 1, "宜宾市": 2, "江苏省": 1}
    cities = Shown(app, city.link("region_path", "宜宾市"))
    assert (cities.hits, cities.chips) == (["a", "b", "c", "d"], ["泸州市", "宜宾市"])
    assert Shown(app, cities.link("region_path", "四川省")).chips == ["四川省"]


def test_every_facet_is_on_the_page(app: Any, datasets: dict[str, Any]) -> None:
    """With a heading and a count, where it leaves a choice; the departments by their titles."""
    found = Shown(app, "/dataset/")
    assert found.facet("organization") == {"教育局": 3, "医保局": 3}
    assert found.facet("has_api") == {"有": 1, "无": 5}
    assert [one.attributes["id"].removeprefix("facet-") for one in found.page.css("nav.facet")] == [
        *("region_path", "theme", "organization", "formats", "has_api"),
    ]
    assert all(one.css("h2") and one.attributes["aria-label"] for one in found.page.css("nav.facet"))


def test_what_was_chosen_can_be_taken_away(app: Any, datasets: dict[str, Any]) -> None:
    """One by one or all at once; what was searched for and the order stay."""
    found = Shown(app, "/dataset/?q=名录&theme=7&organization=lzyb&sort=title_string+asc&page=1")
    assert (found.hits, found.chips) == (["b"], ["教育文化", "医保局"])
    without = Shown(app, found.page.css(".chip")[0].attributes["href"])
    assert (without.hits, without.chips) == (["a", "b", "f"], ["医保局"])
    cleared = found.page.css(".chips li:last-child a")[0].attributes["href"]
    assert cleared == "/dataset/?" + "q=" + quote("名录") + "&sort=title_string+asc"
    assert Shown(app, cleared).count == 6


def test_the_page_of_a_department_is_the_same(app: Any, datasets: dict[str, Any]) -> None:
    """Among its own datasets, without the facet of departments; by its id it leads to its name."""
    found = Shown(app, "/organization/ybjy?theme=7&theme=16")
    assert found.hits == ["c", "d", "e"]
    assert found.facet("theme") == {"教育文化": 2, "社会救助": 1, "医疗卫生": 1}
    assert not found.page.css("#facet-organization")
    assert found.page.css(".chip")[0].attributes["href"].startswith("/organization/ybjy?theme=")
    moved = app.get(f"/organization/{datasets['ybjy']['id']}?theme=7", follow_redirects=False)
    assert moved.location.endswith("/organization/ybjy?theme=7")
    app.get("/organization/there-is-none", status=404)


def test_values_that_no_dataset_has(app: Any, datasets: dict[str, Any]) -> None:
    """Are shown as filters that can be taken away; there is no error and no dataset."""
    for address in (
        "theme=无",
        "years=abc",
        "region_path=999999",
        "organization=x%22y",
        "grade=%00",
        "tags=zz",
        "facet_copies=x",
    ):
        found = Shown(app, f"/dataset/?{address}")
        assert (found.count, len(found.chips)) == (0, 1), address
        assert found.page.css(".empty a"), address
        assert Shown(app, found.page.css(".chip")[0].attributes["href"]).count == 6, address


HOSTILE = [
    '"',
    '" OR *:*',
    "\\",
    "{!lucene}x",
    "_query_:x",
    "*",
    "a" * 3000,
    "+state:deleted",
    "<script>alert(1)</script>",
    "\u202e",
]


def test_no_address_is_an_error(app: Any, datasets: dict[str, Any]) -> None:
    """Quotes, parsers, fields with a meaning of their own, markup: all are data."""
    for name, value in product(("theme", "years", "organization", "region_path", "tags", "q", "ext_x", "_more"), HOSTILE):
        body = app.get(f"/dataset/?{name}={quote(value)}").body
        assert "<script>alert" not in body
        assert "alert-danger" not in body, (name, value)
    # a hundred values are read; the rest is left out, also of the links
    found = Shown(app, "/dataset/?" + "&".join(f"theme={number}" for number in range(200)))
    assert (len(found.chips), found.count) == (100, 6)
    # what other services hang on links is no filter, and nothing in a name is syntax
    assert Shown(app, "/dataset/?from=singlemessage&utm_source=x").count == 6
    assert Shown(app, "/dataset/?" + quote("a:b OR x") + "=y").count == 6


def test_pages_and_orders(app: Any, datasets: dict[str, Any], ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the size that the operator set; numbers that are none are the first page; past the end a page leads back."""
    monkeypatch.setitem(ckan_config, "ckan.datasets_per_page", 4)
    assert len(Shown(app, "/dataset/").hits) == 4
    second = Shown(app, "/dataset/?page=2")
    assert (len(second.hits), second.count) == (2, 6)
    assert Shown(app, "/dataset/?page=9").page.css(".empty a")[0].attributes["href"].endswith("?page=2")
    for wrong in ("0", "-1", "x", "", "9" * 9, "9" * 30):
        assert len(Shown(app, f"/dataset/?page={wrong}").hits) == 4
    app.get("/dataset/?sort=nothing+sideways", status=400)
    # each order leads to the same datasets, and is marked
    for link in Shown(app, "/dataset/?theme=7").page.css(".order a"):
        found = Shown(app, link.attributes["href"])
        assert found.hits == ["b", "c", "d"]
        assert [one.text() for one in found.page.css(".order [aria-current]")] == [link.text()]


def test_longer_lists(app: Any, datasets: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A facet with more values than are counted leads to a page that lists them."""
    shortened = tuple(replace(facet, limit=1) if facet.name == "formats" else facet for facet in facets())
    monkeypatch.setattr("ckanext.govopen.views.finding.facets", lambda: shortened)
    monkeypatch.setattr("ckanext.govopen.helpers.facets.facets", lambda: shortened)
    monkeypatch.setattr("ckanext.govopen.helpers.facets.FIRST", 0)
    short = Shown(app, "/dataset/?theme=2")
    assert short.facet("formats") == {"CSV 表格": 2}
    long = Shown(app, short.page.css("#facet-formats .more")[0].attributes["href"])
    assert long.facet("formats") == {"CSV 表格": 2, "Excel 97-2003 表格": 1}
    assert long.page.css("#facet-formats details[open]")
    assert Shown(app, long.link("formats", "CSV 表格")).page.css("#facet-formats details[open]")


def test_private_datasets_stay_private(app: Any, datasets: dict[str, Any]) -> None:
    """Neither the page nor local parameters in the API show a stranger more than is public."""
    hidden = kit.dataset(datasets["lzyb"], name="set-hidden", title="名录秘密", private=True, theme=["2"])
    kit.act("package_create", **hidden)
    assert "hidden" not in Shown(app, "/dataset/?theme=2").hits
    assert Shown(app, "/dataset/?theme=2").count == 3
    tagged = {"fq_list": ["{!lucene tag=theme}theme:(2)"], "facet.field": ["{!lucene ex=theme}theme"], "include_private": True}
    answer = app.post("/api/3/action/package_search", json=tagged).json["result"]
    assert answer["count"] == 3
    assert {one["name"]: one["count"] for one in answer["search_facets"]["theme"]["items"]} == {"2": 3, "7": 3, "16": 1}
    plain = app.get("/api/3/action/package_search?fq=theme:7+organization:ybjy&facet.field=[%22theme%22]").json["result"]
    assert (plain["count"], plain["facets"]) == (2, {"theme": {"7": 2, "2": 1}})


@pytest.mark.usefixtures("govopen")
def test_parsers_of_strangers_are_refused(app: Any) -> None:
    """As CKAN refuses them: an error of the search, not of the server."""
    for params in (
        {"fq": "{!lucene}theme:2", "include_private": True},
        {"fq_list": ["{!lucene v='*:*'}x"]},
        {"fq_list": ["{!xmlparser v='<a/>'}"]},
        {"facet.field": ["{!terms=2}theme"]},
        {"sort": "{!lucene}name asc"},
    ):
        answer = app.post("/api/3/action/package_search", json=params, status=409).json
        assert answer["error"]["__type"] == "Search Error", params


@pytest.mark.usefixtures("govopen")
@pytest.mark.parametrize("error", [SearchError("down"), SolrConnectionError("down")])
def test_a_search_that_fails(app: Any, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Is told on the page, which keeps what was asked."""

    def fail(*_: Any) -> Any:
        raise error

    real = finding.tk.get_action
    monkeypatch.setattr(finding.tk, "get_action", lambda name: fail if name == "package_search" else real(name))
    found = Shown(app, "/dataset/?q=x&theme=2")
    assert found.page.css(".alert-danger")
    assert found.chips == ["医疗卫生"]


def test_a_long_question(app: Any, datasets: dict[str, Any]) -> None:
    """Five thousand characters are cut, which the page says; neither its box nor its links carry the rest."""
    found = Shown(app, "/dataset/?q=" + quote("名录" * 2500))
    assert "200" in found.page.css_first(".answered").text()
    assert found.page.css_first("input[type=search]").attributes["value"] == "名录" * 100
    assert len(found.page.html or "") < 500_000
    assert not Shown(app, "/dataset/?q=名录").page.css_matches(".answered")
    answer = app.get("/api/3/action/package_search", query_string={"q": "名录" * 2500}).json
    assert answer["success"] is True


def test_what_is_shown_is_marked_and_not_offered_again(app: Any, datasets: dict[str, Any]) -> None:
    """Where another spelling was asked, its words are marked in the hits, and 您是不是要找 has only others."""
    found = Shown(app, "/dataset/?q=名路a")
    assert "名录a" in found.page.css_first(".answered").text()
    assert found.page.css_first(".hit mark").text() == "名录a"
    assert "名录a" not in [link.text() for link in found.page.css(".answered a")]


def test_typed_filters_are_chosen(app: Any, datasets: dict[str, Any]) -> None:
    """A short form in the box is ticked in its facet, and a chip takes it away; the other values keep their counts."""
    found = Shown(app, "/dataset/?q=" + quote("主题:教育文化 名录"))
    assert (found.hits, found.chips, found.active("theme"), found.typed) == (
        ["b", "c", "d"],
        ["教育文化"],
        ["教育文化"],
        "名录",
    )
    assert found.facet("theme")["医疗卫生"] == 3
    assert found.page.css_first(".chip").text().startswith("主题")
    assert Shown(app, found.page.css_first(".chip").attributes["href"]).count == 6


def test_typed_departments_are_chips(app: Any, datasets: dict[str, Any]) -> None:
    """What is no value of a facet stays in the box, with a chip that takes it out; nothing found offers to go on without."""
    found = Shown(app, "/dataset/?q=" + quote("部门:教育局 年份:1949 名录"))
    assert (found.count, found.chips, found.typed) == (0, ["1949", "教育局"], "部门:教育局 名录")
    without = [link.attributes["href"] for link in found.page.css(".chip")]
    assert Shown(app, without[0]).hits == ["c", "d", "e"]
    assert "q=" + quote("名录") in without[1]
    assert Shown(app, found.page.css_first(".empty a").attributes["href"]).count == 6


def test_what_is_taken_out_is_a_chip(app: Any, datasets: dict[str, Any]) -> None:
    """A filter with a sign before it, and filters with OR between them: they stay in the box."""
    found = Shown(app, "/dataset/?q=" + quote("名录 -格式:csv"))
    assert (found.hits, found.typed) == (["c", "d", "e"], "名录 -格式:csv")
    (chip,) = found.page.css(".chip")
    assert chip.text().startswith("不含格式") or chip.text().startswith("Without ")
    assert Shown(app, chip.attributes["href"]).count == 6
    either = Shown(app, "/dataset/?q=" + quote("部门:教育局 OR 地区:昆山"))
    assert (either.hits, either.chips) == (["c", "d", "e", "f"], ["教育局", "昆山"])
    assert Shown(app, either.page.css(".chip")[0].attributes["href"]).hits == ["f"]


def test_fields_of_ckan_have_names(app: Any, datasets: dict[str, Any]) -> None:
    """On the chips; a format is ticked in its facet, and several are alternatives there."""
    found = Shown(app, "/dataset/?res_format=CSV&res_format=XLS")
    assert (found.hits, found.active("formats")) == (["a", "b", "c", "d", "f"], ["CSV 表格", "Excel 97-2003 表格"])
    assert Shown(app, "/dataset/?tags=x").page.css_first(".chip").text().startswith("标签")
    assert "fold" not in Shown(app, "/dataset/?fold=x").page.css_first(".chip").text()


def test_a_place_without_datasets_leads_on(app: Any, datasets: dict[str, Any]) -> None:
    """To texts that name it, and to the place above, within what else was chosen; not to what finds nothing either."""
    owner = datasets["ybjy"]
    changes = {"name": "set-z", "title": "泸县名录z", "region_code": "511500", "theme": ["2"]}
    kit.act("package_create", **kit.dataset(owner, **changes))
    ways = [link.attributes["href"] for link in Shown(app, "/dataset/?region_path=510521&theme=2").page.css(".empty a")]
    assert ways[0] == "/dataset/?q=" + quote("泸县") + "&theme=2"
    assert (Shown(app, ways[0]).hits, Shown(app, ways[1]).hits) == (["z"], ["a"])
    assert len(Shown(app, "/dataset/?theme=1").page.css(".empty a")) == len(ways) - 2
    nowhere = [link.attributes["href"] for link in Shown(app, "/dataset/?region_path=621222").page.css(".empty a")]
    assert not any("q=" in one or "region_path" in one for one in nowhere)


def test_a_typed_place_without_datasets_is_named(app: Any, datasets: dict[str, Any]) -> None:
    """The page says that there is none of it and leads to the place above; of a word it is that another may help."""
    lacking = Shown(app, "/dataset/?q=" + quote("古蔺")).page.css_first(".empty")
    assert "四川省泸州市古蔺县" in lacking.css_first("h2").text()
    assert Shown(app, lacking.css_first("a").attributes["href"]).hits == ["a", "b"]
    shanghai, word, words, filtered = (
        Shown(app, f"/dataset/?q={quote(q)}{more}").page.css_first(".empty")
        for q, more in (("上海", ""), ("鲸鱼", ""), ("鲸鱼 海豚", ""), ("古蔺", "&theme=7"))
    )
    assert "上海市" in shanghai.css_first("h2").text()
    assert len(shanghai.css("li")) == 2
    assert [len(one.css("li")) for one in (word, words)] == [3, 3]
    assert word.css("li")[0].text() != words.css("li")[0].text()
    assert filtered.css_first("h2").text() == word.css_first("h2").text()


def test_a_card_says_which_place_a_department_is_of(app: Any, datasets: dict[str, Any]) -> None:
    """Where its title does not; on a national portal every place has a 教育局."""
    owner = factories.Organization(name="yb", title="宜宾市教育局")
    kit.act("package_create", **kit.dataset(owner, name="set-z", title="名录z", region_code="511500"))
    cards = {
        card.css_first("h2 a").text(): card.css_first(".meta li").text() for card in Shown(app, "/dataset/").page.css(".hit")
    }
    assert (cards["名录b"], cards["名录z"]) == ("泸州市医保局", "宜宾市教育局")


def test_the_facet_says_which_place_a_department_is_of(app: Any, govopen: None) -> None:
    """By the organization above it; the chip and the department's page, which leads back to its region, do too."""
    above = factories.Organization(name="region-321200", title="泰州市")
    owner = factories.Organization(name="sfj", title="市司法局", groups=[{"name": above["name"]}])
    other = factories.Organization(name="jyj", title="市教育局")
    for name, one in (("set-a", owner), ("set-b", other)):
        kit.act("package_create", **kit.dataset(one, name=name, region_code="321200"))
    found = Shown(app, "/dataset/?organization=sfj")
    assert found.facet("organization") == {"泰州市司法局": 1, "市教育局": 1}
    assert found.chips == ["泰州市司法局"]
    crumbs = [link.text() for link in Shown(app, "/organization/sfj").page.css(".crumb a")]
    assert crumbs[-1] == "泰州市"


def test_a_department_is_told_the_same_everywhere(app: Any, govopen: None) -> None:
    """On its own page, in the list of all, on its dataset's page and card, among suggestions and in similar lists."""
    above = factories.Organization(name="region-510500", title="泸州市")
    owner = factories.Organization(name="jyj", title="市教育局", groups=[{"name": above["name"]}])
    for name in ("set-a", "set-b"):
        kit.act(
            "package_create",
            **kit.dataset(owner, name=name, title=f"泸州市小学班额{name}", region_code="510500", contact_unit="热线"),
        )
    for address in ("/organization/jyj", "/organization", "/dataset/set-a", "/dataset/", "/dataset/set-a/similar?part"):
        texts = LexborHTMLParser(app.get(address).body).root.text(separator="\n").split("\n")
        told = {text.strip() for text in texts if "教育局" in text}
        assert told, address
        assert all("泸州市教育局" in text for text in told), address
    kit.anew(departments)
    found = app.get("/api/3/action/govopen_suggest", query_string={"q": "小学班额"}).json["result"]["titles"]
    assert {(one["department"], one["region"]) for one in found} == {("泸州市教育局", "")}
    offered = app.get("/api/3/action/govopen_suggest", query_string={"q": "jyj"}).json["result"]["departments"]
    assert [one["name"] for one in offered] == ["泸州市教育局"]


def test_newest_is_what_the_card_says(app: Any, datasets: dict[str, Any]) -> None:
    """The data's own date, not when the portal last wrote the record."""
    owner = datasets["lzyb"]
    for name, day in (("new", "2099-05-01"), ("old", "2001-05-01")):
        kit.act("package_create", **kit.dataset(owner, name=f"set-{name}", title=f"台账{name}", data_modified=day))
    (newest,) = [link for link in Shown(app, "/dataset/").page.css(".order a") if link.text() == "最新"]
    hits = [card.text() for card in Shown(app, newest.attributes["href"]).page.css(".hit h2")]
    assert ("台账new" in hits[0], "台账old" in hits[-1]) == (True, True)


def test_no_order_for_nothing(app: Any, datasets: dict[str, Any]) -> None:
    """One dataset, or none, has no order to choose."""
    assert Shown(app, "/dataset/").page.css_matches(".order")
    assert not Shown(app, "/dataset/?formats=zzz").page.css_matches(".order")


def test_a_department_stands_below_its_region(app: Any, govopen: None) -> None:
    """By the title of the region, which has a code for its name."""
    factories.Organization(name="region-510500", title="泸州市")
    factories.Organization(name="lzjy", title="泸州市教育局", groups=[{"name": "region-510500"}])
    assert "泸州市" in [link.text() for link in Shown(app, "/organization/lzjy").page.css(".crumb a")]
