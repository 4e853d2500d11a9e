"""Where the words of the list of synonyms stand in a text."""

import re

from ckanext.govopen.search import synonyms
from ckanext.govopen.search.query import tokens


def test_long_words_are_found_wherever_they_stand() -> None:
    """A word of four characters is found although the cut is another, the longest of those that begin at a place."""
    text = "规模以上工业企业名录"
    assert [text[start:end] for start, end in synonyms.long_ones(text)] == ["规模以上工业企业"]


def test_short_texts_have_no_long_words() -> None:
    """What is shorter than the shortest long word has none."""
    assert list(synonyms.long_ones("公厕")) == []
    assert list(synonyms.long_ones("")) == []


def test_words_of_two_scripts_are_one_token() -> None:
    """5G信号 is one thing to look for, in either case, and has its other words."""
    assert "5g信号" in synonyms.mixed()
    for text in ("5G信号", "5g信号"):
        assert [re.search("zh_all:基站", token.clause) is not None for token in tokens.read(text)] == [True]


def test_numbers_and_offices_have_other_words() -> None:
    """A word of the list is one too where it is read as a number or as an office."""
    for text, other in (("12345", "市民热线"), ("政务服务中心", "政务服务大厅")):
        assert all(f"zh_all:{other}" in token.clause for token in tokens.read(text))
