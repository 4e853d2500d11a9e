"""What may be meant by what is being typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search import suggest
from ckanext.govopen.search.suggest import Offices, divisions, known_regions, known_themes, questions, typed

OFFICES = ("泸州市教育局", "泸州市公安局", "四川省教育厅", "教育局", "浚县文化和旅游局")


def offices(text: str, limit: int = 5) -> list[str]:
    """Titles of the departments that a text may mean."""
    return [OFFICES[at] for at in Offices(OFFICES).find(typed(text), limit)]


@pytest.mark.parametrize("text", ["", " ", "——", "（）", "\x00", "😀"])
def test_nothing_is_meant_by_nothing(text: str) -> None:
    """Without a letter or character nothing is suggested."""
    assert not typed(text)
    assert known_regions().find(typed(text), 5) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("泸州市教育局", ["泸州市教育局"]),
        ("瀘州市教育局", ["泸州市教育局"]),
        ("泸州市", ["泸州市教育局", "泸州市公安局"]),
        ("泸州教育", ["泸州市教育局"]),
        ("泸州 公安", ["泸州市公安局"]),
        ("教育局", ["泸州市教育局", "教育局"]),
        ("教育", ["泸州市教育局", "四川省教育厅", "教育局"]),
        ("旅游", ["浚县文化和旅游局"]),
        ("游局", ["浚县文化和旅游局"]),
        ("lzsjyj", ["泸州市教育局"]),
        ("LZSJ", ["泸州市教育局"]),
        ("lu zhou shi jiao", ["泸州市教育局"]),
        ("jyj", ["泸州市教育局", "教育局"]),
        ("xunxian", ["浚县文化和旅游局"]),
        ("lüyou", ["浚县文化和旅游局"]),
        ("税务", []),
        ("xyz", []),
    ],
)
def test_departments_by_every_way_of_typing(text: str, expected: list[str]) -> None:
    """Whole, beginning, behind the place, from a word on, anywhere inside; Han, pinyin and initials."""
    assert offices(text) == expected


def test_no_more_than_wanted() -> None:
    """The first of equals stay."""
    assert offices("教育", 2) == ["泸州市教育局", "四川省教育厅"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("泸州", "510500"),
        ("沪", "310000"),
        ("上海", "310000"),
        ("luzhou", "510500"),
        ("sc", "510000"),
        ("四川省泸州", "510500"),
    ],
)
def test_regions(text: str, code: str) -> None:
    """By name, short name, alias, path, pinyin and initials."""
    assert code in [one.code for one in known_regions().find(typed(text), 5)]


def test_the_region_itself_comes_first() -> None:
    """Before all those that only begin so."""
    assert known_regions().find(typed("泸州"), 5)[0].code == "510500"
    assert known_regions().find(typed("sichuan"), 5)[0].code == "510000"


def test_the_own_name_counts_before_others() -> None:
    """Of a letter the regions that begin with it, before those of which a former name or the province does."""
    found = known_regions().find(typed("g"), 400)
    codes = [one.code for one in found]
    assert "511526" in codes
    assert codes.index("511526") < codes.index("320500")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("泸州", "510500"),
        ("泸州市江阳区", "510502"),
        ("四川省泸州市江阳区", "510502"),
        ("luzhou", "510500"),
        ("Lu Zhou Shi", "510500"),
        ("lzs", "450200"),
        ("510502", "510502"),
        ("沪", "310000"),
        ("旬阳县", "610981"),
        ("内蒙古", "150000"),
        ("凉山", "513400"),
        ("chongqing", "500000"),
        ("xunxian", "410621"),
        ("shanxian", "371722"),
        ("全国", "000000"),
    ],
)
def test_divisions(text: str, code: str) -> None:
    """By code, name, other name, whole path, pinyin and initials; the best comes first."""
    assert divisions(text, 20)[0].code == code


def test_divisions_know_their_limit() -> None:
    """No more than asked for, and nothing for nothing."""
    assert len(divisions("区", 7)) == 7
    assert divisions("  ", 7) == []
    assert divisions("no such place", 7) == []


@pytest.mark.parametrize("text", ["教育", "jiaoyu", "jy", "educ"])
def test_themes(text: str) -> None:
    """By their labels in both languages."""
    assert any("教育" in one.label() for one in known_themes().find(typed(text), 5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tsg", ["title_head:tsg^=8", "title_py:tsg^", "title_init:tsg^"]),
        ("Tu shu guan", ["title_head:tushuguan*", "title_py:tushuguan*", "title_py:shu^"]),
        ("圖書館", ["title_head:图书馆^", 'title_bi:"图书馆"', 'title_string:"圖書館"']),
        ("泸", ['title_uni:"泸"']),
        ("泸州tsg", ['title_bi:"泸州"', "title_init:tsg^", "region_bi:"]),
        ('a"b\\c', ['title_string:"a\\"b\\\\c"']),
    ],
)
def test_the_question_to_the_index(text: str, expected: list[str]) -> None:
    """Letters ask for what is typed, Han for what is written; signs of the syntax stay inside quotation marks."""
    asked = questions(typed(text))[1]
    assert [part for part in expected if part not in asked] == []


@given(st.text(max_size=300))
def test_any_text_gives_a_question_that_keeps_to_its_fields(text: str) -> None:
    """Outside of quotation marks there are fields of ours, weights, brackets and letters, whatever was typed."""
    read = typed(text)
    if not read:
        return
    outside = "".join(questions(read)[1].replace("\\\\", "").replace('\\"', "").split('"')[::2])
    left = outside.replace("title_string:", "").replace("region_bi:", "").replace(" OR ", "").replace(" AND ", "")
    for field in ("title_head:", "title_py:", "title_init:", "title_bi:", "title_uni:"):
        left = left.replace(field, "")
    assert all(char.isalnum() or char in "()*^=. " for char in left)
    assert len(read.parts) <= suggest.MOST_PARTS
