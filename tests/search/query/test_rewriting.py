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
    ("q", "counted", "least"),
    [
        ("公园", 1, 1),
        ("公园树木", 2, 2),
        ("树木 公园", 2, 2),
        ("公园图书馆银行学校医院药店超市", 7, 7),
        ("公园图书馆银行学校医院药店超市餐馆", 8, 8),
        ("公园图书馆银行学校医院药店超市餐馆工厂酒店电影剧院", 12, 10),
        ("泸州公园", 1, 1),
        ("2020年公园", 1, 1),
        ("我想找公园银行学校医院的数据", 4, 4),
        ("我想找公园银行学校医院药店超市的数据", 6, 5),
    ],
)
def test_so_many_words_must_be_there(q: str, counted: int, least: int) -> None:
    """Of a few words all, of many or of a question some may be missing; places and years are not counted, they must be."""
    params = rewrite({"q": q})
    clauses = [clause for clause in top_level(params["q"]) if not clause.startswith("+")]
    assert (len(clauses), params["mm"]) == (counted, str(least))


def top_level(q: str) -> list[str]:
    """The clauses of a query, without those inside brackets."""
    found, depth = [""], 0
    for char in q.replace(" OR ", " "):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == " " and not depth:
            found.append("")
        else:
            found[-1] += char
    return found


def test_a_place_raises_its_datasets_and_is_no_filter() -> None:
    """Its name must be somewhere in the dataset, or the dataset must be of it or of what is above it."""
    params = rewrite({"q": "公园泸州"})
    assert params["q"].startswith("公园 +(title_bi:泸州^")
    assert "about:510500^" in params["q"]
    assert "about:510000^" in params["q"]
    assert "termfreq(region_path,'510500')" in params["boost"]
    assert "fq" not in params
    assert "fq_list" not in params


def test_years_width_and_script_do_not_count() -> None:
    """The same question in another writing is the same query, but for the words that Taiwan says differently."""
    assert rewrite({"q": "二〇二〇年公园"}) == rewrite({"q": "２０２０公园"}) == rewrite({"q": "2020年公园"})
    assert rewrite({"q": "公園樹木"})["q"] == rewrite({"q": "公园树木"})["q"]
    assert '"信息"' in rewrite({"q": "資訊公開"})["q"]


def test_fielded_and_free_words_may_stand_together() -> None:
    """The field filters, the words are searched in Chinese; as CKAN has it, both must match."""
    params = rewrite({"q": 'groups:"a b" 公园', "fq_list": ["+x:y"]})
    assert params["fq_list"] == ["+x:y", 'groups:"a b"']
    assert params["q"] == "公园"
    assert params["defType"] == "edismax"


@pytest.mark.parametrize("extras", [None, "x", [1], {"ext_govopen_relaxed": 5}, {"ext_govopen_relaxed": "no"}, {"ext_x": "y"}])
def test_parameters_of_others_do_no_harm(extras: object) -> None:
    """Whatever a client sends beside the query."""
    assert rewrite({"q": "公园", "extras": extras, "fq_list": "+x:y"})["q"] == "公园"


def test_a_long_address_is_one_thing() -> None:
    """Of a text 200 characters are read; an address, of a file on a portal, is looked for whole."""
    address = f"https://data.example.gov.cn/{'oportal/' * 40}file77.csv"
    assert "file77" in rewrite({"q": address})["q"]
    assert "file77" not in rewrite({"q": f"公园 {address}"})["q"]
    assert len(rewrite({"q": "https://a.cn/" + "a" * 50_000})["q"]) < 20_000
