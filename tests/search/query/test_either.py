"""Alternatives in a query."""

import pytest

from ckanext.govopen.search.query import raised, rewrite
from ckanext.govopen.search.query.either import parts, readings
from ckanext.govopen.search.query.signs import plain


def test_in_a_query() -> None:
    """OR between words asks for any of the sides."""
    asked = rewrite({"q": "公园 OR 医院"})
    assert asked["q"].startswith("公园 OR (医院 OR ")
    assert asked["mm"] == "1"
    assert rewrite({"q": "公园 树木 OR 档案"})["q"] == "(公园 AND 树木) OR 档案"
    assert rewrite({"q": "！ OR 公园"})["q"] == "公园"
    assert rewrite({"q": "公园 OR OR"})["q"] == "公园"
    assert plain("公园 OR 医院 || 学校") == "公园 医院 学校"


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("公园 OR 医院 || 学校", ["公园", "医院", "学校"]),
        ("公园 OR OR 医院", ["公园", "医院"]),
        ("(公园 OR 医院) 宜宾", ["公园 宜宾", "医院 宜宾"]),
        ("宜宾（公园 OR 医院）", ["宜宾 公园", "宜宾 医院"]),
        ("(公园 OR 医院) (绿地 OR 学校)", ["公园 绿地", "公园 学校", "医院 绿地", "医院 学校"]),
        ("(公园 OR 医院) OR 学校", ["(公园", "医院)", "学校"]),
        ("公园 (绿地)", ["公园 (绿地)"]),
    ],
)
def test_parts(q: str, found: list[str]) -> None:
    """What stands outside brackets belongs to each alternative inside; brackets without alternatives are only text."""
    assert parts(q) == found


def test_many_groups_have_an_end() -> None:
    """Ten groups of two would be a thousand ways."""
    assert len(parts(" ".join(["(公园 OR 医院)"] * 10))) == 12


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("宜宾 公园 OR 医院", ["宜宾 公园", "宜宾 医院"]),
        ("公园 OR 医院 宜宾 2021年", ["宜宾 2021年 公园", "宜宾 2021年 医院"]),
        ("2021年 宜宾 公园 OR 医院 OR 学校", ["2021年 宜宾 公园", "2021年 宜宾 医院", "2021年 宜宾 学校"]),
        ("成都公园 OR 泸州公园", ["成都 公园", "泸州 公园"]),
        ("公园 OR 宜宾医院", ["公园", "宜宾 医院"]),
        ("公园 宜宾 OR 医院", ["公园 宜宾", "医院"]),
        ("泰州 OR 医院", ["泰州", "医院"]),
    ],
)
def test_what_stands_outside_holds_for_all(q: str, found: list[str]) -> None:
    """A place or a year at the edge, where no other alternative has one; not one beside a single alternative."""
    assert [" ".join(token.text for token in one) for one in readings(q)] == found


def test_the_place_is_that_of_the_query() -> None:
    """Its datasets are raised."""
    assert raised({"q": "宜宾 公园 OR 医院"}) == ("511500",)
