"""Queries of every kind against a real Solr: nothing is an error, and clients of CKAN get what they expect."""

from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.query import offered, relaxed, rewrite

SITE = "search-tests-small"
DATASETS: list[dict[str, Any]] = [
    {
        "title": "泸州市医疗保险定点零售药店名单",
        "notes": "全市定点药店",
        "region_code": "510500",
        "organization": "lzyb",
        "tags": [{"name": "药店"}, {"name": "todo split"}],
        "theme": ["2"],
        "open_type": "1",
        "groups": ["david"],
        "scored": {"score": 92, "grade": "A", "stars": 3, "detected_formats": ["xlsx"]},
        "resources": [{"name": "名单.csv", "format": "CSV"}],
    },
    {
        "title": "纳溪区图书馆读书活动",
        "region_code": "510503",
        "theme": ["7"],
        "tags": [{"name": "country-sweden"}],
        "resources": [{"name": "读书活动表.xls", "format": "xls"}],
        "data_items": [{"name": "HDDD", "label": "活动地点"}],
    },
    {"title": "银川市盐业专营企业", "region_code": "640100", "notes": "2021年度"},
    {
        "title": "Flood risk of rivers",
        "notes": "Water levels, C++ code, PM2.5 and more",
        "tags": [{"name": "Flexible ァ"}],
    },
    {"title": "上海市軟體公司名錄", "region_code": "310000"},
    {
        "title": "全域停水通告",
        "region_code": "130000",
        "provider_name": "廊坊市人民政府",
        "organizations": ["廊坊市人民政府"],
        "theme": ["3"],
        "theme_source": "社会保障；乡村振兴",
        "industry": ["G", "S"],
    },
]


@pytest.fixture(scope="module")
def found(core: Any) -> Any:
    """A search over a few datasets that answers with their numbers, best first."""
    core.add(SITE, [{"id": str(at), "name": f"d{at}", "organizations": [], **one} for at, one in enumerate(DATASETS)])

    def search(q: str, **params: Any) -> list[int]:
        response = core.search(SITE, rewrite({"q": q} | params))["response"]
        assert response["numFound"] == len(response["docs"])
        return [int(doc["id"]) for doc in response["docs"]]

    return search


