"""Signs of other search engines."""

import pytest

from ckanext.govopen.search.query import rewrite
from ckanext.govopen.search.query.signs import left, read


@pytest.mark.parametrize(
    ("q", "filters", "rest"),
    [
        ("公园 -泰州", ['-(region_path:"321200" OR zh_all:"泰州")'], "公园"),
        ("公园 NOT 泰州市", ['-(region_path:"321200" OR zh_all:"泰州市")'], "公园"),
        ('公园 -"城市 绿地"', ['-zh_all:"城市 绿地"'], "公园"),
        ("－樹木 公园", ['-zh_all:"树木"'], "公园"),
        ("公园 AND 泰州", [], "公园 泰州"),
        ("公园 && 泰州 AND 树木", [], "公园 泰州 树木"),
        ("医院 -csv", ['-(formats:"csv" OR zh_all:"csv")'], "医院"),
        ("医院 NOT 接口", ['-(formats:"api" OR facet_has_api:"yes" OR zh_all:"接口")'], "医院"),
        ("公园 -2021年", ['-facet_years:"2021"'], "公园"),
        ("公园 NOT 2021", ['-facet_years:"2021"'], "公园"),
    ],
)
def test_signs_between_words(q: str, filters: list[str], rest: str) -> None:
    """What shall be missing is a filter, of a format or a year that of its field; what is true anyway goes."""
    assert read(q) == (filters, rest)


@pytest.mark.parametrize("q", ["公园 OR", "公园 AND", "OR 公园", "AND OR 公园 OR", "公园 NOT", "公园 ||"])
def test_a_sign_that_joins_nothing_is_nothing(q: str) -> None:
    """At either end; alone it is a word, unless filters stand beside it."""
    assert read(q) == ([], "公园")
    assert (read("OR"), left("OR")) == (([], "OR"), "")


@pytest.mark.parametrize(
    "q",
    ["COVID-19", "2018 -2020", "气温 -5℃", "公园 - 泰州", "公园 -", "-", "AND", "NOT", "-2021", "公园-泰州", "Texas and 公园"],
)
def test_what_is_no_sign(q: str) -> None:
    """A dash inside a word, before a number or alone, and a word that stands alone."""
    assert read(q) == ([], q)


def test_in_a_query() -> None:
    """Beside the caller's filters; a query of nothing else finds all but that."""
    asked = rewrite({"q": "公园 -泰州", "fq_list": ["+x:y"]})
    assert (asked["q"], asked["fq_list"]) == ("公园", ["+x:y", '-(region_path:"321200" OR zh_all:"泰州")'])
    assert rewrite({"q": "-公园"}) == {"q": "*:*", "fq_list": ['-zh_all:"公园"']}


@pytest.mark.parametrize("q", ['公园 -"', '公园 -x"y:{!func}', '-"a:b" c', "公园 -{!lucene}x"])
def test_what_shall_be_missing_is_data(q: str) -> None:
    """No quotation mark, parser or field name leaves it."""
    for one in rewrite({"q": q}).get("fq_list", []):
        assert one.startswith('-zh_all:"')
        assert "{!" not in one
