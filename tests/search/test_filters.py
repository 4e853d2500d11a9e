"""Chosen values as filters, and counts that keep the values that were not chosen."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search import filters
from ckanext.govopen.search.facets import facets

HOSTILE = st.text(st.sampled_from('a7 "\\{}!:()_query val*?TO+state'), max_size=20)


def test_values_of_a_facet_are_alternatives() -> None:
    """One filter a facet, tagged with its name, in the order of the page."""
    made = filters.filters(facets(), {"theme": ["2", "7"], "region_path": ["510500"]})
    assert made == ['{!lucene tag=region_path}region_path:("510500")', '{!lucene tag=theme}theme:("2" OR "7")']


def test_counts_leave_out_the_filter_of_their_own_facet() -> None:
    """And no other; a facet in which nothing was chosen leaves out none."""
    made = {entry.rsplit("}", 1)[-1]: entry for entry in filters.counts(facets(), {"theme": ["2"]}, {})}
    assert "ex=theme" in made["theme"]
    assert [field for field, entry in made.items() if "ex=" in entry] == ["theme"]
    assert set(made) == {facet.field for facet in facets()}


def test_a_reader_may_ask_for_more_values() -> None:
    """Of one facet; the others keep their own limit."""
    made = filters.counts(facets(), {}, {"organization": 1000})
    assert "{!lucene facet.limit=1000}organization" in made
    assert "source_portal" in made


def test_an_open_part_of_a_tree_is_counted_for_itself() -> None:
    """Once a province, however much was chosen in it."""
    tree = next(facet for facet in facets() if facet.tree)
    made = filters.counts([tree], {tree.name: ["510500", "510503", "320000"]}, {})
    assert ['facet.prefix="51"' in entry for entry in made] == [False, True, False]
    assert ['facet.prefix="32"' in entry for entry in made] == [False, False, True]
    assert 'terms="000000,110000,' in made[0]
    assert "510500" not in made[0]


def test_what_is_no_value_of_a_tree_opens_nothing() -> None:
    """Also where it looks like one."""
    tree = next(facet for facet in facets() if facet.tree)
    made = filters.counts([tree], {tree.name: [f"51{number}x" for number in range(100)]}, {})
    assert len(made) == 1


def test_what_everybody_may_see() -> None:
    """Of one portal alone, whatever it is called."""
    assert filters.public('a"b') == [r'site_id:"a\"b"', "state:active", "permission_labels:public"]


@given(st.lists(HOSTILE, min_size=1, max_size=3))
def test_no_value_is_syntax(values: list[str]) -> None:
    """Whatever a value is made of, CKAN finds one parser and no field of its own in the filter, and we find it ours."""
    made = filters.filters(facets(), {"theme": values})
    assert len(made) == 1
    assert filters.foreign({"fq_list": made}) is None
    text = made[0].removeprefix("{!lucene tag=theme}")
    assert "{!" not in text
    assert "+state:" not in text
    assert "_query_:" not in text
    unescaped = text.replace("\\\\", "").replace('\\"', "")
    assert unescaped.count('"') == 2 * len(values)


@pytest.mark.parametrize(
    "params",
    [
        {"fq": "{!lucene tag=theme}theme:1"},
        {"fq_list": ["{!lucene v='*:*'}"]},
        {"fq_list": ["{!lucene tag=theme v=$q}theme:1"]},
        {"fq_list": ["{!lucene type=func}theme"]},
        {"fq_list": ["theme:1", "  {!xmlparser v='<a/>'}"]},
        {"facet.field": ["{!terms=a}theme"]},
        {"facet.field": ["{!lucene ex=theme v=$q}theme"]},
        {"facet.field": ["{!lucene ex=theme}theme name"]},
        {"sort": "{!lucene}score desc"},
        {"boost": "{!lucene tag=a}1"},
    ],
)
def test_local_parameters_of_others_are_refused(params: dict[str, Any]) -> None:
    """What CKAN would let through besides, since its option knows only the name of the parser."""
    assert filters.foreign(params) == next(iter(params))


def test_what_we_make_is_let_through() -> None:
    """With everything that callers write without local parameters, and any text in `q`."""
    chosen = {"theme": ["2"], "region_path": ["510500"], "years": ["x"]}
    params = {"q": "{!lucene}x", "fq": "theme:1", "rows": 20, "facet.field": [*filters.counts(facets(), chosen, {}), "tags"]}
    assert filters.foreign(params | {"fq_list": [*filters.filters(facets(), chosen), "theme:2"]}) is None
