"""What raises a dataset, and how near-duplicates are folded, against a real Solr."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.govopen.national import data
from ckanext.govopen.search import folding, ranking
from ckanext.govopen.search.query import rewrite

SITE = "search-tests-ranking"
TEXT = {"title": "泸州市公共停车场名录", "notes": "停车场名录", "region_code": "510500"}
OLD = {"data_modified": "2015-01-01"}
BETTER: dict[str, dict[str, Any]] = {
    "fresh": {"data_modified": "2099-01-01"},
    "scored": {**OLD, "scored": {"score": 98, "grade": "A", "stars": 3}},
    "used": {**OLD, "uses": 5000},
    "open": {**OLD, "open_type": "1"},
}
WORSE: dict[str, dict[str, Any]] = {
    "scored": {**OLD, "scored": {"score": 5, "grade": "E", "stars": 1}},
    "closed": {**OLD, "open_type": "3"},
    "copy": {**OLD, "duplicate_of": "another"},
}
BEST = {**BETTER["fresh"], **BETTER["scored"], "data_modified": "2099-01-01", "uses": 100000, "open_type": "1"}
WORST = {**WORSE["scored"], **WORSE["closed"], **WORSE["copy"], "title": "停车场周边道路养护名录和公共绿地", "notes": "泸州市"}


def most(weights: Mapping[str, Any]) -> float:
    """How often the relevance of one dataset may count against another's, by these weights, but for the region."""
    raised = (1 + weights["fresh"]["weight"]) * (1 + weights["score"]["weight"] / 2) * (1 + weights["uses"]["weight"])
    lowered = (1 - weights["score"]["weight"] / 2) * weights["copy"]
    return float(raised / lowered * max(weights["open"].values()) / min(weights["open"].values()))


def packages(*given: dict[str, Any]) -> list[dict[str, Any]]:
    """Datasets with what every one must have."""
    return [{"id": str(at), "name": f"r{at}", "organizations": [], **one} for at, one in enumerate(given)]


def fill(core: Any, *given: dict[str, Any]) -> None:
    """These datasets, and no others, in this test's site of the core."""
    core.post("/update", json={"delete": {"query": f"site_id:{SITE}"}, "commit": {}})
    core.add(SITE, packages(*given))


def order(core: Any, q: str, *given: dict[str, Any], **params: Any) -> list[int]:
    """Numbers of the datasets that a query finds in this catalogue of few, best first."""
    fill(core, *given)
    return [int(doc["id"]) for doc in core.search(SITE, rewrite({"q": q} | params))["response"]["docs"]]


@pytest.mark.parametrize("why", BETTER)
def test_of_equal_texts_the_better_one_comes_first(core: Any, why: str) -> None:
    """Fresher, with a better score, more used, open: whichever was indexed first."""
    plain, better = TEXT | OLD, TEXT | BETTER[why]
    assert order(core, "停车场名录", plain, better) == [1, 0]
    assert order(core, "停车场名录", better, plain) == [0, 1]


@pytest.mark.parametrize("why", WORSE)
def test_of_equal_texts_the_worse_one_comes_last(core: Any, why: str) -> None:
    """With a bad score, not open, another portal's listing."""
    plain, worse = TEXT | OLD, TEXT | WORSE[why]
    assert order(core, "停车场名录", worse, plain) == [1, 0]


def test_a_clearly_better_text_is_never_overtaken(core: Any) -> None:
    """Not by the best of all scores, dates and uses together."""
    assert order(core, "公共停车场名录", TEXT | WORST | {"title": TEXT["title"]}, TEXT | BEST | {"title": WORST["title"]}) == [
        0,
        1,
    ]


def test_what_nobody_knows_lowers_nothing(core: Any) -> None:
    """A dataset without score, open attribute and uses stands between the good and the bad ones."""
    good = TEXT | OLD | {"scored": {"score": 90, "grade": "A", "stars": 3}, "open_type": "1"}
    bad = TEXT | OLD | {"scored": {"score": 10, "grade": "E", "stars": 1}, "open_type": "3"}
    assert order(core, "停车场名录", bad, TEXT | OLD, good) == [2, 1, 0]


