"""English words for something Chinese."""

import pytest

from ckanext.govopen.national import data
from ckanext.govopen.search import places, synonyms
from ckanext.govopen.search.query import english, tokens


def read(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Education", [("latin", "Education")]),
        ("air quality", [("latin", "air quality")]),
        ("the list of Public Toilets", [("latin", "Public Toilets")]),
        ("schools in Beijing", [("latin", "schools"), ("place", "北京")]),
        ("Luzhou city hospitals, 2021", [("place", "泸州"), ("latin", "hospitals"), ("year", "2021")]),
        ("Suzhou parks", [("place", "苏州、宿州"), ("latin", "parks")]),
        ("changsha bus", [("place", "长沙"), ("latin", "bus")]),
        ("population of inner mongolia", [("latin", "population"), ("place", "内蒙古")]),
        ("GDP Sichuan csv", [("latin", "GDP"), ("place", "四川"), ("format", "csv")]),
        ("beijing 学校", [("latin", "beijing"), ("word", "学校")]),
        ("data in beijing", [("latin", "data in beijing")]),
    ],
)
def test_words(text: str, expected: list[tuple[str, str]]) -> None:
    """Several words are one where the list has them so; places go by pinyin beside a word of the list, and only there."""
    assert read(text) == expected


@pytest.mark.parametrize(
    ("typed", "chinese"),
    [("schools", "中小学"), ("air quality", "空气质量"), ("Museums", "博物馆"), ("libraries", "图书馆"), ("buses", "公交")],
)
def test_clause(typed: str, chinese: str) -> None:
    """The Chinese words are looked for beside what was typed."""
    [token] = tokens.read(typed)
    assert f"title_bi:{chinese}" in token.clause
    assert all(word in token.clause for word in typed.split())


def test_a_word_that_is_also_initials_still_finds_titles_by_them() -> None:
    """`bus` may be the initials of a title."""
    [token] = tokens.read("map")
    assert "title_init:map" in token.clause


def test_english_names_of_regions() -> None:
    """Every name of the list is a region's."""
    names = data.load("vocabularies/places.yaml")["english"].values()
    assert names
    assert [name for name in names if not places.codes(name)] == []


def test_no_word_is_both_idle_and_meant() -> None:
    """What is left out beside other words means nothing by itself."""
    idle = data.load("search.yml")["english_idle"].split()
    assert [word for word in idle if synonyms.alternatives(word)] == []


def test_what_is_not_english_stays_as_it_is() -> None:
    """Pinyin is no English: no word is left out or taken for a place."""
    assert english.parts(["in", "beijing"]) == [english.Part("in"), english.Part("beijing")]
