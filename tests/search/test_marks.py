"""What of a text a query asked for."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.marks import ELLIPSIS, excerpt, parts


def marked(text: str, query: str) -> list[str]:
    """The marked pieces."""
    return [part for part, asked in parts(text, query) if asked]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("泸州市养老机构名录", "泸州 养老", ["泸州", "养老"]),
        ("泸州市图书馆读书活动", "图书馆活动", ["图书馆", "活动"]),
        ("瀘州市圖書館讀書活動", "图书馆", ["圖書館"]),
        ("泸州市图书馆读书活动", "圖書館", ["图书馆"]),
        ("信息公开目录", "資訊公開", ["信息公开"]),
        ("２０２３年度ＧＤＰ核算", "2023 gdp", ["２０２３", "ＧＤＰ"]),
        ("2023年度GDP核算", "２０２３年度ｇｄｐ", ["2023年度GDP"]),
        ("二〇二三年统计年鉴", "2023", ["二〇二三"]),
        ("占地100㎡以上", "m2", ["㎡"]),
        ("基本医疗保险参保", "医保", ["基本医疗保险"]),
        ("泸州市空气质量监测", "air quality in luzhou", ["泸州", "空气质量"]),
        ("公园绿地", "园", ["园"]),
        ("公园绿地", "绿化", []),
        ("example GDP2020", "amp gdp", ["GDP"]),
        ("12345热线", "234", []),
        ("公园", "", []),
        ("", "公园", []),
    ],
)
def test_what_is_marked(text: str, query: str, expected: list[str]) -> None:
    """The longest parts of what was asked, in either script and any width, words whole, else their synonyms."""
    assert marked(text, query) == expected


TEXT = st.text(
    st.sampled_from("泸瀘州图圖书書馆館二〇年2023㎡ＧＤＰgdp <&>\"'\u0301\u200b\n，。") | st.characters(), max_size=60
)


@given(TEXT, TEXT)
def test_the_text_stays_what_it_is(text: str, query: str) -> None:
    """Its pieces joined are the text, none is empty, and marked and unmarked ones take turns."""
    found = parts(text, query)
    assert "".join(part for part, _ in found) == text
    assert all(part for part, _ in found)
    assert all(one[1] != other[1] for one, other in pairwise(found))


@given(TEXT, TEXT)
def test_what_is_marked_was_asked(text: str, query: str) -> None:
    """A text without a letter or character in common with the query has no mark."""
    if not set(text.casefold()) & set(query.casefold()) and text.isascii() and query.isascii():
        assert marked(text, query) == []


def test_an_excerpt_shows_the_first_mark() -> None:
    """It begins with the text where that shows it, else a little before the mark, behind a break."""
    text = "本数据集由统计局提供，每年更新一次，" * 10 + "包括图书馆的藏书数量，" + "以及其他内容。" * 20
    assert excerpt(text, "统计局", 60) == text[:60] + ELLIPSIS
    found = excerpt(text, "图书馆", 60)
    assert found.startswith(ELLIPSIS + "每年更新一次，包括图书馆的藏书数量，")
    assert found.endswith(ELLIPSIS)
    assert excerpt("短文。", "长", 60) == "短文。"


@given(TEXT, TEXT, st.integers(5, 40))
def test_an_excerpt_is_a_piece_of_the_text(text: str, query: str, length: int) -> None:
    """Not longer than wanted, with an ellipsis where something is left out."""
    found = excerpt(text, query, length)
    assert found.removeprefix(ELLIPSIS).removesuffix(ELLIPSIS) in text or text.startswith(ELLIPSIS) or text.endswith(ELLIPSIS)
    assert len(found) <= max(length + 2, len(text) if len(text) <= length else 0)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("宜宾市公积金缴存", "gongjijin", ["公积金"]),
        ("宜宾市公积金缴存", "gong ji jin", ["公积金"]),
        ("宜宾市公积金缴存", "gjj", ["公积金"]),
        ("宜宾市公积金缴存", "gongjij", ["公积金"]),
        ("宜宾市公积金缴存", "yibin gjj", ["宜宾", "公积金"]),
        ("宜宾市公积金缴存", "jijin", []),
        ("GDP，及公园", "gdp", ["GDP"]),
        ("地区生产总值", "GDP", ["地区生产总值"]),
        ("2021年公园及年报", "2021年", ["2021年"]),
        ("2021-2022年公园及年报", "2021年", ["2021"]),
        ("年报", "年", ["年"]),
    ],
)
def test_what_was_found_in_other_words_is_marked(text: str, query: str, expected: list[str]) -> None:
    """By pinyin and initials from a word on, by a Latin word's synonym; the year with its sign, which alone says nothing."""
    assert [part for part, is_marked in parts(text, query) if is_marked] == expected
