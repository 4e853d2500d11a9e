"""When the gate closes."""

import pytest

from tests.relevance import gate


def test_a_figure_may_fall_by_the_tolerance_and_no_more() -> None:
    """0.005 is allowed; a better figure always is."""
    before = {"ndcg": 0.9, "empty": 0.01, "hits": 5}
    assert not list(gate.drops("typo", {"ndcg": 0.896, "empty": 0.0, "hits": 40}, before))
    assert list(gate.drops("typo", {"ndcg": 0.894, "empty": 0.01, "hits": 5}, before)) == [
        "typo: ndcg went from 0.900 to 0.894"
    ]


@pytest.mark.parametrize(("kind", "closes"), [("typo", True), ("negatives", False)])
def test_more_empty_answers_are_worse_but_for_negatives(kind: str, closes: bool) -> None:
    """A negative is to find nothing."""
    assert bool(list(gate.drops(kind, {"empty": 0.9}, {"empty": 0.5}))) is closes
    assert bool(list(gate.drops(kind, {"empty": 0.5}, {"empty": 0.9}))) is not closes


def test_a_limit_once_reached_is_kept_without_tolerance() -> None:
    """0.969 is a drop from 0.971 where 0.97 is the limit, and none where the limit was never reached."""
    assert list(gate.lost("known_item", {"ndcg": 0.969, "hits": 9}, {"ndcg": 0.971, "hits": 9}))
    assert not list(gate.lost("known_item", {"ndcg": 0.969, "hits": 9}, {"ndcg": 0.969, "hits": 9}))
    assert list(gate.lost("known_item", {"ndcg": 0.98, "hits": 51}, {"ndcg": 0.98, "hits": 9}))


def test_every_gated_class_has_committed_figures() -> None:
    """figures.yml speaks of all of them."""
    for source in gate.SOURCES.values():
        assert set(gate.committed(source.half)) == set(source.kinds)
    assert set(gate.LEAST) | set(gate.MOST) <= set(gate.SOURCES["generated"].kinds)
