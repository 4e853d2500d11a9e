"""Generated catalogues: the same for a seed, broad, and with the defects that their plan asks for."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.catalogue import ids, rows
from sandbox.catalogue.generated import Generated
from sandbox.catalogue.titles import Titles
from sandbox.catalogue.topics import Library
from sandbox.dice import spread
from sandbox.files.recipes import Recipe
from sandbox.plan import Plan, load_plans
from tests.sandbox.client import CONFIG

PLANS = {plan.slug: plan for plan in load_plans(CONFIG)}


def generated(plan: Plan, library: Library, recipes: dict[str, Recipe]) -> Generated:
    """The catalogue of a plan."""
    return Generated(plan, library, recipes)


def test_there_is_enough_for_a_demo(library: Library, recipes: dict[str, Recipe]) -> None:
    """Four portals of three levels hold at least 540 datasets and 220 files that anyone may fetch."""
    entries = [one for plan in PLANS.values() for one in generated(plan, library, recipes).listing()]
    distinct = {entry.id: entry for entry in entries}.values()
    assert len(PLANS) >= 4
    assert {plan.level for plan in PLANS.values()} == {"province", "city", "county"}
    assert Counter(plan.aggregation for plan in PLANS.values()) == {"physical": 2, "logical": 2}
    assert all(plan.title.startswith("示例") for plan in PLANS.values())
    assert len(distinct) >= 540
    assert sum(len(entry.files) for entry in distinct if entry.unconditional) >= 220


def test_topics_are_broad(library: Library) -> None:
    """At least 60 topics, each with items of its own and names that no other topic has."""
    names = Counter(name for topic in library.topics for name in topic.names)
    assert len(library.topics) >= 60
    assert [name for name, count in names.items() if count > 1] == []
    assert len({topic.code for topic in library.topics}) == len(library.topics)
    for topic in library.topics:
        assert len({item[0] for item in topic.items}) == len(topic.items), topic.code
        assert len({item[1] for item in topic.items}) == len(topic.items), topic.code


@pytest.mark.parametrize("slug", PLANS)
def test_same_seed_same_catalogue(slug: str, library: Library, recipes: dict[str, Recipe]) -> None:
    """Two catalogues of one plan are equal; another seed gives another one."""
    plan = PLANS[slug]
    first = list(generated(plan, library, recipes).listing())
    assert first == list(generated(plan, library, recipes).listing())
    other = msgspec.structs.replace(plan, seed=plan.seed + 1)
    assert first != list(generated(other, library, recipes).listing())


@pytest.mark.parametrize("slug", PLANS)
def test_twenty_thousand_titles_differ(slug: str, library: Library) -> None:
    """A portal can be enlarged to 20,000 datasets without a title coming twice by accident."""
    titles = Titles(PLANS[slug], library)
    made = [titles.at(number).title for number in range(20_000)]
    assert len(set(made)) == len(made)
    assert max(map(len, made)) <= 50


@pytest.mark.parametrize("slug", PLANS)
def test_every_topic_fills_its_rows(slug: str, library: Library) -> None:
    """Each value type gives a value for every topic's items, at the level of every portal."""
    plan = PLANS[slug]
    titles = Titles(plan, library)
    seen = set()
    for number in range(0, titles.plain, 7):
        heading = titles.at(number)
        place = (heading.topic.code, bool(heading.district))
        if place in seen:
            continue
        seen.add(place)
        table = rows.rows(plan, library.words, heading, number, 0)
        items = rows.items(heading)
        assert rows.LEAST <= len(table) <= rows.MOST
        assert all(len(row) == len(items) for row in table)
        assert all(cell not in (None, "") for row in table for cell in row)
        assert len({tuple(row) for row in table}) == len(table), heading.title
        assert any(item.unit for item in items)
        assert any(item.type == "date" for item in items)
    assert len(seen) == 2 * len(library.topics)


