"""Titles as they are typed without Chinese characters."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import regions
from ckanext.govopen.search import pinyin
from ckanext.govopen.search.normalise import written


def read(text: str) -> str:
    """The full pinyin of a text."""
    return pinyin.fields(written(text))[pinyin.FULL].split()[0]


def test_a_title_is_typed_from_any_word_on() -> None:
    """Words inside longer ones are places to begin at too; the whole and what stands behind the places are heads."""
    built = {field: terms.split() for field, terms in pinyin.fields("泸州市公共图书馆服务体系").items()}
    full, initials = "luzhoushigonggongtushuguanfuwutixi", "lzsggtsgfwtx"
    assert {full, "gonggongtushuguanfuwutixi", "tushuguanfuwutixi", "fuwutixi", "tixi"} <= set(built[pinyin.FULL])
    assert {initials, "ggtsgfwtx", "tsgfwtx", "fwtx", "tx"} <= set(built[pinyin.INITIALS])
    assert all(full.endswith(term) for term in built[pinyin.FULL])
    assert all(initials.endswith(term) for term in built[pinyin.INITIALS])
    han = ["泸州市公共图书馆服务体系", "公共图书馆服务体系"]
    assert built[pinyin.HEAD] == [*han, full, full.removeprefix("luzhoushi"), initials, initials.removeprefix("lzs")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("浚县", "xunxian"),
        ("单县", "shanxian"),
        ("涡阳", "guoyang"),
        ("郫都", "pidu"),
        ("筠连", "junlian"),
        ("洪洞", "hongtong"),
        ("长垣", "changyuan"),
        ("朝阳", "chaoyang"),
        ("阿勒泰", "aletai"),
        ("都匀", "duyun"),
        ("什邡", "shifang"),
        ("佛冈", "fogang"),
        ("荥经县", "yingjingxian"),
        ("克什克腾旗", "keshiketengqi"),
        ("石家庄市长安区", "shijiazhuangshichanganqu"),
        ("重庆市银行行政处罚", "chongqingshiyinhangxingzhengchufa"),
        ("给排水", "jipaishui"),
        ("无偿献血点", "wuchangxianxuedian"),
        ("预付卡发卡企业", "yufukafakaqiye"),
        ("第7次6月Q1", "di7ci6yueq1"),
        ("第七次六月", "diqiciliuyue"),
    ],
)
def test_characters_with_several_readings(text: str, expected: str) -> None:
    """Places are read as their people say, words as in common use."""
    assert read(text) == expected


def test_every_region_is_read_as_the_list_says() -> None:
    """All 3,214 names, those with characters of several readings included."""
    wrong = {one.name: read(one.name) for one in regions.all_regions() if read(one.name) != one.pinyin.replace(" ", "")}
    assert wrong == {}


def test_letters_and_digits_stay() -> None:
    """As they are in both forms, in lower case; full width is folded before."""
    built = pinyin.fields(written("２０２３年度ＰＭ2.5日均值"))
    assert built[pinyin.FULL] == "2023niandupm25rijunzhi niandupm25rijunzhi pm25rijunzhi 5rijunzhi rijunzhi junzhi"
    assert built[pinyin.INITIALS] == "2023ndpm25rjz ndpm25rjz pm25rjz 5rjz rjz jz"
    assert read("T恤AED") == "txuaed"


def test_a_title_of_places_alone_is_its_own_beginning() -> None:
    """Nothing stands behind the places that it could begin with."""
    assert pinyin.fields("四川省泸州市")[pinyin.HEAD].split() == ["四川省泸州市", "sichuanshengluzhoushi", "scslzs"]


@pytest.mark.parametrize("text", ["", "（）", "——", " "])
def test_what_has_no_word_has_no_field(text: str) -> None:
    """Nothing is indexed for it."""
    assert pinyin.fields(written(text)) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tú shū-guǎn", "tushuguan"),
        ("xi'an", "xian"),
        ("lǚyóu", "lvyou"),
        ("ＴＳＧ", "tsg"),
        ("tsg 2023", "tsg2023"),
        ("图书guan", ""),
        ("a:b", ""),
        (" ", ""),
    ],
)
def test_what_was_typed(text: str, expected: str) -> None:
    """Case, width, tones, spaces and apostrophes do not matter; text that is no pinyin is not taken for it."""
    assert pinyin.typed(text) == expected


@given(st.text())
def test_any_title_gives_short_plain_terms(title: str) -> None:
    """Lower-case letters, digits and spaces, without empty words, whatever a publisher writes."""
    built = pinyin.fields(written(title))
    built.pop(pinyin.ORDER, None)
    for field, value in built.items():
        assert value == " ".join(value.split())
        assert max(map(len, value.split())) <= pinyin.LONGEST
        assert field == pinyin.HEAD or pinyin.typed(value) == value.replace(" ", "")
        assert len(value) < 32_000


def ordered(titles: Iterable[str]) -> list[str]:
    """Titles in the order of their keys."""
    return sorted(titles, key=lambda title: pinyin.fields(written(title)).get(pinyin.ORDER, ""))


@pytest.mark.parametrize(
    "titles",
    [
        ["2号线", "10号线", "A股", "b超", "阿坝州", "巴城镇"],
        ["长宁县", "长沙市", "重庆市", "重阳节", "乐山市"],
        ["西昌市", "西充县", "县域"],
        ["室内", "市A", "市B", "市公园"],
    ],
)
def test_the_order_of_a_list(titles: list[str]) -> None:
    """Numbers by their size, letters in any case, then characters as they are read, one sound's beside their own kind."""
    assert ordered(titles[::-1]) == titles


@given(st.text())
def test_a_key_of_order_is_short(title: str) -> None:
    """Whatever a publisher writes; titles that only differ in width or case stand beside each other."""
    key = pinyin.fields(written(title)).get(pinyin.ORDER, "")
    assert len(key) <= 120
    assert key == key.lower()
