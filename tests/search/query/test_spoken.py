"""Alternatives and exclusions in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.query import alternatives, raised, rewrite
from ckanext.govopen.search.query.spoken import as_signs, is_but


@pytest.mark.parametrize(
    ("said", "signs"),
    [
        ("公园或医院", "公园 OR 医院"),
        ("公园或者医院", "公园 OR 医院"),
        ("公園或者醫院", "公園 OR 醫院"),
        ("公园 或 医院", "公园 OR 医院"),
        ("公园 or 医院", "公园 OR 医院"),
        ("公园/医院", "公园 OR 医院"),
        ("公园、医院、学校", "公园 OR 医院 OR 学校"),
        ("宜宾的公园、医院", "宜宾的公园 OR 医院"),
        ("泰州和宜宾的医院", "泰州、宜宾的医院"),
        ("泰州或者宜宾的公园", "泰州、宜宾的公园"),
        ("泰州 OR 宜宾 公园", "泰州、宜宾 公园"),
        ("除了泰州的医院", "-泰州 医院"),
        ("除泰州外的医院", "-泰州 医院"),
        ("除泰州和宜宾以外的医院", "-泰州 -宜宾 医院"),
        ("宜宾以外地区的公园", "-宜宾 公园"),
        ("泰州除外 医院", "-泰州 医院"),
        ("泰州地区以外的公园", "-泰州 公园"),
        ("泰州地区和宜宾的公园", "泰州、宜宾的公园"),
        ("医院 不含泰州", "医院 -泰州"),
        ("医院，不包括泰州市", "医院, -泰州市"),
        ("不要公园的绿地", "-公园 绿地"),
    ],
)
def test_what_is_said_as_signs(said: str, signs: str) -> None:
    """Of places and of single words, in either script; said twice it is the same."""
    assert as_signs(said) == signs
    assert as_signs(signs) == signs


@pytest.mark.parametrize(
    "q",
    [
        *("或许", "公园或", "或有负债", "R or Python", "or 公园"),
        *("农、林、牧、渔业", "医院、卫生院一览表", "人次/年", "https://a.example/公园/医院"),
        *("固定资产投资（不含农户）", "公园以外的绿地", "除雪", "要不要公园", "不含税价格", "公园和医院", "泰州 宜宾"),
    ],
)
def test_what_is_none(q: str) -> None:
    """或 inside a word, lists of more than words, labels, and words that titles take out."""
    assert as_signs(q) == q


@given(st.text(alphabet="公园医院泰州宜宾或者和除了以外不含不要的、/ OR-（）a1", max_size=40))
def test_any_text_is_read(q: str) -> None:
    """And what was said is not said again."""
    once = as_signs(q)
    assert isinstance(rewrite({"q": q})["q"], str)
    assert rewrite({"q": once})["q"] or once == ""


def test_places_of_which_any_will_do() -> None:
    """One part of the query: datasets of either place are found, and both are raised."""
    asked = rewrite({"q": "泰州和宜宾的医院"})
    (place,) = (part for part in asked["q"].split(" +") if "about" in part)
    assert "about:321200" in place
    assert "about:511500" in place
    assert raised({"q": "泰州、宜宾 医院"}) == ("321200", "511500")
    assert "about:510000" not in rewrite({"q": "泰州、宜宾"})["q"]


def test_the_opposite_is_not_offered() -> None:
    """Where an exclusion is not understood, its words alone are none that were meant."""
    assert is_but("公园以外的绿地")
    assert alternatives({"q": "公园以外的绿地"}) == []
    assert "泰州" not in "".join(alternatives({"q": "除了泰州的医院"}))
