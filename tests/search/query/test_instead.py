"""Other words in the place of those that were typed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ckanext.govopen.search.query import alternatives, instead, rewrite

NARROWING = (
    "部门:教育局",
    "标签:绿",
    '标签:"a b"',
    "年份：2021",
    "-公园",
    "NOT 绿地",
    "地区:泸州,宜宾",
    "格式:zzz",
    "-格式:csv",
    "部门:教育局 OR 年份:2020",
    "不含泰州",
    "-2021年",
    "title:water",
)
WORDS = ("公园", "养老院", "OR", "树木", "部门:", "-5", "(", '"')


@pytest.mark.parametrize(
    ("q", "asked"),
    [
        ("养老院入住", "养老院"),
        ("部门:教育局 标签:绿 养老院入住 -公园", "部门:教育局 标签:绿 -公园 养老院"),
        ('公元 标签:"a b"', '标签:"a b" 养老院'),
        ("title:water 公元", "title:water 养老院"),
        ("部门:不知道 公元", "养老院"),
        ("除了泰州的公元 NOT 格式:csv", "-格式:csv -泰州 养老院"),
    ],
)
def test_what_narrows_stays(q: str, asked: str) -> None:
    """Filters, missing words and fields; what means nothing was a word."""
    assert instead(q, "养老院") == asked


@given(st.lists(st.sampled_from(NARROWING), max_size=4), st.lists(st.sampled_from(WORDS), max_size=3))
def test_the_filters_are_those_of_the_query(narrowing: list[str], words: list[str]) -> None:
    """Whatever else was typed, other words are looked for within the same."""
    q = " ".join([*narrowing, "公园", *words])
    assume(alternatives({"q": q}))
    filters = rewrite({"q": q}).get("fq_list") or []
    assert sorted(rewrite({"q": instead(q, "养老院")}).get("fq_list") or []) == sorted(filters)
