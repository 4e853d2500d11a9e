"""Values of JSON answers are read in whichever form a portal gives them."""

from typing import Any

import pytest

from harvesters.errors import FetchError
from harvesters.helpers.fields import FORMAT_SEPARATORS, absolute, array, format_names, overlay, section, take_first, words
from tests.support.answering import Answering


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, ()),
        ("", ()),
        ("海关，失信", ("海关", "失信")),
        ("国土资源、能源", ("国土资源、能源",)),
        (["海关", "失信", None, "海关"], ("海关", "失信")),
        ([{"name": "其他"}, {"name": None}], ("其他",)),
        ({"name": "a,b"}, ("a", "b")),
        (7, ("7",)),
    ],
)
def test_lists_of_texts(value: Any, found: tuple[str, ...]) -> None:
    """One text that lists several, an array of texts or of named objects, or a number."""
    assert words(value) == found


def test_formats() -> None:
    """Backslashes part formats, and words for what is no file type become the common names."""
    assert format_names(words("XML\\json、.CSV/接口,其他,库表,1", FORMAT_SEPARATORS)) == ("xml", "json", "csv", "api", "file")


def test_the_detail_lies_over_the_listing() -> None:
    """What the detail leaves empty is taken from the listing; 0 is a value."""
    assert overlay({"a": 1, "b": 2, "c": 3}, {"a": "", "b": 0, "d": None}) == {"a": 1, "b": 0, "c": 3}
    row = {"a": "暂无", "b": 0, "c": "x"}
    assert (take_first(row, "a", "b", "z"), row) == (0, {"c": "x"})


@pytest.mark.parametrize("answer", [None, [], {}, {"data": None}, {"data": {}}, {"data": "x"}])
def test_an_answer_without_its_object_is_an_in_band_failure(answer: Any) -> None:
    """Envelopes say in many ways that they hold nothing."""
    with pytest.raises(FetchError) as caught:
        section(answer, "data")
    assert caught.value.kind == "in-band"


def test_arrays() -> None:
    """Null is an empty one, an object stands for an array of it; a text or a missing one is an in-band failure."""
    assert [array({"rows": one}, "rows") for one in (None, {}, {"id": 1}, [1])] == [[], [], [{"id": 1}], [1]]
    for answer in ({"rows": "x"}, {}):
        with pytest.raises(FetchError) as caught:
            array(answer, "rows")
        assert caught.value.kind == "in-band"


def test_addresses() -> None:
    """A relative address is joined, Chinese is quoted, what is no web address is none."""
    assert absolute("http://a.test:8118", "/x?y=1&z=%E5%B9%B4") == "http://a.test:8118/x?y=1&z=%E5%B9%B4"
    assert absolute("http://a.test", "https://b.test/年.xls") == "https://b.test/%E5%B9%B4.xls"
    assert [absolute("http://a.test", one) for one in ("javascript:void(0)", "ftp://a.test/x", "http://[")] == [None] * 3


def test_codes() -> None:
    """A code is the table's label, Chinese text stays, the portal's lookups win, anything else is an issue."""
    portal = Answering("oportal", lambda _: None, lookups={"update_cycle": {"9": "不定期", "每年": "按学年更新"}})
    table = {"1": "每日", "7": "每年"}
    given = [1, "１", "每月", 7, "9", None, "空"]
    found = [portal.platform.coded("update_cycle", value, table, "x") for value in given]
    assert found == ["每日", "每日", "每月", "按学年更新", "不定期", None, None]
    assert portal.issues == []
    assert portal.platform.coded("update_cycle", "DAILY", table, "x") is None
    assert portal.said() == [("bad-value", "DAILY")]
