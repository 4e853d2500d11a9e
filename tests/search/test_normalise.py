"""One form of text for search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.normalise import fold, is_traditional, mainland, normalise, other_words, simplified


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("２０２０年度ＧＤＰ（季度）", "2020年度GDP(季度)"),
        ("二〇二〇年统计公报", "2020年统计公报"),
        ("二零一九至二○二一", "2019至2021"),
        ("一九四九年", "1949年"),
        ("臺灣公共圖書館", "台湾公共图书馆"),
        ("蚌埠市圖書館", "蚌埠市图书馆"),
        ("乾县著作权登记", "乾县著作权登记"),
        ("十四五规划二十二条", "十四五规划二十二条"),
        ("第7次全国人口普查", "第七次全国人口普查"),
        ("第21批名单", "第二十一批名单"),
        ("2020年1季度", "2020年一季度"),
        ("２０２０年第一季度", "2020年一季度"),
        ("2020Q1", "2020一季度"),
        ("q4 CPI", "四季度 CPI"),
        ("2023年06月、12月", "2023年六月、十二月"),
        ("FAQ1 0.6月 第0次 IQ3", "FAQ1 0.6月 第0次 IQ3"),
        (" 一网\u200b通办\t\n名单\u2063 ", "一网通办 名单"),
    ],
)
def test_text_gets_its_form_for_search(written: str, searched: str) -> None:
    """Width, script, years and spaces are brought into one form; what only looks like them stays."""
    assert normalise(written) == searched


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    """The form for search is its own form for search."""
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="臺灣資訊公開軟體程式簡報檔案蚌埠乾著裡後麵〇零二一九年0ａA. \n"))
def test_normalising_traditional_text_twice_changes_nothing(text: str) -> None:
    """Also for texts of both scripts, numerals and widths."""
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.sampled_from("aB1 \t\x00\u200b，二〇一九年")))
def test_plain_text_takes_a_short_way_to_the_same_form(text: str) -> None:
    """A Chinese sign behind the text sends it the long way, and changes nothing else."""
    assert fold(text + "。").removesuffix("。").strip() == fold(text)


@given(st.text(alphabet="第0123456789一二〇九十季度月次批Qq年 a_."))
def test_numerals_have_one_form(text: str) -> None:
    """What a numeral becomes makes no new numeral with what stands before it."""
    assert normalise(normalise(text)) == normalise(text)
    assert fold(text + "。").removesuffix("。").strip() == fold(text)


def test_only_traditional_text_is_converted() -> None:
    """著作 of 乾县 is simplified text, though both words hold characters that have a simplified form."""
    assert not is_traditional("乾县著作权")
    assert simplified("乾县著作权") == mainland("乾县著作权") == "乾县著作权"


def test_taiwans_words_are_named_beside_the_plain_conversion() -> None:
    """A traditional run keeps its characters and tells which of its words the mainland says in another way."""
    assert simplified(fold("資訊公開")) == "资讯公开"
    assert mainland(fold("資訊公開")) == "信息公开"
    assert other_words("資訊公開") == [(0, 2, "信息")]
    assert other_words("計程車資料") == [(0, 3, "出租车"), (3, 5, "数据")]
    assert other_words("網際網路") == [(0, 4, "互联网")]
