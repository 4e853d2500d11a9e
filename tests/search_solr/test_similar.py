"""What a dataset's page says is like it."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from support.solr import SITE, Core

from ckanext.govopen.search import similar, synonyms
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.words import cut_for_index

from tests.relevance import corpus

Answers = Sequence[tuple[dict[str, Any], similar.Found]]
EACH = 5
"""Of so many records one is taken."""
COUNT = 200
SEED = 20230601


@pytest.fixture(scope="session")
def listed(core: Core) -> Mapping[str, dict[str, Any]]:
    """A part of the records of all simulated portals and their kin elsewhere, by id."""
    kept = [
        package | {"owner_org": package["provider_name"]}
        for number, package in enumerate(corpus.packages())
        if number % EACH == 0
    ]
    core.add(f"{SITE}-similar", kept)
    return {package["id"]: package for package in kept}


def ask(core: Core, package: Mapping[str, Any], site: str = f"{SITE}-similar") -> similar.Found:
    """The two lists of a dataset."""
    params = similar.question(package)
    assert params is not None
    answer = core.post("/select", data=params | {"fq": [*params["fq"], f'+site_id:"{site}"', "+state:active"]})
    groups = [answer["grouped"][name]["doclist"]["docs"] for name in params["group.query"]]
    return similar.chosen(package, groups)


@pytest.fixture(scope="session")
def answers(core: Core, listed: Mapping[str, dict[str, Any]]) -> list[tuple[dict[str, Any], similar.Found]]:
    """Some of the datasets with their lists."""
    drawn = random.Random(SEED).sample(sorted(listed), COUNT)
    return [(listed[name], ask(core, listed[name])) for name in drawn]


def share(flags: Sequence[bool]) -> float:
    """How many of them are true."""
    return sum(flags) / len(flags)


def test_counterparts_are_of_the_same_topic(answers: Answers, record_property: Any) -> None:
    """Nine of ten first counterparts are about the same topic, by the generator's own code for it, and few have none."""
    topics = {one.id: one.topic for one in corpus.corpus().records}
    first = [topics[found.elsewhere[0]["id"]] == topics[package["id"]] for package, found in answers if found.elsewhere]
    every = [topics[doc["id"]] == topics[package["id"]] for package, found in answers for doc in found.elsewhere]
    record_property("first", share(first))
    record_property("every", share(every))
    record_property("answered", len(first) / COUNT)
    assert share(first) >= 0.9
    assert share(every) >= 0.8
    assert len(first) >= 0.95 * COUNT


def test_counterparts_are_elsewhere(answers: Answers) -> None:
    """Counterparts are of other regions, each of another one; similar ones are here; no list has the dataset or repeats."""
    for package, found in answers:
        codes = [similar.region_of(doc) for doc in found.elsewhere]
        assert package["region_code"] not in codes
        assert len(set(codes)) == len(codes) <= similar.MOST
        ids = [doc["id"] for doc in (*found.similar, *found.elsewhere)]
        assert len(set(ids)) == len(ids)
        assert package["id"] not in ids


def test_similar_ones_are_here(answers: Answers, listed: Mapping[str, dict[str, Any]], record_property: Any) -> None:
    """What is similar is of the same region or department, and nine of ten first ones of the same topic; a list may be
    empty, for in this part of the records not every dataset has kin in its region."""
    topics = {one.id: one.topic for one in corpus.corpus().records}
    for package, found in answers:
        for doc in found.similar:
            same = listed[doc["id"]]["owner_org"] == package["owner_org"]
            assert same or package["region_code"] in doc["region_path"], (package["title"], doc["title"])
    some = [found.similar for _, found in answers if found.similar]
    first = [topics[found.similar[0]["id"]] == topics[package["id"]] for package, found in answers if found.similar]
    record_property("similar", share(first))
    assert len(some) >= 0.5 * COUNT
    assert share(first) >= 0.9


def test_similar_ones_share_a_word_of_the_title(answers: Answers) -> None:
    """Or one of the same meaning: a theme, a department and data items in common are not enough."""
    for package, found in answers:
        words = similar.subject(package["title"])
        meant = {other.casefold() for word in words for other in (word, *synonyms.alternatives(word))}
        for doc in found.similar:
            held = set(cut_for_index(normalise(doc["title"]).casefold()))
            assert not words or meant & held, (package["title"], doc["title"])


def test_counterparts_by_another_name(core: Core) -> None:
    """A title that says the same with another word comes before one that shares only what is done (许可)."""
    titles = ("宜宾市网约车许可信息公开", "周庄镇取水许可信息公开", "昆山网络预约出租汽车运输证", "绵阳市行政许可")
    codes = ("511500", "320583", "320500", "510700")
    cars = [
        {"id": f"car{at}", "name": f"car{at}", "title": title, "region_code": code, "organizations": []}
        for at, (title, code) in enumerate(zip(titles, codes, strict=True))
    ]
    core.add(f"{SITE}-similar-cars", cars)
    assert [doc["id"] for doc in ask(core, cars[0], f"{SITE}-similar-cars").elsewhere] == ["car2"]


def test_what_is_written_is_no_syntax(core: Core, listed: Mapping[str, dict[str, Any]]) -> None:
    """Titles and items full of signs ask a question all the same."""
    package = next(iter(listed.values()))
    for title in ('公共"厕所" \\ AND OR ) (', "{!func}公厕 _query_:公厕 $subject", "公厕' mm=0 v='", "PM2.5 + C++ ~ * ?"):
        ask(core, package | {"title": title, "data_items": [{"label": 'a" OR *:* "'}], "owner_org": 'x" OR "'})
