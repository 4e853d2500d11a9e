"""The figures of ranked answers against values worked out by hand."""

from math import log2

import pytest

from tests.relevance.measures import Outcome, best, figures, ndcg, ranked, recall, reciprocal

ITEMS = {"a": 1, "a2": 1, "b": 2, "c": 3, "d": 4}


def test_gains_are_discounted_by_rank() -> None:
    """Grades 0, 3, 1 where 3, 1 is best: (7/log2(3) + 1/log2(4)) / (7/log2(2) + 1/log2(3))."""
    assert ndcg([0, 3, 1], [3, 1]) == pytest.approx((7 / log2(3) + 0.5) / (7 + 1 / log2(3)))
    assert ndcg([3, 1], [3, 1]) == 1
    assert ndcg([], [3]) == 0


def test_only_the_first_ten_count() -> None:
    """What answers in the eleventh place gains nothing, and no more than ten are asked for."""
    assert ndcg([0] * 10 + [3], [3]) == 0
    assert ndcg([3] * 10, [3] * 40) == 1


def test_the_first_that_answers_gives_the_reciprocal_rank() -> None:
    """A half for the second place, nothing where nothing answers."""
    assert reciprocal([0, 1, 3]) == 0.5
    assert reciprocal([0, 0]) == 0


def test_recall_is_of_fifty_at_most() -> None:
    """Two of three; and all of it where fifty of a hundred came."""
    assert recall([3, 0, 1], [3, 3, 1]) == pytest.approx(2 / 3)
    assert recall([1] * 50, [1] * 100) == 1
    assert recall([0] * 50 + [3], [3]) == 0


def test_a_twin_shown_twice_neither_gains_nor_takes_a_place() -> None:
    """a2 is another record of the item of a; of d nobody can say."""
    grades = {"a": 3, "a2": 3, "b": 1, "d": None}
    assert ranked(["d", "a", "a2", "c", "b"], grades, ITEMS) == [3, 0, 1]
    assert best(grades, ITEMS) == [3, 1]


def test_the_figures_of_a_class_are_means_and_medians() -> None:
    """Three queries: one answered at once, one in the second place, one without a hit."""
    found = figures([Outcome(1, [3], [3]), Outcome(9, [0, 3], [3]), Outcome(0, [], [3])])
    assert found == {
        "ndcg": pytest.approx((1 + 1 / log2(3)) / 3),
        "mrr": pytest.approx(0.5),
        "recall": pytest.approx(2 / 3),
        "found": pytest.approx(2 / 3),
        "empty": pytest.approx(1 / 3),
        "hits": 1,
    }


def test_what_wants_nothing_has_no_more_than_its_hits() -> None:
    """Half of the negatives are empty."""
    assert figures([Outcome(0, [], []), Outcome(4, [0], [])]) == {"empty": 0.5, "hits": 2}
