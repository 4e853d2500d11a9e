"""Cutting text into words, and the words that mean the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import data
from ckanext.govopen.search import places, synonyms, words


@pytest.fixture
def overlay(tmp_path: Path) -> Iterator[Path]:
    """An operator's folder over the project's data."""
    data.use(tmp_path)
    yield tmp_path
    data.use(None)


@pytest.mark.parametrize(
    "term", ["一网通办", "统一社会信用代码", "放管服", "网格员", "营商环境", "养老机构", "泸州市", "和康县"]
)
def test_terms_of_administration_and_places_stay_whole(term: str) -> None:
    """The general dictionary would cut them into pieces."""
    assert term in words.cut(f"全市{term}名单")


def test_the_index_has_the_words_inside_a_word() -> None:
    """A search for a part finds the whole, also for own terms longer than the dictionary's search mode looks for."""
    assert {"企业", "法人", "企业法人"} <= set(words.cut_for_index("企业法人"))
    assert "养老保险" in words.cut_for_index("基本养老保险")


@given(st.text())
def test_cutting_loses_no_letters(text: str) -> None:
    """All letters and digits of a text are in its words, in their order."""
    kept = "".join(char for char in "".join(words.cut(text)) if char.isalnum())
    assert kept == "".join(char for char in text if char.isalnum())


def test_synonyms_work_both_ways_unless_an_arrow_says_otherwise() -> None:
    """医保 and 医疗保险 find each other; 养老 finds 养老院, but not the other way round."""
    assert "医疗保险" in synonyms.alternatives("医保")
    assert "医保" in synonyms.alternatives("医疗保险")
    assert "养老院" in synonyms.alternatives("养老")
    assert "养老" not in synonyms.alternatives("养老院")
    assert "地区生产总值" in synonyms.alternatives("gdp")
    assert synonyms.alternatives("没有这个词") == ()


def test_an_operators_lists_replace_ours(overlay: Path) -> None:
    """Files of the overlay are read instead, from the next call on."""
    (overlay / "synonyms.txt").write_text("# own\n甲乙丙丁, 戊己庚辛\n", "utf-8")
    data.use(overlay)
    assert synonyms.alternatives("甲乙丙丁") == ("戊己庚辛",)
    assert synonyms.alternatives("医保") == ()
    assert words.cut("新甲乙丙丁表") == ["新", "甲乙丙丁", "表"]


@pytest.mark.parametrize("line", ["只有一个词", "=> 医院", "医院 =>", ", ,"])
def test_a_line_that_says_nothing_is_named(overlay: Path, line: str) -> None:
    """The error holds the number and the text of the line."""
    (overlay / "synonyms.txt").write_text(f"甲, 乙\n{line}\n", "utf-8")
    data.use(overlay)
    with pytest.raises(synonyms.SynonymError, match="line 2"):
        synonyms.alternatives("甲")


def test_the_projects_list_is_readable_and_of_use() -> None:
    """Every line parses, no word is a synonym of itself, and each of Chinese alone is one word where a text is cut."""
    chinese = {
        word for word in synonyms.words() if not word.isascii() and not synonyms.HAN_AND_OTHER.fullmatch(word.casefold())
    }
    assert len(chinese) > 5000
    assert [word for word in chinese if words.cut(word) != [word]] == []
    assert all(word not in synonyms.alternatives(word) for word in set(synonyms.words()))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("泸州图书馆", ("510500",)),
        ("图书馆读书活动纳溪", ("510503",)),
        ("沪", ("310000",)),
        ("沪深指数", ()),
        ("资源目录", ()),
        ("资源县目录", ("450329",)),
        ("四川 养老", ("510000",)),
        ("医保定点药店", ()),
    ],
)
def test_regions_are_recognised_in_a_query(text: str, codes: tuple[str, ...]) -> None:
    """By name, short name or alias; not inside other words, and not by short names that are ordinary words."""
    assert places.codes(text) == codes
