"""Names: ASCII that can be read, unique and stable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import names


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("石家庄市长安区人口", "shijiazhuangshi-changanqu-renkou"),
        ("2025年GDP（万元）", "2025-nian-gdp-wanyuan"),
        ("🌲", ""),
    ],
)
def test_slug(text: str, slug: str) -> None:
    """Words are cut before they are read; what is no word is left out."""
    assert names.slug(text) == slug


def test_name_is_stable_and_unique() -> None:
    """Portal and id decide: the same give the same name, another of either another one."""
    name = names.dataset_name("人口", "510500_luzhou", "1")
    assert name == names.dataset_name("人口", "510500_luzhou", "1")
    assert len({name, names.dataset_name("人口", "510500_luzhou", "2"), names.dataset_name("人口", "x", "1")}) == 3


def test_same_department_of_two_cities() -> None:
    """市教育局 is another organization in another city."""
    assert names.department_name("市教育局", "510500") != names.department_name("市教育局", "510600")


def test_entered_names_are_new_every_time() -> None:
    """Two datasets with one title can be entered one after the other."""
    assert names.new_name("人口") != names.new_name("人口")


@given(st.text(), st.text(), st.text())
def test_ckan_takes_every_name(title: str, portal: str, record: str) -> None:
    """Of any text comes a name that CKAN's validator takes."""
    assert re.fullmatch(r"[a-z0-9_-]{2,100}", names.dataset_name(title, portal, record))
