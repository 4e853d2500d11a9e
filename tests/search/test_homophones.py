"""Other spellings of the same sound."""

import pytest

from ckanext.govopen.search.homophones import common, respelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("公鸡金", "公积金"),
        ("图书管", "图书馆"),
        ("医寥机构", "医疗机构"),
        ("行证许可", "行政许可"),
        ("空气治量", "空气质量"),
        ("城镇务水处理", "城镇污水处理"),
        ("环境空气质粱", "环境空气质量"),
        ("客运站扳次", "客运站班次"),
    ],
)
def test_what_was_meant_comes_first(typed: str, meant: str) -> None:
    """One character of the same sound, or of one that is often mistaken for it."""
    assert respelled(typed, 6)[0] == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("公元树木", "公园树木"), ("就业补助滋金", "就业补助资金"), ("停水停电通吱", "停水停电通知")]
)
def test_what_was_meant_is_among_the_first(typed: str, meant: str) -> None:
    """Where several words sound the same, the more frequent one comes first."""
    assert meant in respelled(typed, 6)


@pytest.mark.parametrize("text", ["", "abc", "2020", "龘"])
def test_what_has_no_other_spelling_has_none(text: str) -> None:
    """Latin letters and rare characters stay."""
    assert respelled(text, 6) == []


def test_the_rest_of_the_text_stays() -> None:
    """Letters, digits and spaces around the run."""
    assert respelled("2020 公鸡金 abc", 1) == ["2020 公积金 abc"]


def test_common_characters_of_just_the_same_sound() -> None:
    """Those that input methods offer first; neither itself, nor what only sounds similar."""
    found = common("搬")
    assert {"班", "般", "办"} <= set(found)
    assert not {"搬", "帮", "瘢"} & set(found)
    assert common("a") == common("") == ()
