"""The facets, found by walking their package."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.govopen.national import data
from ckanext.govopen.search import address, filters
from ckanext.govopen.search import facets as package
from ckanext.govopen.search.document import document
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets

LANGUAGES = ("zh_Hans_CN", "en")


def by_name() -> dict[str, Facet]:
    """Facets by name."""
    return {facet.name: facet for facet in facets()}


def test_facets_come_in_the_order_of_the_page() -> None:
    """Each place is taken once, names and fields are distinct."""
    found = facets()
    first = "region_path theme organization open_type grade formats years update_cycle has_api has_preview"
    assert [facet.name for facet in found] == [*first.split(), "industry", "source_portal", "copies"]
    assert len({facet.order for facet in found}) == len({facet.field for facet in found}) == len(found)


@pytest.mark.parametrize(
    ("name", "value", "chinese", "english"),
    [
        ("region_path", "510500", "泸州市", "泸州市"),
        ("theme", "7", "教育文化", "Education and culture"),
        ("grade", "A", "优", "Excellent"),
        ("open_type", "1", "无条件开放", None),
        ("formats", "csv", "CSV 表格", "CSV"),
        ("organization", "some-name", "some-name", "some-name"),
        ("theme", "unheard", "unheard", "unheard"),
        ("region_path", "999999", "999999", "999999"),
    ],
)
def test_values_have_labels(name: str, value: str, chinese: str, english: str | None) -> None:
    """In the reader's language; a value that is unknown is shown as it is."""
    label = by_name()[name].label
    assert label(value, "zh_Hans_CN") == chinese
    assert english is None or label(value, "en") == english


def test_regions_are_a_tree() -> None:
    """A county stands below its city, that below its province, that below nothing."""
    facet = by_name()["region_path"]
    assert facet.tree
    assert [facet.tree.parent(code) for code in ("510503", "510500", "510000", "000000")] == ["510500", "510000", None, None]
    assert [facet.name for facet in facets() if facet.tree] == ["region_path"]


@pytest.mark.parametrize("facet", facets(), ids=lambda facet: facet.name)
def test_a_record_is_complete(facet: Facet) -> None:
    """Module, parameter and words are named alike, and no word means two facets."""
    assert f"{package.__name__}.{facet.name}" in sys.modules
    assert facet.name.isidentifier()
    assert facet.title.strip() == facet.title != ""
    assert facet.words
    others = [word for other in facets() if other is not facet for word in other.words]
    assert set(facet.words).isdisjoint(others)
    assert 0 < facet.limit <= 250


@given(value=st.text(max_size=8) | st.sampled_from(["٣", "²", "yes", "510500"]))
@settings(max_examples=30)
def test_no_text_is_too_odd_for_a_facet(value: str) -> None:
    """Addresses hold anything: it has a label, a meaning or none, a place among the others and an end above it."""
    for facet in facets():
        assert all(isinstance(facet.label(value, lang), str) for lang in LANGUAGES)
        assert all(isinstance(code, str) for code in facet.read(value))
        assert not facet.rank or isinstance(facet.rank(value), int)
        assert filters.lineage(facet, value)[-1] == value


@pytest.mark.parametrize(
    ("name", "word", "values"),
    [
        ("theme", "教育文化", ["7"]),
        ("theme", "7", ["7"]),
        ("theme", "没有", []),
        ("formats", "CSV", ["csv"]),
        ("grade", "优", ["A"]),
        ("years", "2023年", ["2023"]),
        ("years", "去年", []),
        ("region_path", "泸州", ["510500"]),
        ("region_path", "510500", ["510500"]),
        ("update_cycle", "每月", ["4"]),
        ("has_api", "yes", ["yes"]),
        ("has_api", "有", ["yes"]),
    ],
)
def test_what_people_write_means_a_value(name: str, word: str, values: list[str]) -> None:
    """A label, another word for it, or the code itself."""
    assert list(by_name()[name].read(word)) == values


@pytest.mark.parametrize(
    ("resource", "api", "preview"),
    [
        ({"format": "CSV"}, "no", "no"),
        ({"format": "API"}, "yes", "no"),
        ({"format": "json", "delivery_mode": "api"}, "yes", "no"),
        ({"format": "csv", "row_count": 3}, "no", "yes"),
        ({"format": "csv", "row_count": 0}, "no", "no"),
        ({"format": "csv", "datastore_active": True}, "yes", "yes"),
        ({"format": None}, "no", "no"),
    ],
)
def test_what_can_be_asked_and_looked_at(resource: dict[str, Any], api: str, preview: str) -> None:
    """From the resources alone: an interface, rows that were read, rows in the DataStore."""
    built = document({}, {"id": "1", "resources": [{"format": "pdf"}, resource]}, organizations=[], score=None)
    assert (built["facet_has_api"], built["facet_has_preview"]) == ([api], [preview])


def test_values_with_an_order_of_their_own_keep_it() -> None:
    """Grades from the best, cycles from the shortest, years from the newest, what is unknown last."""
    places = {name: by_name()[name].rank for name in ("grade", "update_cycle", "years")}
    assert all(places.values())
    assert sorted(["C", "A", "?", "B"], key=places["grade"]) == ["A", "B", "C", "?"]
    assert sorted(["99", "7", "72", "1"], key=places["update_cycle"]) == ["1", "7", "72", "99"]
    assert sorted(["2021", "x", "2023"], key=places["years"]) == ["2023", "2021", "x"]


COLOUR = """
from ckanext.govopen.search.facet import Facet, dataset_values, written_labels

LABELS = {"red": ("红", "Red")}
FACET = Facet(name="colour", field="facet_colour", title="Colour", order=75, label=written_labels(LABELS), words=("颜色",),
              values=dataset_values("colour"))
"""


@pytest.fixture
def colour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Facet]:
    """A facet of one more file."""
    (tmp_path / "colour.py").write_text(COLOUR)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    facets.cache_clear()
    data.use(None)
    yield next(facet for facet in facets() if facet.name == "colour")
    monkeypatch.undo()
    sys.modules.pop(f"{package.__name__}.colour")
    facets.cache_clear()
    data.use(None)


def test_a_facet_is_one_file(colour: Facet) -> None:
    """A module more is in the index, in addresses, in filters and in counts, and stands at its place."""
    assert [facet.name for facet in facets()].index("colour") == 7
    built = document({"colour": "red"}, {"id": "1", "colour": "red"}, organizations=[], score=None)
    assert built["facet_colour"] == ["red"]
    chosen = address.read("/", [("colour", "red")], facets()).chosen
    assert filters.filters(facets(), chosen) == ['{!lucene tag=colour}facet_colour:("red")']
    assert "{!lucene ex=colour}facet_colour" in filters.counts(facets(), chosen, {})
    assert colour.label("red", "zh_Hans_CN") == "红"


def test_every_word_of_the_short_form_is_documented() -> None:
    """The table of docs/searching.md has the words of every facet."""
    table = (Path(__file__).parents[2] / "docs" / "searching.md").read_text("utf-8").partition("## Filters in short form")[2]
    said = set(re.findall(r"[^\s|·]+", "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))))
    assert {word for facet in facets() for word in facet.words} <= said
