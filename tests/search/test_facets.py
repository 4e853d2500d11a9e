"""The facets, found by walking their package."""

import pytest

from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets

LANGUAGES = ("zh_Hans_CN", "en")


def by_name() -> dict[str, Facet]:
    """Facets by name."""
    return {facet.name: facet for facet in facets()}


def test_facets_come_in_the_order_of_the_page() -> None:
    """Each place is taken once, names and fields are distinct."""
    found = facets()
    names = "region_path theme organization open_type grade formats years update_cycle has_api has_preview industry source_portal copies"
    assert [facet.name for facet in found] == names.split()
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


def test_what_the_whole_country_publishes_has_a_region() -> None:
    """Central bodies are found under 全国, retired codes under their successor."""
    values = by_name()["region_path"].values
    assert values is not None
    assert list(values({"region_code": "000000"}, {})) == ["000000"]
    assert list(values({}, {})) == []
