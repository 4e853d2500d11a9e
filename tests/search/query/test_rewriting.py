"""What a person types, as Solr gets it."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ckanext.govopen.search.query import NOTHING, rewrite

MAGIC = re.compile(r"\s*(?<![\w\\])\\?_(?:\\?q\\?u\\?e\\?r\\?y|\\?v\\?a\\?l)\\?_\s*:")
LOCAL = re.compile(r"(?:^|[^\\])(?:\\\\)*\{!")
"""What makes CKAN 2.12 refuse a parameter (ckan/lib/search/query.py)."""


@given(st.text(max_size=300) | st.text(alphabet='title:name"()[]{}!*?~^\\/+-&|AND OR NOT_query_val 图书馆2020', max_size=80))
@example('{!bool must=test} _query_:"{!lucene}x" _val_:y')
@example('title:"a _query_:b" {!x}')
@example("name:{!x y TO z]")
@example("\ud800")
def test_no_text_makes_it_raise_or_smuggles_syntax(text: str) -> None:
    """Any text gives parameters that CKAN does not refuse."""
    params = rewrite({"q": text})
    for query in (params["q"], *params.get("fq_list", [])):
        assert query
        assert not MAGIC.search(query)
        assert not LOCAL.search(query)


@given(st.text(alphabet='ab:"()\\!- {}图书', min_size=3000, max_size=5000))
def test_the_longest_text_makes_a_bounded_query(text: str) -> None:
    """Five thousand characters ask for no more clauses than Solr takes."""
    assert len(rewrite({"q": text})["q"]) < 20_000


@pytest.mark.parametrize("q", [None, "", "  ", "*:*", "*", '""', "''"])
def test_nothing_typed_finds_everything(q: str | None) -> None:
    """As CKAN has it; the parser is left to CKAN."""
    assert rewrite({"q": q, "rows": 5}) == {"q": "*:*", "rows": 5}


@pytest.mark.parametrize("q", ["!!!", "：，。", "()", '"', "🚀", "---"])
def test_text_without_a_letter_finds_nothing(q: str) -> None:
    """Not everything: nobody asked for everything."""
    assert rewrite({"q": q})["q"] == NOTHING


def test_text_goes_to_edismax_over_our_fields() -> None:
    """Parser, fields, minimum and tie are set, and no parameter that CKAN refuses."""
    params = rewrite({"q": "图书馆读书", "df": "text", "fq": "+x:y"})
    assert params["defType"] == "edismax"
    assert "title_bi^10" in params["qf"]
    assert params["fq"] == "+x:y"
    assert params.keys() <= {"q", "df", "fq", "defType", "qf", "mm", "tie", "boost"}


def test_what_the_caller_chose_stays() -> None:
    """A client that tunes the search itself is not overruled."""
    params = rewrite({"q": "图书馆", "qf": "title", "mm": "1", "tie": "0", "boost": "views_total", "sort": "name asc"})
    chosen = {"qf": "title", "mm": "1", "tie": "0", "boost": "views_total", "sort": "name asc"}
    assert chosen.items() <= params.items()


@pytest.mark.parametrize(
    ("q", "clauses", "least"),
    [
        ("公园", 1, 0),
        ("公园树", 2, 0),
        ("公园树木", 3, 2),
        ("公园树木古树名木", 7, 6),
        ("公园树木古树名木保护", 9, 7),
        ("公园树木古树名木保护等级分布评定", 15, 12),
    ],
)
def test_the_longer_a_run_the_more_pairs_may_be_missing(q: str, clauses: int, least: int) -> None:
    """A short word must be there whole; a longer run may be joined from words in another order."""
    params = rewrite({"q": q})
    bare = re.sub(r"\(([^ ]+) OR [^)]*\)", r"\1", params["q"])
    assert len(bare.replace(" OR ", " ").split()) == clauses
    assert params["mm"] == str(least)
    assert ("+" in bare) == (least == 0)


@pytest.mark.parametrize("q", ["公园 树木", "树木 公园"])
def test_words_apart_are_all_required(q: str) -> None:
    """A space says where a word ends; both words are wanted."""
    assert sorted(rewrite({"q": q})["q"].split()) == ["+公园", "+树木"]


def test_a_region_is_cut_out_and_raises_its_datasets() -> None:
    """Its name must be somewhere in the dataset; being of the region counts more, and is no filter."""
    params = rewrite({"q": "公园泸州"})
    assert params["q"] == '+公园 +"泸州"'
    assert params["boost"] == "if(gt(sum(termfreq(region_path,'510500'),0),0),1.5,1)"
    assert "fq" not in params
    assert "fq_list" not in params


def test_a_single_character_is_looked_for_by_itself() -> None:
    """Pairs of characters cannot find it."""
    assert rewrite({"q": "盐"})["q"] == "+(title_uni:盐^4 OR zh_all_uni:盐^1)"


def test_years_width_and_script_do_not_count() -> None:
    """The same question in another writing is the same query, but for the words that Taiwan says differently."""
    assert rewrite({"q": "二〇二〇年公园"}) == rewrite({"q": "２０２０公园"}) == rewrite({"q": "2020年公园"})
    assert rewrite({"q": "公園樹木"})["q"] == rewrite({"q": "公园树木"})["q"]
    assert '"信息"' in rewrite({"q": "資訊公開"})["q"]


def test_a_synonym_stands_in_for_its_word() -> None:
    """Also for the pairs across the seams of the word that it replaces."""
    assert rewrite({"q": "医保局"})["q"].count('"医疗保险"^0.3') == 2


def test_latin_words_are_plain_words() -> None:
    """AND, OR and NOT are no operators, signs are no signs."""
    params = rewrite({"q": "rivers AND -floods C++"})
    assert params["q"] == r"rivers OR and OR floods OR C\+\+"
    assert params["mm"] == "3"


def test_fielded_and_free_words_may_stand_together() -> None:
    """The field filters, the words are searched in Chinese; as CKAN has it, both must match."""
    params = rewrite({"q": 'groups:"a b" 公园', "fq_list": ["+x:y"]})
    assert params["fq_list"] == ["+x:y", 'groups:"a b"']
    assert params["q"] == "+公园"
    assert params["defType"] == "edismax"
