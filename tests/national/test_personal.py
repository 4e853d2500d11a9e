"""Personal numbers in texts: found where they are, left alone where they only look like some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import personal
from ckanext.govopen.national.errors import CheckError

ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"身份证{ID}。", "身份证110105********002X。"),
        ("110105 19491231 002x", "110105********002X"),
        ("110105-19491231-002X", "110105-19491231-002X"),
        ("电话13812345678", "电话138****5678"),
        ("138 1234 5678、139-1111-2222", "138****5678、139****2222"),
        ("+8613812345678", "138****5678"),
        ("2020-01-01 13812345678", "2020-01-01 138****5678"),
        ("银行卡号 6222021234567890128", "银行卡号 622202*********0128"),
        (f"{ID} 和 13812345678", "110105********002X 和 138****5678"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    """Numbers are made unreadable in the usual way, and what is masked stays as it is."""
    assert personal.mask(text) == masked
    assert personal.mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "0951-6982300",
        "编号110105194912310021",
        "6222021234567890128",
        "110105********002X",
        "138****5678",
        "统一社会信用代码91350100M000100Y43",
        "订单 2013812345678901",
        "比率0.13812345678",
        "06883182b278466ab0f19bc81acf4908",
        "2021-2022年",
    ],
)
def test_not_personal(text: str) -> None:
    """Office numbers, wrong check digits, masked values, codes and longer numbers are no personal data."""
    assert personal.screen(text) == text


@pytest.mark.parametrize("text", [f"张某 {ID}", "联系13812345678", "账号6222021234567890128"])
def test_screen_refuses(text: str) -> None:
    """A hit is refused, and the message itself shows no number."""
    with pytest.raises(CheckError) as caught:
        personal.screen(text)
    assert "****" in str(caught.value)


@given(
    st.lists(
        st.sampled_from([ID, "13812345678", "138 1234 5678", "卡号6222021234567890128", "，", " ", "年", "1", "-", "X", "*"])
    ).map("".join)
)
def test_masked_text_has_no_hit(text: str) -> None:
    """Whatever stands beside the numbers, a masked text passes the screen, and masking again changes nothing."""
    masked = personal.mask(text)
    assert personal.find(masked) == []
    assert personal.mask(masked) == masked
