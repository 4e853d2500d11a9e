"""The committed set of queries: made by its script, of every class enough, each with an answer."""

from collections import Counter

import pytest

from tests.relevance import make
from tests.relevance.corpus import Record, corpus, packages
from tests.relevance.kinds.meaning import unseen
from tests.relevance.want import FULL, NEAR, Case, Want, grade, graded


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return make.read()


def test_the_set_is_what_its_script_makes() -> None:
    """python -m tests.relevance.make changes nothing."""
    assert make.QUERIES.read_text("utf-8") == make.text()


def test_there_are_queries_enough(cases: list[Case]) -> None:
    """At least 600 in all, 40 of every class and 15 of every half of it, over at least 20,000 records."""
    assert len(cases) >= 600
    assert len(corpus().records) >= 20_000
    of_kind, of_half = Counter(case.kind for case in cases), Counter((case.kind, case.half) for case in cases)
    assert set(of_kind) == set(make.KINDS)
    assert min(of_kind.values()) >= 40
    assert min(of_half[kind, half] for kind in make.KINDS for half in ("tune", "report")) >= 15


def test_no_query_of_a_class_stands_in_both_halves(cases: list[Case]) -> None:
    """A query decides its half; so does an unseen word, alone or with a region."""
    assert len({(case.kind, case.query) for case in cases}) == len(cases)
    assert all(case.half == make.half(case.kind, case.query, case.want) for case in cases)


def test_every_query_but_the_negatives_is_answered(cases: list[Case]) -> None:
    """Something of the catalogue is relevant, by the generator's fields."""
    for case in cases:
        assert make.answered(case.want) is (case.kind != "negatives"), case


def test_a_known_item_is_one_item(cases: list[Case]) -> None:
    """What it says is true of one item alone, and it is no whole title."""
    for case in cases:
        if case.kind == "known_item":
            relevant = [ident for ident, found in graded(case.want, corpus()).items() if found]
            assert len({corpus().by_id[ident].item for ident in relevant}) == 1, case
            assert case.query not in corpus().titles


def test_unseen_words_are_no_names_of_topics() -> None:
    """None is, holds or stands in a name that titles have, of any topic; there are at least 120, each once."""
    names = [name for topic in corpus().library.topics for name in topic.names]
    words = [word for found in unseen().values() for word in found]
    assert len(words) == len(set(words)) >= 120
    assert [(word, name) for word in words for name in names if word in name or name in word] == []


def test_the_records_searched_are_the_records_judged() -> None:
    """Datasets and truth are the same, in the same order, each with a name and an id of its own."""
    made = [(package["id"], package["title"], package["name"]) for package in packages()]
    assert made == [(record.id, record.title, record.name) for record in corpus().records]
    assert len({name for *_, name in made}) == len({ident for ident, *_ in made}) == len(made)


@pytest.mark.parametrize(
    ("want", "place", "expected"),
    [
        (Want(topics=("parking",), places=("511500",)), "511500", FULL),
        (Want(topics=("parking",), places=("511500",)), "511502", NEAR),
        (Want(topics=("parking",), places=("511500",)), "510000", NEAR),
        (Want(topics=("parking",), places=("511500",)), "510500", 0),
        (Want(topics=("parking",), places=("511500",), exact=True), "511502", 0),
        (Want(topics=("parks",), places=("511500",)), "511500", 0),
        (Want(topics=("parking",), word="停车场", places=("511500",)), "511500", None),
        (Want(topics=("parking",), level="city"), "511502", NEAR),
        (Want(), "511500", 0),
    ],
)
def test_grades_follow_topic_and_region(want: Want, place: str, expected: int | None) -> None:
    """Full where all is so, near in a part or the whole of the region, unsaid where the topic has another word."""
    there = corpus().places[place]
    record = Record("", "", "", "", "", "parking", "停车泊位", there, "名录", 0, "cgj", "")
    assert grade(want, record, corpus()) == expected
