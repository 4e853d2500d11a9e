"""What a person typed, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.query import kinds, tokens


def read(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公园", [("word", "公园")]),
        ("公园信息", [("word", "公园")]),
        ("信息", [("word", "信息")]),
        ("图书馆的活动", [("word", "图书馆"), ("word", "活动")]),
        ("泸州公园", [("place", "泸州"), ("word", "公园")]),
        ("公园泸州市", [("word", "公园"), ("place", "泸州市")]),
        ("公园 泸州", [("word", "公园"), ("place", "泸州")]),
        ("沪", [("place", "沪")]),
        ("盐", [("word", "盐")]),
        ("教育局", [("office", "教育局")]),
        ("泸州市教育局公园", [("place", "泸州"), ("office", "市教育局"), ("word", "公园")]),
        ("公园卫健委", [("word", "公园"), ("office", "卫健委")]),
        ("教育部门", [("office", "教育部门")]),
        ("2020年公园", [("year", "2020年"), ("word", "公园")]),
        ("公园２０２０", [("word", "公园"), ("year", "2020")]),
        ("二〇二〇年度公园", [("year", "2020年度"), ("word", "公园")]),
        ("公园2018-2020年", [("word", "公园"), ("year", "2018-2020年")]),
        ("2018年至2020年公园", [("year", "2018年至2020年"), ("word", "公园")]),
        ("rivers", [("latin", "rivers")]),
        ("GDP 2020", [("latin", "GDP"), ("year", "2020")]),
        ("C++", [("latin", "C++")]),
        ("29200/00403601", [("code", "29200/00403601")]),
        ("zwb-5105-2020", [("code", "zwb-5105-2020")]),
        ("06883182b278466ab0f19bc81acf4908", [("code", "06883182b278466ab0f19bc81acf4908")]),
        ("https://data.example.cn/portal/catalog/0688", [("address", "https://data.example.cn/portal/catalog/0688")]),
        ("公園", [("word", "公园")]),
        ("公园（2016年至2035年）", [("word", "公园"), ("year", "2016年至2035年")]),
        ('"gdp" [2020]', [("latin", "gdp"), ("year", "2020")]),
        ("双塔区教育局", [("place", "双塔区"), ("office", "教育局")]),
        ("？！", []),
        ("", []),
    ],
)
def test_each_kind_is_known(text: str, expected: list[tuple[str, str]]) -> None:
    """Words, places, offices, years, codes and addresses, in any order, width and script."""
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我想找公园的数据",
        "请问有没有公园的信息？",
        "哪里可以下载公园数据",
        "公园在哪里",
        "怎么查公园",
        "有哪些公园呢",
        "麻烦帮我找一下公园",
        "公园的数据有吗",
    ],
)
def test_a_question_is_what_it_asks_for(text: str) -> None:
    """The words that ask are left out."""
    assert read(text) == [("word", "公园")]


def test_characters_in_no_word_are_looked_for_together() -> None:
    """They may be the name of something that no dictionary has."""
    assert read("公共测所") == [("word", "公共"), ("word", "测所")]


def test_a_word_of_words_is_looked_for_by_its_parts() -> None:
    """And as a word, which weighs more."""
    first, second = tokens.read("养老机构")
    assert (first.text, second.text) == ("养老", "机构")
    assert "title_word:养老机构" in first.clause


def test_the_pair_between_two_words_weighs() -> None:
    """Words side by side in the title, as they were typed."""
    assert "title_bi:园树^" in tokens.read("公园树木")[0].clause
    assert "title_bi:园树" not in tokens.read("公园 树木")[0].clause


def test_a_word_that_says_little_raises_its_title() -> None:
    """公园信息 finds 公园名录 too, but after 公园信息."""
    assert "(title_bi:公园 AND title_bi:信息^" in tokens.read("公园信息")[0].clause


def test_a_span_of_years_finds_each_of_them() -> None:
    """Datasets of a year between, and those that name the span."""
    clause = tokens.read("2018-2020")[0].clause
    assert all(f"years:{year}" in clause for year in (2018, 2019, 2020))


def test_letters_may_be_pinyin() -> None:
    """Of a title from any of its words on, whole or by initials."""
    assert "title_py:gongjijin*" in tokens.read("gong ji jin")[0].clause
    assert "title_init:gjj" in tokens.read("GJJ")[0].clause
    assert "title_py" not in tokens.read("flood")[0].clause


def test_a_code_comes_first() -> None:
    """As name, id or number of the source, whole."""
    clause = tokens.read("29200/00403601")[0].clause
    assert r"name:29200\/00403601^" in clause
    assert r"code:29200\/00403601^" in clause


def test_a_department_is_found_by_its_duty() -> None:
    """Whatever it is called there."""
    clause = tokens.read("市监局")[0].clause
    assert "offices:市场监督管理^" in clause
    assert "org_bi:市监局^" in clause


@given(st.text(max_size=120) | st.text(alphabet="泸州市教育局公园2020-年 abc的信息?/:.", max_size=60))
def test_every_token_has_a_clause(text: str) -> None:
    """Of a known kind, with balanced brackets outside what is escaped."""
    for token in tokens.read(text):
        assert token.kind in {kinds.WORD, kinds.PLACE, kinds.OFFICE, kinds.YEAR, kinds.LATIN, kinds.CODE, kinds.ADDRESS}
        assert token.clause
        bare = token.clause.replace("\\\\", "").replace("\\(", "").replace("\\)", "")
        assert bare.count("(") == bare.count(")")
