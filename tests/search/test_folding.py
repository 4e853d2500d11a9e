"""What near-duplicates have in common, and who gets them folded."""

from typing import Any

import pytest

from ckanext.govopen.search import folding

PACKAGE = {"id": "1", "title": "泸州市公共停车场名录", "region_code": "510500", "provider_name": "泸州市民政局"}


def key(**changes: Any) -> str:
    """The fold of the example with changes."""
    return folding.key(PACKAGE | changes, "泸州市交通运输局")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "2"},
        {"title": "《泸州市公共停车场》（名录）"},
        {"title": "泸州市公共停車場名錄"},
        {"provider_name": "市民政局"},
        {"region_code": "510000"},
        {"region_code": "510000", "provider_name": "四川省泸州市民政局"},
    ],
)
def test_marks_script_and_listing_portal_make_no_other_dataset(changes: dict[str, Any]) -> None:
    """A city's dataset that its province lists too is the same, as the links between portals have it."""
    assert key(**changes) == key()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "泸州市公共停车场名录2020"},
        {"provider_name": "市公安局"},
        {"provider_name": None},
        {"region_code": "510502", "provider_name": "区民政局"},
    ],
)
def test_another_year_office_or_division_makes_another_dataset(changes: dict[str, Any]) -> None:
    """Without a provider the department's title says whose it is."""
    assert key(**changes) != key()


def test_a_title_that_says_too_little_is_never_folded() -> None:
    """Two lists called 名录 are two datasets."""
    assert key(title="名录", id="7") == "7"
    assert key(title=None, id="8") == "8"


def test_only_who_asks_gets_them_folded() -> None:
    """With the parameter, and not within one fold; everything else of the search stays."""
    plain = {"q": "停车场", "fq_list": ["+a:b"]}
    asked = plain | {"extras": {folding.ASKED: "1"}}
    assert folding.folded(plain) == plain
    assert folding.folded(plain | {"extras": {folding.ASKED: ""}})["fq_list"] == ["+a:b"]
    assert folding.folded(asked)["fq_list"] == ["+a:b", folding.COLLAPSE]
    assert folding.folded(asked | {"q": "*:*"})["fq_list"] == ["+a:b", folding.KNOWN]
    for within in ({"fq": 'fold:"1"'}, {"fq_list": ["fold:1"]}, {"q": "fold:1"}):
        assert folding.COLLAPSE not in (folding.folded(asked | within).get("fq_list") or [])


def test_a_department_without_a_title_is_known_by_its_name() -> None:
    """As the index knows it."""
    assert folding.department({"organization": {"title": "教育局", "name": "jiaoyuju"}}) == "教育局"
    assert folding.department({"organization": {"title": "", "name": "jiaoyuju"}}) == "jiaoyuju"
    assert folding.department({"organization": None}) is None
