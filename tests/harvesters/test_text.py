"""Text, dates and numbers come out as DESIGN §5.3 wants them, whatever goes in."""

import json
import unicodedata
from contextlib import suppress
from datetime import datetime
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.helpers import text
from harvesters.helpers.dates import iso
from harvesters.helpers.fields import words
from harvesters.helpers.formats import format_name, suffix
from harvesters.helpers.labels import LABELS, merge, take
from harvesters.helpers.numbers import count, is_size, size
from harvesters.helpers.text import clean, clean_lines, split, storable

MARKUP = ["&", "amp;", "lt;", "#60;", "<", ">", "p", "/", "br", "!--", "-->", "script", " ", "\n"]
LETTERS = ["　", "Ａ", "１", "暂无", "e", "\u0301", "；", "\u037e", "\x00", "\u200b", "\ud800"]
PIECES = st.sampled_from(MARKUP + LETTERS)
DIRTY = st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join))


@pytest.mark.parametrize(
    ("dirty", "plain"),
    [
        ("　Ａ１ b\xa0\t\r\n c ", "A1 b c"),
        ("（一）：《数据》，", "（一）：《数据》，"),
        ("e\u0301", "é"),
        ("&amp;lt;p&amp;gt;&nbsp;x", "x"),
        ("<p>一<br/>二</p>", "一 二"),
        ('<a href="x">链接</a><script>1<2</script>', "链接"),
        ("R&D &copy=1 a<b且c>d", "R&D &copy=1 a<b且c>d"),
        ("a\u200bb\ufeff\x00", "ab"),
        *((placeholder, None) for placeholder in ("", " ", "暂无", "空", "-", "--", "——", "null", "NULL", "<p></p>")),
        ("无", "无"),
        ("0", "0"),
        (None, None),
    ],
)
def test_clean(dirty: str | None, plain: str | None) -> None:
    """Widths of letters, digits and spaces are folded, tags and entities go, placeholders are nothing."""
    assert clean(dirty) == plain


@given(DIRTY)
def test_clean_is_a_projection(dirty: str) -> None:
    """Cleaning never raises, cleaning twice changes nothing, and what comes out is NFC and encodable."""
    for function in (clean, clean_lines):
        once = function(dirty)
        assert once is None or function(once) == once
        if once:
            assert unicodedata.is_normalized("NFC", once)
            assert once == once.strip()
            once.encode()
    assert "\n" not in (clean(dirty) or "")


JSON = st.recursive(
    DIRTY | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(DIRTY, inner, max_size=3)
)


@given(JSON)
def test_what_is_stored_can_be(value: Any) -> None:
    """Whatever value of JSON comes, it is written as PostgreSQL takes it."""
    written = json.dumps(storable(value), ensure_ascii=False)
    assert "\\u0000" not in written.replace("\\\\", "")
    written.encode()


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("a\x00b\ud800", "ab"),
        ("\\u0000 \u200b\n", "\\u0000 \u200b\n"),
        ({"电\x00话": ("1\x00", 2, None)}, {"电话": ["1", 2, None]}),
    ],
)
def test_storable(value: Any, stored: Any) -> None:
    """The character of code zero and halves of pairs go, from names of keys too; their names in letters are plain text."""
    assert storable(value) == stored


@given(DIRTY)
def test_what_looks_plain_is_left_alone_by_the_long_way_too(dirty: str) -> None:
    """The cheap tests may only spare work."""
    shortest = clean(dirty), clean_lines(dirty)
    with mock.patch.object(text, "is_plain", return_value=False):
        assert (clean(dirty), clean_lines(dirty)) == shortest


def test_hostile_text_takes_no_long_time() -> None:
    """What is nested without end is still read to its end."""
    for piece in ("<!--", "<script ", "<b a=", "amp;", "&#38;", "&lt;b"):
        clean("&" + piece * 50_000)


def test_clean_lines_keeps_paragraphs() -> None:
    """Line breaks of the source stay, blank lines do not."""
    assert clean_lines("<p>一 \r\n\r\n　二</p><p>三</p>") == "一\n二\n三"


