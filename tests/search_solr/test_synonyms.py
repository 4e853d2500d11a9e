"""Every word of the list of synonyms finds what it stands for, among datasets that the sandbox's topics are the titles of."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from support.solr import SITE, Core

from ckanext.govopen.national import data
from ckanext.govopen.search import synonyms
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.query import relaxed, rewrite

PLACES = {"泸州市": "510500", "昆山市": "320583"}


@pytest.fixture(scope="module")
def topics() -> dict[str, str]:
    """Every name of every topic of the sandbox → the topic's code."""
    found = {}
    for path in sorted(data.locate("sandbox/topics").glob("*.yml")):
        for topic in yaml.safe_load(path.read_text("utf-8")):
            found |= {normalise(name).casefold(): topic["code"] for name in topic["names"]}
    return found


@pytest.fixture(scope="module")
def site(core: Core, topics: Mapping[str, str]) -> str:
    """A dataset of every name in every place."""
    name = f"{SITE}-synonyms"
    core.add(
        name,
        [
            package(f"{topic}--{at}-{code}", place + title, code)
            for place, code in PLACES.items()
            for at, (title, topic) in enumerate(topics.items())
        ],
    )
    return name


def package(name: str, title: str, region: str) -> dict[str, Any]:
    return {"id": name, "name": name, "title": title, "region_code": region, "provider_name": "", "organizations": []}


def found(core: Core, site: str, query: str) -> list[str]:
    """Topics of the first ten datasets."""
    response = core.search(site, rewrite({"q": query}))["response"]
    return [doc["id"].split("--")[0] for doc in response["docs"]]


def meant(topics: Mapping[str, str]) -> dict[str, set[str]]:
    """Word of the list that is in no name → the topics that have one of its other words in a name, if there are any."""
    words = [word for word in dict.fromkeys(synonyms.words()) if not any(word.casefold() in name for name in topics)]
    every = {
        word: {topics[name] for other in synonyms.alternatives(word) for name in topics if other.casefold() in name}
        for word in words
    }
    return {word: kept for word, kept in every.items() if kept}


@pytest.mark.parametrize("query", ["{}", "泸州{}"])
def test_every_word_finds_the_topic_that_it_stands_for(core: Core, site: str, topics: Mapping[str, str], query: str) -> None:
    """A word of the list, alone or with a place, has a topic with one of its other words among its first ten."""
    words = meant(topics)
    failed = [word for word, wanted in words.items() if wanted.isdisjoint(found(core, site, query.format(word)))]
    assert len(words) > 3000
    assert failed == []


def test_a_text_of_many_synonyms_is_no_burden(core: Core, site: str) -> None:
    """A query as long as is read, of the words that have most other words, and what is tried after it, are answered."""
    words = sorted(dict.fromkeys(synonyms.words()), key=lambda word: (-len(synonyms.alternatives(word)), word))
    for text in ("".join(words[:60]), " ".join(words[:60]), "城市公公厕锁在位制和停车厂收废标准清单以及充电装分布"):
        for params in ({"q": text}, *(way.params for way in relaxed({"q": text}))):
            core.search(site, rewrite(params) if params == {"q": text} else params)
