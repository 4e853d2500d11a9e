"""Reading Solr's explanation of a hit."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search import explaining, ranking
from ckanext.govopen.search.query import rewrite


def node(value: float, description: str, *details: dict[str, Any]) -> dict[str, Any]:
    """A node of Solr's structured explanation."""
    return {"match": True, "value": value, "description": description, "details": list(details)}


def weight(value: float, field: str, term: str) -> dict[str, Any]:
    """What one term in one field weighs."""
    return node(
        value, f"weight({field}:{term} in 7) [SchemaSimilarity], result of:", node(value, "score(freq=1.0), computed as")
    )


TREE = node(
    9.9,
    "weight(FunctionScoreQuery(+(text), scored by boost(product(...)))), product of:",
    node(
        9.0,
        "sum of:",
        node(6.0, "max plus 0.4 times others of:", weight(5.0, "title_bi", "图书"), weight(2.5, "zh_all", "图书")),
        weight(2.0, "title_word", "图书"),
        node(1.0, "about:510500^8.0"),
    ),
    node(1.1, "product(sum(const(1)))"),
)


def test_points_are_those_of_words_in_fields() -> None:
    """Fields that hold the same are one; of the fields of a word, those behind the best count by the tie."""
    found = explaining.points(TREE)
    assert [(one.field, one.term, one.points) for one in found] == [
        ("title", "图书", 7.0),
        ("all", "图书", 1.0),
        ("region", "510500", 1.0),
    ]
    fields = explaining.by_field(found)
    assert [one["field"] for one in fields] == ["title", "all", "region"]
    assert sum(one["share"] for one in fields) == pytest.approx(1, abs=0.001)


def test_fields_that_hold_the_same_have_one_name() -> None:
    """Labels are themes to a reader, and what a dataset is about is its region."""
    assert [explaining.group(name) for name in ("labels", "about", "title_bi", "x")] == ["theme", "region", "title", "all"]


def test_a_phrase_and_an_unknown_field_are_told_too() -> None:
    """A field without a name of its own is any text."""
    found = explaining.points(node(3.0, "sum of:", weight(2.0, "title_bi", '"公共 共图"'), weight(1.0, "extras_x", "a")))
    assert [(one.field, one.term) for one in found] == [("title", "公共 共图"), ("all", "a")]
    assert explaining.points({}) == []
    assert explaining.by_field([]) == []


TREES = st.recursive(
    st.builds(weight, st.floats(0, 100), st.sampled_from(["title_bi", "zh_all", "years", "odd"]), st.text(max_size=5)),
    lambda inner: st.builds(
        node, st.floats(0, 100), st.sampled_from(["sum of:", "max plus 0.4 times others of:", "x"]), inner, inner
    ),
    max_leaves=10,
)


@given(TREES)
def test_any_tree_is_read(tree: dict[str, Any]) -> None:
    """Every field has a name for readers, and shares are of the whole."""
    fields = explaining.by_field(explaining.points(tree))
    assert {one["field"] for one in fields} <= explaining.FIELDS.keys()
    assert sum(one["share"] for one in fields) <= 1.001


@pytest.mark.parametrize("q", ["泸州市教委 中小學 2020", "title:x", "{!lucene}", "*:*", ""])
def test_every_query_is_understood_somehow(q: str) -> None:
    """What was recognised is told, and the kinds have names."""
    said = explaining.understood(q)
    assert {token["kind"] for token in said["tokens"]} <= explaining.KINDS.keys()
    assert explaining.factors(q).keys() <= explaining.FACTORS.keys()
    assert said["params"]["q"]


@pytest.mark.parametrize("q", ["成都公园 OR 泸州公园", "title:公园 泸州", "公园 -泸州", "泸州 公园", "title:x"])
def test_the_factors_are_those_of_the_search(q: str) -> None:
    """Each of them and no other stands in what Solr is asked."""
    boost = rewrite({"q": q}).get("boost", ranking.boost([]))
    assert boost == f"product({','.join(explaining.factors(q).values())})"


def test_regions_departments_and_synonyms_are_named() -> None:
    """As a reader knows them."""
    said = explaining.understood("泸州市教育部门 公厕")
    assert [one["name"] for one in said["regions"]] == ["四川省泸州市"]
    assert said["departments"][0]["duties"] == ["教育"]
    assert "厕所" in said["synonyms"]["公厕"]
    assert ranking.factors(["510500"]).keys() == explaining.FACTORS.keys()


def test_filters_are_told_as_such() -> None:
    """What was used, not the words that they are made of."""
    said = explaining.understood("部门:教育局 21年公园 -绿地 NOT 格式:csv", 2026)
    assert [(one["kind"], one["text"]) for one in said["tokens"]] == [
        ("filter", "部门:教育局"),
        ("filter", "-格式:csv"),
        ("missing", "-绿地"),
        ("year", "2021年"),
        ("word", "公园"),
    ]
    assert said["normalised"] == "2021年公园"
    assert [one["clause"] for one in said["tokens"][:3]] == said["params"]["fq_list"]
    assert said["departments"] == []


def test_beside_fields_the_words_are_told() -> None:
    """A field is no part; the text that it narrows is."""
    said = explaining.understood("title:公园 泸州")
    assert said["fielded"]
    assert [one["text"] for one in said["tokens"]] == ["泸州"]
    assert explaining.understood("title:公园")["tokens"] == []
