"""What may be remembered of questions, and what of those may be shown."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import data
from ckanext.govopen.search.asked import LONGEST, is_personal, is_showable, kept

ID, MOBILE, CARD = "11010519491231002X", "13800138000", "6222021234567890128"
"""Published specimens."""


@pytest.mark.parametrize(
    ("typed", "remembered"),
    [
        ("  公积金 ", "公积金"),
        ("公積金", "公积金"),
        ("ＰＭ2.5", "pm2.5"),
        ("泸州\u3000公共厕所", "泸州 公共厕所"),
        ("公\u200b积\x00金\x1f", "公积金"),
        ("二〇二〇年 预算", "2020年 预算"),
        ("2018-2020年财政收入", "2018-2020年财政收入"),
        ("96333", "96333"),
        ("GB/T 2260", "gb/t 2260"),
        ("车牌号码规则", "车牌号码规则"),
        ("新能源汽车", "新能源汽车"),
        ("宁5G基站", "宁5g基站"),
        ("C++", "c++"),
    ],
)
def test_one_form(typed: str, remembered: str) -> None:
    """Spellings of one question are remembered as one, without what cannot be seen."""
    assert kept(typed) == remembered


@pytest.mark.parametrize(
    "typed",
    [
        ID,
        f"张三 {ID}",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "1101051949-12-31-0021",
        MOBILE,
        "138 0013 8000 是谁",
        "138-2000-2010",
        "+86 138.0013.8000",
        "一三八零零一三八零零零",
        "幺三八〇〇一三八〇〇〇",
        f"工商银行卡号{CARD}",
        CARD,
        "0512-12345678",
        "(010) 6512 3456",
        "E12345678",
        "A123456(3)",
        "someone@example.test",
        "qq 123456",
        "微信号：abc_12345",
        "京A12345",
        "粤B·D12345 违章",
        "沪ad12345",
        "92350100M000100Y43",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6",
        "550e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_nothing_of_a_person(typed: str) -> None:
    """What may lead to a person is not remembered, however it is spelled."""
    assert kept(typed) is None
    assert is_personal(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "\x00\x01", "!!!", "。。。", "*:*", "title:公积金", "{!func}x", "https://example.test/a", "www.example.test"],
)
def test_no_question(typed: str) -> None:
    """Nothing, punctuation, queries of programs and addresses are not remembered."""
    assert kept(typed) is None


def test_length() -> None:
    """A question is remembered up to its limit, a longer one not at all."""
    assert kept("数" * LONGEST) == "数" * LONGEST
    assert kept("数" * (LONGEST + 1)) is None
    assert kept("数" * 1_000_000) is None


@given(st.text(max_size=80))
def test_stable(typed: str) -> None:
    """What is remembered is short, visible and the same when it is asked again."""
    query = kept(typed)
    if query is not None:
        assert kept(query) == query
        assert query.isprintable()
        assert 0 < len(query) <= LONGEST


@given(st.text(max_size=20), st.sampled_from([ID, MOBILE]), st.text(max_size=20))
def test_numbers_inside_text(before: str, number: str, after: str) -> None:
    """A personal number is found whatever stands around it; nothing that is remembered contains one."""
    query = kept(before + number + after)
    assert query is None or number.casefold() not in query


@pytest.mark.parametrize("query", ["<b>公积金", "公积金'\"", "公积金;drop", "a[1]"])
def test_markup_is_not_shown(query: str) -> None:
    """What looks like markup or code is remembered perhaps, but never offered."""
    assert not is_showable(query)


def test_unwanted_words_are_not_shown(tmp_path: Path) -> None:
    """Words that the operator does not want shown keep a question out of the offers."""
    assert is_showable("公积金 提取")
    text = (Path(data.DEFAULTS) / "search.yml").read_text("utf-8")
    (tmp_path / "search.yml").write_text(re.sub(r"(?m)^unshown:.*$", "unshown: [提取]", text), "utf-8")
    data.use(tmp_path)
    try:
        assert not is_showable("公积金 提取")
        assert is_showable("公积金")
    finally:
        data.use(None)