def test_split_leaves_names_whole() -> None:
    """、 belongs to names; repeated and empty parts go."""
    assert split("国土资源、能源\r\n\t建筑业；建筑业，暂无|x") == ("国土资源、能源", "建筑业", "x")
    assert split(None) == ()


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (["XLS", " csv", "XLS", None, {"a": 1}], ("XLS", "csv")),
        ("xls，csv", ("xls", "csv")),
        ('["教育", "科技，文化"]', ("教育", "科技", "文化")),
        ("['xls', 'csv']", ("xls", "csv")),
        ("[未分类", ("未分类",)),
        (7, ("7",)),
        ({"a": "b"}, ()),
        (None, ()),
    ],
)
def test_texts(value: Any, parts: tuple[str, ...]) -> None:
    """A list of texts comes as a list, as one text, and as the text of a list in two languages."""
    assert words(value) == parts


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022-01-04", "2022-01-04"),
        ("2022-6-27", "2022-06-27"),
        ("2022-06-27 10:00:00", "2022-06-27T10:00:00"),
        ("2022-06-27 10:00:00.0", "2022-06-27T10:00:00"),
        ("2022/06/27", "2022-06-27"),
        ("2022年06月27日", "2022-06-27"),
        ("20220627", "2022-06-27"),
        ("20220627101112", "2022-06-27T10:11:12"),
        ("2022-06-27T10:00:00", "2022-06-27T10:00:00"),
        ("2022-06-27T10:00:00.123Z", "2022-06-27T18:00:00"),
        ("2022-06-27T10:00:00+08:00", "2022-06-27T10:00:00"),
        (1656295200000, "2022-06-27T10:00:00"),
        ("1656295200000", "2022-06-27T10:00:00"),
        (1656295200, "2022-06-27T10:00:00"),
        ({"time": 1656295200000, "year": 122}, "2022-06-27T10:00:00"),
        ("Dec 15, 2019 3:00:49 AM", "2019-12-15T03:00:49"),
        ("Dec 15, 2019 12:00:49 PM", "2019-12-15T12:00:49"),
        ("31/12/2020", "2020-12-31"),
        ("", None),
        (None, None),
        ({}, None),
    ],
)
def test_dates(written: Any, meant: str | None) -> None:
    """Every style that portals were seen to use."""
    assert iso(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        *("昨天", "2022-13-01", "2022-02-30", "2022-02-03 24:00:00", "1899-12-31", "2101-01-01T00:00:00", "0"),
        *(1e300, float("nan"), True, "Foo 1, 2020"),
    ],
)
def test_no_dates(written: Any) -> None:
    """What is no date is an error, never a guess."""
    with pytest.raises(ValueError):  # noqa: PT011  the value is the message
        iso(written)


@given(st.datetimes().filter(lambda moment: 1900 <= moment.year < 2100))
def test_dates_round_trip(moment: datetime) -> None:
    """An ISO date-time stays as it is, and reading twice changes nothing."""
    text = moment.replace(microsecond=0).isoformat()
    assert iso(text) == text
    assert iso(moment.date().isoformat()) == moment.date().isoformat()


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.integers())))
def test_helpers_raise_nothing_but_value_errors(value: Any) -> None:
    """Any JSON value is read or refused."""
    for function in (iso, count, size):
        with suppress(ValueError):
            function(value)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,234次", 1234), (12, 12), ("3.5万条", 35000), ("0", 0), ("", None), (None, None), ("7,090", 7090)],
)
def test_counts(written: Any, number: int | None) -> None:
    """Thousands separators, counting words and 万."""
    assert count(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [("12.5KB", 12800), ("1.5 MB", 1572864), (100, 100), ("100", 100), ("3字节", 3), (None, None)],
)
def test_sizes(written: Any, number: int | None) -> None:
    """Sizes with and without units, in bytes."""
    assert size(written) == number


@pytest.mark.parametrize(
    ("written", "bytes_"), [("12.5MB", True), ("300字节", True), ("300", False), (300, False), ("3万条", False)]
)
def test_a_unit_of_bytes_makes_a_size(written: Any, bytes_: bool) -> None:
    """Only what carries a unit of bytes is a size for certain."""
    assert is_size(written) == bytes_


def test_a_size_is_no_count() -> None:
    """Units are never dropped."""
    for function, value in ((count, "12KB"), (size, "12条")):
        with pytest.raises(ValueError):  # noqa: PT011
            function(value)


def test_formats() -> None:
    """Words for formats and endings of names."""
    assert [format_name(word) for word in ("XLS", ".xlsx", "接口", "链接", "其他", "1", "", None)] == [
        "xls", "xlsx", "api", "link", "file", None, None, None,
    ]  # fmt: skip
    assert [suffix(name) for name in ("a.CSV", "无", ".xls", "v1.数据", None)] == ["csv", None, None, None, None]


def test_labels_belong_to_one_field() -> None:
    """No label means two things; the page's own words go before the listing's."""
    labels = [label for names in LABELS.values() for label in names]
    assert len(labels) == len(set(labels))
    values = merge({"数据更新时间": "2022", "主题": " "}, {"更新时间": "2021", "重点领域": "交通", "其它": "x"})
    assert values == {"数据更新时间": "2022", "重点领域": "交通", "其它": "x"}
    assert (take(values, "modified"), take(values, "theme"), take(values, "theme")) == ("2022", "交通", None)
