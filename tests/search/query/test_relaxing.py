"""What is asked where nothing was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.query import RELAXED, alternatives, offered, relaxed, rewrite


def ways(q: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.q, one.dropped) for one in relaxed({"q": q})]


@pytest.mark.parametrize(
    ("q", "meant"),
    [("公元树木", "公园树木"), ("公共测所信息", "公共厕所信息"), ("泸州公积经", "泸州公积金"), ("养老鸡构", "养老机构")],
)
def test_a_word_that_sounds_the_same_comes_first(q: str, meant: str) -> None:
    """As an input method mistakes it."""
    kind, text, dropped = ways(q)[0]
    assert (kind, text, dropped) == ("spelling", meant, ())


@pytest.mark.parametrize("q", ["地震", "信访", "工伤", "法院", "校车", "宜宾校车", "2021年地震信息", "公共厕所"])
def test_a_word_that_the_catalogue_lacks_stays(q: str) -> None:
    """It is what was meant; another of the same sound is offered at the most."""
    assert not any(kind == "spelling" for kind, _, _ in ways(q))


def test_what_only_sounds_the_same_must_stand_in_the_title() -> None:
    """By itself, not by what else it may be called; what stands in the text is looked for as ever."""
    one = next(one for one in relaxed({"q": "公元树木"}) if one.kind == "spelling")
    assert "(title_bi:公园 AND " in one.params["q"]
    assert "title_bi:树木" not in one.params["q"]
    assert "title_bi:工商" in offered({"q": "工伤"}, "工商")["q"]
    assert offered({"q": "图书馆 博物馆"}, "图书馆") == rewrite({"q": "图书馆"})


def test_a_place_in_pinyin_is_read_beside_a_topic() -> None:
    """Whatever places are called so; alone its letters are those of titles."""
    assert ways("yibin 公园")[0] == ("spelling", "宜宾 公园", ())
    assert {"台州 公园", "泰州 公园"} <= set(next(relaxed({"q": "taizhou 公园"})).spellings)
    assert not any(kind == "spelling" for kind, _, _ in ways("yibin"))


@pytest.mark.parametrize(
    ("q", "month"),
    [
        ("2021年3月空气质量", ("三月",)),
        ("2021年第一季度空气质量", ("一季度",)),
        ("2021上半年 空气质量", ("上半年",)),
        ("2021年12月份空气质量", ("十二", "月份")),
    ],
)
def test_a_part_of_a_year_may_be_missing(q: str, month: tuple[str, ...]) -> None:
    """The year stays; without its year a month says nothing."""
    found = {way[0]: way for way in ways(q)}
    assert found["word"][2] == month
    assert found["word"][1].startswith("2021")
    assert found["year"][1] == "空气质量"
    assert found["year"][2][1:] == month


def test_a_part_of_a_year_alone_is_its_year() -> None:
    """What is not a part of a year stays."""
    assert ("word", "2021年", ("三月",)) in ways("2021年3月")
    assert not any(way[0] == "word" for way in ways("三月三歌会") + ways("2021年公园"))


def test_one_thing_is_given_up_at_a_time() -> None:
    """The year, then the place, never the topic."""
    assert [way for way in ways("2019年泸州公积金") if way[0] in {"year", "place"}] == [
        ("year", "泸州公积金", ("2019年",)),
        ("place", "2019年公积金", ("泸州",)),
    ]


@pytest.mark.parametrize("q", ["泸州", "2020年", "泸州 2020年", "zxqvwk", "*:*", "", "title:x", "name:a AND title:b"])
def test_what_has_no_topic_is_not_relaxed(q: str) -> None:
    """All datasets of a place are no answer to a question for something else, and fields mean what they say."""
    assert ways(q) == []


@pytest.mark.parametrize("q", ["独角兽饲养规范", "恐龙退役军人服务站", "独角兽A级旅游景区", "外星飞船停靠泊位费"])
def test_no_word_of_a_few_is_dropped(q: str) -> None:
    """What is left would be found everywhere and is not what was asked for."""
    assert not any(kind == "words" for kind, _, _ in ways(q))


def test_the_callers_own_rules_stay() -> None:
    """A client that tunes the search itself gets what it asked for."""
    assert list(relaxed({"q": "公元树木", "mm": "1"})) == []


def test_the_parameter_asks_in_one_of_the_ways() -> None:
    """What CKAN's action sends through is what the pure function says."""
    asked = {"q": "2019年泸州公积金", "fq": "+x:y", "rows": 3}
    for one in relaxed(asked):
        again = rewrite(asked | {"extras": {RELAXED: one.key}})
        assert {key: value for key, value in again.items() if key != "extras"} == dict(one.params)
        assert again["fq"] == "+x:y"
        assert again["rows"] == 3


