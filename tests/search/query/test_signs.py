"""Signs of other search engines."""

import pytest

from ckanext.govopen.search.query import rewrite
from ckanext.govopen.search.query.signs import either, read


@pytest.mark.parametrize(
    ("q", "filters", "rest"),
    [
        ("公园 -泰州", ['-(region_path:"321200" OR zh_all:"泰州")'], "公园"),
        ("公园 NOT 泰州市", ['-(region_path:"321200" OR zh_all:"泰州市")'], "公园"),
        ('公园 -"城市 绿地"', ['-zh_all:"城市 绿地"'], "公园"),
        ("－樹木 公园", ['-zh_all:"树木"'], "公园"),
        ("公园 AND 泰州", [], "公园 泰州"),
        ("公园 && 泰州 AND 树木", [], "公园 泰州 树木"),
    ],
)
def test_signs_between_words(q: str, filters: list[str], rest: str) -> None:
    """What shall be missing is a filter; what is true anyway goes."""
    assert read(q) == (filters, rest)


@pytest.mark.parametrize(
    "q",
    ["COVID-19", "2018 -2020", "气温 -5℃", "公园 - 泰州", "公园 -", "-", "AND", "R AND", "NOT", "公园-泰州", "Texas and 公园"],
)
def test_what_is_no_sign(q: str) -> None:
    """A dash inside a word, before a number or alone, and a word that stands alone."""
    assert read(q) == ([], q)


def test_in_a_query() -> None:
    """Beside the caller's filters; a query of nothing else finds all but that."""
    asked = rewrite({"q": "公园 -泰州", "fq_list": ["+x:y"]})
    assert (asked["q"], asked["fq_list"]) == ("公园", ["+x:y", '-(region_path:"321200" OR zh_all:"泰州")'])
    assert rewrite({"q": "-公园"}) == {"q": "*:*", "fq_list": ['-zh_all:"公园"']}


def test_either() -> None:
    """OR between words asks for any of the sides."""
    assert either("公园 OR 医院 || 学校") == ["公园", "医院", "学校"]
    asked = rewrite({"q": "公园 OR 医院"})
    assert asked["q"].startswith("公园 OR (医院 OR ")
    assert asked["mm"] == "1"
    assert rewrite({"q": "公园 树木 OR 档案"})["q"] == "(公园 AND 树木) OR 档案"
    assert rewrite({"q": "！ OR 公园"})["q"] == "公园"


@pytest.mark.parametrize("q", ['公园 -"', '公园 -x"y:{!func}', '-"a:b" c', "公园 -{!lucene}x"])
def test_what_shall_be_missing_is_data(q: str) -> None:
    """No quotation mark, parser or field name leaves it."""
    for one in rewrite({"q": q}).get("fq_list", []):
        assert one.startswith('-zh_all:"')
        assert "{!" not in one