def test_defects_come_at_their_rates(library: Library, recipes: dict[str, Recipe]) -> None:
    """Over many entries each defect's share is what the plan says."""
    plan = msgspec.structs.replace(PLANS["yibin"], size=3000)
    catalogue = generated(plan, library, recipes)
    entries = [catalogue.entry(key) for key in range(plan.size)]
    shares = {
        "theme_placeholder": sum(entry.themes == ("暂无",) for entry in entries),
        "empty_industry": sum(entry.industries == ("",) for entry in entries),
        "empty_tags": sum(not entry.tags for entry in entries),
        "empty_phone": sum(not entry.phone for entry in entries),
        "empty_email": sum(not entry.email for entry in entries),
        "empty_description": sum(not entry.description for entry in entries),
        "duplicate_titles": len(entries) - len({entry.title for entry in entries}),
    }
    for name, count in shares.items():
        assert count / plan.size == pytest.approx(getattr(plan.defects, name), abs=0.03), name
    assert sum(not entry.unconditional for entry in entries) / plan.size == pytest.approx(0.25, abs=0.03)
    listing = catalogue.listing(plan.defects.duplicate_entries)
    assert (listing.total - plan.size) / plan.size == pytest.approx(plan.defects.duplicate_entries, abs=0.01)


@given(st.integers(2, 300), st.floats(0.01, 0.5))
def test_repeats_lose_nothing(size: int, rate: float) -> None:
    """A listing with repeated entries still shows every entry, and the total counts what it shows."""
    plan = msgspec.structs.replace(PLANS["kunshan"], size=size)
    order = Numbers(plan.size).listing(rate)
    shown = [entry.id for entry in order]
    assert len(shown) == order.total
    assert set(shown) == {str(number) for number in range(size)}


class Numbers(Generated):
    """A catalogue whose entries are only numbers."""

    def __init__(self, size: int) -> None:
        super(Generated, self).__init__(range(size))

    def make(self, key: int, revision: int):
        """An object with an id."""
        return type("Entry", (), {"id": str(key)})


@given(st.sampled_from(["hex", "digits"]), st.integers(0, 10**6), st.integers(0, 999_999))
def test_ids_carry_their_key(kind: str, seed: int, key: int) -> None:
    """An id leads back to its key, looks native, and a changed one is nobody's."""
    ident = ids.make_id(kind, seed, key)
    assert ids.read_id(kind, seed, ident) == key
    assert len(ident) == (32 if kind == "hex" else 20)
    other = ("0" if ident[0] != "0" else "1") + ident[1:]
    assert ids.read_id(kind, seed, other) is None


@given(st.text(max_size=40))
def test_strange_ids_are_nobodys(text: str) -> None:
    """Any text can be asked for."""
    assert ids.read_id("hex", 1, text) is None
    assert ids.read_id("digits", 1, text) is None
    assert ids.read_file_number(1, text) is None


@given(st.integers(1, 2000), st.integers(0, 10**9))
def test_spread_is_a_bijection(size: int, offset: int) -> None:
    """Every place is taken once."""
    assert {spread(index, size, offset) for index in range(size)} == set(range(size))


def test_mutations(library: Library, recipes: dict[str, Recipe]) -> None:
    """Updated entries change their title under the same id, removed ones vanish, added ones are new."""
    catalogue = generated(PLANS["sichuan"], library, recipes)
    before = {entry.id: entry for entry in catalogue.listing()}
    done = catalogue.mutate(updated=5, removed=2, added=3)
    after = {entry.id: entry for entry in catalogue.listing()}
    assert [len(done[kind]) for kind in ("updated", "removed", "added")] == [5, 2, 3]
    assert set(before) - set(after) == set(done["removed"])
    assert set(after) - set(before) == set(done["added"])
    assert {ident for ident in before.keys() & after.keys() if before[ident] != after[ident]} == set(done["updated"])
    assert all(catalogue.find(ident) is None for ident in done["removed"])
    again = catalogue.mutate(updated=5)["updated"]
    assert not set(again) & set(done["updated"])