def test_the_spelling_that_was_meant_is_seen_from_what_it_found() -> None:
    """Several are asked for at once."""
    one = next(relaxed({"q": "公元树木"}))
    assert one.meant("古树名木树木公允价值") == "公允树木"
    assert one.meant("") == one.q == "公园树木"


def test_characters_in_no_word_are_looked_for_by_their_sound() -> None:
    """No dictionary has 班额: a title that has a character of the same sound there does."""
    one = next(relaxed({"q": "小学搬额"}))
    assert one.kind == "spelling"
    assert "title_bi:班额" in one.params["q"]
    assert one.meant("银川市小学班额情况") == "小学班额"


def test_a_place_that_is_a_word_without_its_type_may_go() -> None:
    """磐石 is the short name of 磐石市."""
    assert ("place", "出租车", ("磐石",)) in ways("磐石出租车")
    assert not any(kind == "place" for kind, _, _ in ways("树木出租车"))


def test_a_sort_of_thing_may_go() -> None:
    """What is left must say what is looked for."""
    assert ("sort", "测绘", ("企业",)) in ways("测绘企业")
    assert ("sort", "残疾人", ("补助",)) in ways("残疾人补助")
    assert not any(kind == "sort" for kind, _, _ in ways("科技馆"))
    assert ("sort", "泸州测绘", ("企业",)) in ways("泸州测绘企业")
    assert ("sort", "期房新区街道", ("销售", "许可")) in ways("期房销售许可 新区街道")
    assert not any(kind == "sort" for kind, _, _ in ways("测绘企业 公园"))
    assert not any(kind in {"sort", "place"} for kind, _, _ in ways("泸州价格"))


def test_no_topic_goes_though_it_was_typed_apart() -> None:
    """Of two topics that no dataset has together, one is no answer; each is offered instead."""
    assert not any(way[0] == "word" for q in ("图书馆 博物馆", "泸州 公共厕所", "恐龙公园", "公园") for way in ways(q))


def test_each_way_has_a_name_of_its_own() -> None:
    """By which it is asked for again."""
    keys = [one.key for one in relaxed({"q": "2019年 泸州 csv 实时 公积金 图书馆"})]
    assert len(keys) == len(set(keys)) >= 5


def test_how_the_data_shall_be_goes_first() -> None:
    """Coordinates and formats before topics, wherever they stand."""
    assert next(way[1:] for way in ways("坐标充电桩") if way[0] == "word") == ("充电桩", ("坐标",))
    assert ("format", "空气质量", ("csv",)) in ways("csv 格式的空气质量")
    assert ("format", "停车", ("API", "实时")) in ways("停车 API 实时")
    assert not any(kind == "format" for kind, _, _ in ways("坐标充电桩"))


def test_what_may_be_missing_is_seen_from_what_was_found() -> None:
    """Of twelve words one in four may be."""
    q = "公园图书馆银行学校医院药店超市餐馆工厂酒店电影剧院"
    one = next(one for one in relaxed({"q": q}) if one.kind == "words")
    assert one.given_up("公园、图书馆、银行、学校、医院、药店、超市、餐馆、工厂和酒店") == ("电影", "剧院")


def test_characters_in_no_word_may_be_a_short_form() -> None:
    """In this order in the title."""
    one = next(one for one in relaxed({"q": "城更"}) if one.kind == "short")
    assert 'title_uni:"城更"~' in one.params["q"]


def test_other_queries_are_offered() -> None:
    """Two of the same sound first, then the text without one of its words."""
    offered = alternatives({"q": "公元树木"})
    assert offered[0] == "公园树木"
    assert set(offered[2:4]) == {"公元", "树木"}
    assert "" not in alternatives({"q": "公园"})


@given(st.text(max_size=80) | st.text(alphabet="泸州公元积经2020年 的?:(", max_size=30))
def test_it_never_raises(text: str) -> None:
    """Whatever was typed."""
    for one in relaxed({"q": text}):
        assert one.params["q"]
        assert one.kind
    assert all(isinstance(one, str) and one for one in alternatives({"q": text}))