RANKS = st.fixed_dictionaries(
    {},
    optional={
        "data_modified": st.sampled_from(["2001-01-01", "2024-06-30", "2099-12-31", "nonsense"]),
        "uses": st.integers(0, 2**40),
        "open_type": st.sampled_from(["1", "2", "3"]),
        "duplicate_of": st.just("another"),
        "scored": st.fixed_dictionaries({"score": st.integers(0, 100), "grade": st.just("C"), "stars": st.just(1)}),
    },
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=RANKS, second=RANKS)
def test_the_factors_of_two_datasets_are_never_far_apart(core: Any, first: dict[str, Any], second: dict[str, Any]) -> None:
    """Whatever is known of them, by no more than `most` says, which is little."""
    fill(core, TEXT | first, TEXT | second)
    found = core.search(SITE, rewrite({"q": "停车场名录"}) | {"fl": f"id,factor:{ranking.boost(())}"})["response"]["docs"]
    values = sorted(doc["factor"] for doc in found)
    assert values[1] / values[0] <= most(data.load("search.yml")["boost"]) * 1.001 < 1.4


FOLDED = [
    TEXT | {"provider_name": "泸州市民政局", "source_portal": "luzhou"},
    TEXT | {"title": "《泸州市公共停车场》名录", "provider_name": "市民政局", "duplicate_of": "0"},
    TEXT | {"region_code": "510000", "provider_name": "泸州市民政局", "duplicate_of": "0"},
    TEXT | {"provider_name": "泸州市交通运输局"},
    TEXT | {"title": "泸州市公共停车场名录（2020年）", "provider_name": "泸州市民政局"},
]


def collapsed(core: Any, q: str) -> tuple[list[int], dict[str, int]]:
    """Numbers of the datasets that a page shows, and its counts of regions."""
    params = folding.folded(rewrite({"q": q, "extras": {folding.ASKED: "1"}}))
    params.pop("extras")
    answer = core.search(SITE, params | {"facet": "true", "facet.field": "region_path", "facet.mincount": 1})
    counts = answer["facet_counts"]["facet_fields"]["region_path"]
    return [int(doc["id"]) for doc in answer["response"]["docs"]], dict(zip(counts[::2], counts[1::2], strict=True))


@pytest.mark.parametrize("q", ["停车场名录", "*:*", "title:公共停车场"])
def test_near_duplicates_are_folded_where_it_is_asked_for(core: Any, q: str) -> None:
    """The authoritative copy stands for all; other offices and years are other datasets; facets count what is shown."""
    fill(core, *FOLDED)
    shown, counts = collapsed(core, q)
    assert sorted(shown) == [0, 3, 4]
    assert counts == {"510000": 3, "510500": 3}
    assert sorted(order(core, q, *FOLDED)) == [0, 1, 2, 3, 4]


def test_documents_without_a_fold_are_nobodys_duplicates(core: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that was made before there were folds shows all that it holds."""
    monkeypatch.setattr(folding, "fields", lambda *_: {})
    fill(core, *FOLDED)
    assert sorted(collapsed(core, "停车场名录")[0]) == [0, 1, 2, 3, 4]


def test_codes_are_found_as_a_whole_and_by_part(core: Any) -> None:
    """In any case, with and without their punctuation; by field name too."""
    fill(core, TEXT | {"source_id": "29200/AB-403601"}, TEXT)
    for value in ("29200/AB-403601", "29200/ab-403601", "29200AB403601", "29200", "ab"):
        assert [doc["id"] for doc in core.search(SITE, {"q": f'code:"{value}"'})["response"]["docs"]] == ["0"], value
    assert core.search(SITE, {"q": 'code:"2920"'})["response"]["numFound"] == 0
    assert core.search(SITE, {"q": "code:2920*"})["response"]["numFound"] == 1