def ids(core: Any, site: str, q: str) -> list[str]:
    """Ids of what a query finds, best first."""
    return [doc["id"] for doc in core.search(site, rewrite({"q": q}))["response"]["docs"]]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("定点药店", [0]),
        ("医保定点药店", [0]),
        ("药店泸州", [0]),
        ("泸州药店", [0]),
        ("四川", [0, 1]),
        ("蜀", [0, 1]),
        ("活动图书馆", [1]),
        ("图书馆读书活动纳溪", [1]),
        ("活动地点", [1]),
        ("盐", [2]),
        ("圖書館", [1]),
        ("软件公司", [4]),
        ("軟體公司", [4]),
        ("沪", [4]),
        ("２０２１", [2]),
        ("二〇二一年", [2]),
        ("flooding", [3]),
        ("PM2.5", [3]),
        ("rivers flood", [3]),
        ("dingdianlingshouyaodian", [0]),
        ("tsgdshd", [1]),
        ("请问哪里可以下载泸州的药店名单？", [0]),
        ("磐石图书馆", []),
        ("江阳药店", [0]),
        ("地区:泸州 名单", [0]),
        ("格式:csv", [0]),
        ("主题：7", [1]),
        ("d0", [0]),
        ("图书馆火星", []),
        ("药店 图书馆", []),
        ("zzz", []),
        ("四川地区药店", [0]),
        ("镇政府", []),
        *((q, [5]) for q in ("廊坊市政府", "市政府", "廊坊地区 停水")),
        ("csv 格式的药店名单", [0]),
        ("excel 药店", [0]),
        ("json 药店", []),
        ("附近的药店", [0]),
        ("全国药店", [0]),
        ("长三角 软件公司", [4]),
        ("长三角 药店", []),
        *((word, []) for word in ("社保", "社会组织", "邮政", "寄信", "仓储", "就业", "公共管理", "民政")),
        *((label, [5]) for label in ("社保就业", "社会保障", "乡村振兴", "交通运输、仓储和邮政业")),
        *((label, [5]) for label in ("公共管理社会保障和社会组织", "河北 社保就业数据")),
        *((word, [5]) for word in ("人民政府", "廊坊市人民政府", "政府", "廊坊", "地区:廊坊", "title:停水")),
    ],
)
def test_people_find_what_they_type(found: Any, q: str, expected: list[int]) -> None:
    """Words in any order, script and width, places up the chain, synonyms, items, single characters, English."""
    assert sorted(found(q)) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("*:*", [0, 1, 2, 3, 4, 5]),
        ("", [0, 1, 2, 3, 4, 5]),
        ("title:flood", [3]),
        ("title:rivers AND title:risk", [3]),
        ("title:药店", [0]),
        ("name:d1 OR name:d2", [1, 2]),
        ("id:(1 OR 2)", [1, 2]),
        ("groups:david", [0]),
        ("tags:country-sweden", [1]),
        ('tags:"todo split" tags:药店', [0]),
        ('tags:"Flexible ァ"', [3]),
        ("organization:lzyb 药店", [0]),
        ("organization:lzyb 图书馆", []),
        ("-name:d0 四川", [1]),
        ("res_format:CSV", [0]),
        ("metadata_modified:[2020-01-01T00:00:00Z TO NOW]", [0, 1, 2, 3, 4, 5]),
        ("quality_score:[90 TO *]", [0]),
        ("region_path:510000", [0, 1]),
        ("name:d*", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_ckans_field_names_keep_working(found: Any, q: str, expected: list[int]) -> None:
    """As clients of other CKAN portals write them, alone and with words beside them."""
    assert sorted(found(q)) == expected


@pytest.mark.parametrize(
    "q",
    [
        '"', "'", "(", ")", "[", "{", "}", "\\", "/", ":", "^", "~", "+", "-", "!", "&&", "||", "AND", "NOT", "OR OR",
        "title:", 'title:"', "title:(", "foo:bar", "title:[a TO", "title:/[/", "药店 AND", "药店:", "药店^99999999999",
        "{!bool must=test}", "{!xmlparser v='<a/>'}", '_query_:"{!lucene}*:*"', "_val_:1", "药店~9", "*?*?*?*?*", "a" * 5000,
        "药店图书" * 1250, '药 店" ' * 800, "title:a OR " * 400, "(" * 2000, "\ud800", "\x00", "🚀🚀",
    ],
)  # fmt: skip
def test_no_text_is_an_error(found: Any, q: str) -> None:
    """Quotes, colons, brackets, parsers, thousands of characters: all are data."""
    assert len(found(q)) <= 2


@given(st.text(max_size=60) | st.text(alphabet='title:namd0"()[]{}!*?~^\\/+-&|AND OR NOT TO 药店图书馆2', max_size=40))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_solr_parses_whatever_is_made_of_any_text(found: Any, q: str) -> None:
    """The answer may be empty, never an error."""
    found(q)


@given(st.text(alphabet="是事时市十世石实式试室之知直指至志制鏁版嵁寮鏀惧钩鍙板叕鍏辨暟鎹祫婧", min_size=8, max_size=60))
@example("鏁版嵁寮€鏀惧钩鍙板叕鍏辨暟鎹祫婧愮洰褰曞煄甯傚叕鍥")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("found")
def test_what_is_asked_instead_is_no_error_either(core: Any, q: str) -> None:
    """Of characters that mean nothing together, however many others sound like them."""
    for way in relaxed({"q": q}):
        core.search(SITE, dict(way.params))


def test_words_are_matched_across_fields_and_phrases_are_weighed(core: Any) -> None:
    """The query that Solr makes of ours: a clause for each word over all fields, the minimum, and the phrase on top."""
    parsed = core.search(SITE, rewrite({"q": "公园树木泸州"}) | {"debug": "query"})["debug"]["parsedquery_toString"]
    assert parsed.count("(title_bi:公园)^10.0") == 1
    assert ")~2)" in parsed
    assert "+((title_bi:泸州)^5.0" in parsed
    assert '(title_bi:"公园 树木"~3)^20.0' in parsed


def test_facets_count_datasets(core: Any, found: Any) -> None:
    """Every facet can be counted and filtered by; a region counts for all above it."""
    fields = [facet.field for facet in facets()]
    params = {"facet": "true", "facet.field": fields, "facet.mincount": 1, "facet.limit": 50}
    counts = core.search(SITE, rewrite({"q": "*:*"}) | params)["facet_counts"]["facet_fields"]
    tables = {field: dict(zip(values[::2], values[1::2], strict=True)) for field, values in counts.items()}
    assert tables["region_path"] == {
        "510000": 2,
        "510500": 2,
        "510503": 1,
        "640000": 1,
        "640100": 1,
        "310000": 1,
        "130000": 1,
        "131000": 1,
    }
    assert tables["theme"] == {"2": 1, "3": 1, "7": 1}
    assert tables["formats"] == {"csv": 1, "xlsx": 1, "xls": 1}
    assert tables["grade"] == {"A": 1}
    assert found("*:*", fq='+region_path:"510503"') == [1]


def test_the_region_asked_for_comes_first(core: Any, found: Any) -> None:
    """A dataset of the region stands before one that only names it."""
    core.add(SITE + "-boost", [
        {"id": "1", "name": "a", "title": "公园名录（参照泸州）", "region_code": "640100", "organizations": []},
        {"id": "2", "name": "b", "title": "公园名录（市级公园）", "region_code": "510500", "organizations": []},
    ])  # fmt: skip
    assert ids(core, SITE + "-boost", "泸州公园名录") == ["2", "1"]


def test_a_place_is_not_met_by_another_place_of_its_level(core: Any) -> None:
    """A province's dataset that covers the place stays; one that is about another city by title, region or department does
    not, whatever else it mentions."""
    sichuan, leshan, nation = "510000", "511100", "000000"
    known = [
        (sichuan, "乐山市公园名录", ""),
        (sichuan, "四川省公园名录", ""),
        (sichuan, "江阳区公园名录", ""),
        (sichuan, "泸州市公园名录", ""),
        (sichuan, "公园名录（泸州、乐山）", ""),
        (leshan, "公园名录", "参照泸州"),
        (leshan, "公园名录（参照泸州）", ""),
        (nation, "公园名录", "上海、泸州等地"),
        (nation, "公园名录", "上海等地"),
    ]
    core.add(SITE + "-places", [
        {"id": str(at), "name": f"d{at}", "title": title, "notes": notes, "region_code": region, "organizations": []}
        for at, (region, title, notes) in enumerate(known)
    ])  # fmt: skip

    search = partial(ids, core, SITE + "-places")
    assert sorted(search("泸州 公园")) == ["1", "2", "3", "4", "6", "7"]
    assert search("泸州 公园")[0] in {"3", "4"}
    assert sorted(search("乐山公园")) == ["0", "1", "4", "5", "6"]
    assert sorted(search("公园江阳区")) == ["1", "2", "3", "4"]
    assert sorted(search("四川公园")) == ["0", "1", "2", "3", "4", "5", "6"]
    assert search("南京公园") == []


def test_a_county_alone_finds_its_own(core: Any) -> None:
    """What its title, its department or its region says of it; of what is above it nothing, unless a topic is asked for. Nor
    what is of a county whose name only holds its own."""
    yibin, gaoxian, gongxian, wenxian = "511500", "511525", "511526", "621222"
    known = [
        (yibin, "高县公园名录"),
        (gaoxian, "公园名录"),
        (yibin, "宜宾市公园名录"),
        (gongxian, "公园名录"),
        (yibin, "兴文县公园名录"),
        (wenxian, "停车场名录"),
        ("510000", "四川省公园名录"),
    ]
    core.add(SITE + "-counties", [
        {"id": str(at), "name": f"d{at}", "title": title, "region_code": region, "organizations": []}
        for at, (region, title) in enumerate(known)
    ])  # fmt: skip

    def search(q: str) -> list[str]:
        return sorted(ids(core, SITE + "-counties", q))

    assert search("高县") == ["0", "1"]
    assert search("地区:高县") == ["0", "1"]
    assert search("高县 公园") == ["0", "1", "2", "6"]
    assert search("珙县") == ["3"]
    assert search("文县") == ["5"]
    assert search("兴文县") == ["4"]
    assert search("宜宾") == ["0", "1", "2", "3", "4"]
    assert search("四川") == ["0", "1", "2", "3", "4", "6"]


def test_a_word_of_the_same_sound_stands_in_the_title(core: Any) -> None:
    """Not in what is only called by another word there."""
    core.add(SITE + "-meant", [
        {"id": "1", "name": "a", "title": "公园树木名录", "organizations": []},
        {"id": "2", "name": "b", "title": "市监局培训名单", "provider_name": "市场监督管理局", "organizations": ["工商局"]},
    ])  # fmt: skip

    def again(q: str) -> set[str]:
        spelled = (one for one in relaxed({"q": q}) if one.kind == "spelling")
        found = (core.search(SITE + "-meant", one.params)["response"]["docs"] for one in spelled)
        return {doc["id"] for docs in found for doc in docs}

    assert again("公元树木") == {"1"}
    assert again("工伤培训") == set()
    assert again("工伤") == set()
    assert core.search(SITE + "-meant", offered({"q": "工伤"}, "工商"))["response"]["docs"] == []


def test_what_no_dictionary_has_is_found_by_its_sound(core: Any) -> None:
    """One character mistyped, where no word is left that could be looked up."""
    core.add(SITE + "-sound", [
        {"id": "1", "name": "a", "title": "银川市小学班额情况", "region_code": "640100", "organizations": []},
        {"id": "2", "name": "b", "title": "银川市小学学额情况", "region_code": "640100", "organizations": []},
    ])  # fmt: skip
    first, *_ = relaxed({"q": "小学搬额"})
    again = core.search(SITE + "-sound", first.params)["response"]["docs"]
    assert (ids(core, SITE + "-sound", "小学搬额"), [doc["id"] for doc in again]) == ([], ["1"])


def test_a_short_latin_word_is_found_as_it_stands(core: Any) -> None:
    """Not by the letters and digits in names and addresses, nor without what seems an English ending."""
    site = SITE + "-whole"
    core.add(site, [
        {"id": "1", "name": "yuan-757a5b47b2", "title": "公园名录", "organizations": []},
        {"id": "2", "name": "aed-0c3a20ff2e", "title": "AED分布信息", "notes": "3A级景区旁", "organizations": []},
        {"id": "3", "name": "x-1", "title": "人均GDP与PM2.5", "notes": "A级旅游景区", "organizations": []},
        {"id": "4", "name": "a", "title": "车站", "organizations": [], "resources": [{"name": "GDP_2020", "format": "CSV"}]},
    ])  # fmt: skip

    search = partial(ids, core, site)
    assert (search("AED"), search("aed 分布"), search("3A"), search("b"), search("5"), search("20")) == (
        *(["2"], ["2"], ["2"]),
        *([], [], []),
    )
    assert sorted(search("A")) == ["3", "4"]
    assert search("A级景区")[0] == "3"
    assert sorted(search("GDP")) == ["3", "4"]
    assert (search("PM2.5"), search("csv"), search("yuan"), search("a 车站")) == (["3"], ["4"], ["1"], ["4"])
    assert search("yuan-757a5b47b2") == ["1"]


def test_what_stands_across_two_words_is_no_word(core: Any) -> None:
    """药局, which is a pharmacy, is not in the short name of an office, nor 生育 in the former name of one."""
    site = SITE + "-across"
    core.add(site, [
        {"id": "1", "name": "a", "title": "处罚信息", "organizations": ["泸州市市场监督管理局"]},
        {"id": "2", "name": "b", "title": "定点药店名单", "organizations": ["泸州市医疗保障局"]},
        {"id": "3", "name": "c", "title": "医院名录", "organizations": ["泸州市卫生健康委员会"]},
        {"id": "4", "name": "d", "title": "成品油零售企业", "organizations": ["泸州市商务局"]},
        {"id": "5", "name": "e", "title": "便利店名录", "organizations": []},
    ])  # fmt: skip

    search = partial(ids, core, site)
    assert (search("藥局"), search("药局"), search("食药局"), search("生育")) == (["2"], ["2"], ["1"], [])
    assert (search("计划生育局"), search("超市"), search("商场")) == (["3"], ["5"], ["5"])
    assert sorted(search("零售")) == ["4", "5"]
