"""The laws of a dataset's score."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.scoring.dataset import Scored, after_repair, dataset_score
from ckanext.govopen.scoring.registry import policy
from ckanext.govopen.scoring.score import grade


def scored(name: str, value: float, *rules: str, original: str | None = None) -> Scored:
    """A file with a score and findings."""
    return Scored(name, value, grade(value, policy()), 3, frozenset(rules), original)


files = st.builds(
    scored,
    st.uuids().map(str),
    st.floats(0, 100).map(lambda value: round(value, 1)),
    st.sampled_from(["F01", "F02", "V01", "E01"]),
)
many = st.lists(files, min_size=1, max_size=12)


def test_best_file() -> None:
    """The best file speaks for its dataset; a lower one that does not mislead costs nothing."""
    found = dataset_score([scored("a", 60), scored("b", 92.5, "V01")], policy())
    assert found is not None
    assert (found.value, found.grade, found.best, found.penalty, found.misleading) == (92.5, "A", "b", 0, ())


def test_misleading_siblings() -> None:
    """Each other file that lies costs two points, ten at most; the best file's own findings are in its score already."""
    liars = [scored(f"f{number}", 10, "F01") for number in range(7)]
    one = dataset_score([scored("a", 91, "F01"), liars[0]], policy())
    all_of_them = dataset_score([scored("a", 91), *liars], policy())
    assert one is not None
    assert all_of_them is not None
    assert (one.value, one.grade, one.misleading) == (89, "B", ("f0",))
    assert (all_of_them.value, all_of_them.penalty) == (81, 10)


def test_repairs_are_kept_apart() -> None:
    """A repaired copy neither raises nor lowers the publisher's score, and is told beside it."""
    own, repaired = scored("a", 61), scored("r", 88, "F01", original="a")
    found = dataset_score([own, repaired], policy())
    assert found is not None
    assert (found.value, found.best, found.penalty) == (61, "a", 0)
    assert after_repair([own, repaired]) == repaired
    assert dataset_score([repaired], policy()) is None
    assert after_repair([own]) is None


@given(many)
def test_bounds(given_files: list[Scored]) -> None:
    """A score lies between 0 and the best file's, at most ten points below it."""
    found = dataset_score(given_files, policy())
    assert found is not None
    best = max(one.value for one in given_files)
    assert max(0, round(best - 10, 1)) <= found.value <= best


@given(many, files, st.randoms())
def test_order_and_a_worse_file(given_files: list[Scored], another: Scored, random: st.DataObject) -> None:
    """Order is irrelevant, and a file that is no better and does not mislead changes nothing."""
    shuffled = list(given_files)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    before = dataset_score(given_files, policy())
    assert dataset_score(shuffled, policy()) == before
    worse = scored("~", min(one.value for one in given_files), "V01")
    assert dataset_score([*given_files, worse], policy()) == before
