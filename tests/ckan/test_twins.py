"""The same dataset on two portals: linked, the provider's own copy first, none deleted."""

from pathlib import Path
from typing import Any

import pytest

from ckanext.govopen import jobs
from ckanext.govopen.harvest import twins
from ckanext.govopen.model import Twin
from ckanext.govopen.national import offices
from ckanext.govopen.national.dataset import from_record

from harvesters.record import Item
from tests.ckan import kit

ITEMS = (Item(name="XXMC", label="学校名称"), Item(name="DZ", label="地址"))


@pytest.mark.parametrize(
    ("title", "region", "expected"),
    [
        ("泸州市民政局", "510000", ("510500", "民政局")),
        ("市民政局", "510500", ("510500", "民政局")),
        ("四川省泸州市民政局", "510000", ("510500", "民政局")),
        ("江阳区教育局", "510500", ("510502", "教育局")),
        ("四川省民政厅", "510000", ("510000", "民政厅")),
        ("民政局", "510000", ("510000", "民政局")),
    ],
)
def test_provider(title: str, region: str, expected: tuple[str, str]) -> None:
    """The division of an office is read from its name, so that offices of two cities are never one."""
    assert offices.provider(title, region) == expected


@pytest.fixture
def city_and_province(tmp_path: Path, govopen: None) -> dict[str, Any]:
    """A city's portal and its province's."""
    found = {}
    for code, region in (("sandbox_city", "320583"), ("sandbox_province", "320000")):
        kit.portal(tmp_path, code)
        path = tmp_path / f"{code}.yml"
        path.write_text(path.read_text().replace('"320583"', f'"{region}"'))
        found[code] = jobs.portals.take(path)
    return found


def harvested(source: type[kit.Source], portal: Any, *records: Any) -> None:
    """Harvest these records from a portal."""
    source.records = list(records)
    jobs.run_harvest(portal, lambda run: None)


def copies() -> dict[str, str | None]:
    """Portal → portal of the authoritative copy, of all datasets."""
    found = kit.act("package_search", q="*:*", rows=100)["results"]
    portals = {package["id"]: package["source_portal"] for package in found}
    return {package["source_portal"]: portals.get(package.get("duplicate_of")) for package in found}


class TestLinked:
    """Two portals are harvested one after the other."""

    def test_provider_first(self, city_and_province: dict[str, Any], source: type[kit.Source]) -> None:
        """Whichever comes first, the province's listing points to the copy on the city's own portal."""
        for portal in ("sandbox_province", "sandbox_city"):
            harvested(source, city_and_province[portal], kit.record(1, items=ITEMS))
        assert copies() == {"sandbox_city": None, "sandbox_province": "sandbox_city"}

    def test_other_items(self, city_and_province: dict[str, Any], source: type[kit.Source]) -> None:
        """Other data items make another dataset."""
        harvested(source, city_and_province["sandbox_city"], kit.record(1, items=ITEMS))
        harvested(source, city_and_province["sandbox_province"], kit.record(1, items=ITEMS[:1]))
        assert copies() == {"sandbox_city": None, "sandbox_province": None}

    def test_link_ends_with_the_likeness(self, city_and_province: dict[str, Any], source: type[kit.Source]) -> None:
        """When one of the two changes its title, the link is gone."""
        for portal in city_and_province.values():
            harvested(source, portal, kit.record(1, items=ITEMS))
        harvested(source, city_and_province["sandbox_city"], kit.record(1, items=ITEMS, title="昆山市中小学名录"))
        assert copies() == {"sandbox_city": None, "sandbox_province": None}

    def test_filter(self, city_and_province: dict[str, Any], source: type[kit.Source]) -> None:
        """Copies can be filtered out of a search."""
        for portal in city_and_province.values():
            harvested(source, portal, kit.record(1, items=ITEMS))
        found = kit.act("package_search", q="", fq="facet_copies:own")
        assert [package["source_portal"] for package in found["results"]] == ["sandbox_city"]

    def test_page(self, city_and_province: dict[str, Any], source: type[kit.Source], app: Any) -> None:
        """The page of a copy leads to the authoritative one."""
        for portal in city_and_province.values():
            harvested(source, portal, kit.record(1, items=ITEMS))
        names = {one["source_portal"]: one["name"] for one in kit.act("package_search", q="")["results"]}
        body = app.get(f"/dataset/{names['sandbox_province']}").body
        assert f"/dataset/{names['sandbox_city']}" in body
        assert "权威版本" in body

    def test_client_that_writes_back(self, city_and_province: dict[str, Any], source: type[kit.Source]) -> None:
        """A client that writes back what it read does not store the link."""
        for portal in city_and_province.values():
            harvested(source, portal, kit.record(1, items=ITEMS))
        shown = next(one for one in kit.act("package_search", q="")["results"] if one.get("duplicate_of"))
        kit.act("package_update", **kit.act("package_show", id=shown["id"]))
        Twin.replace([shown["id"]], {})
        assert "duplicate_of" not in kit.act("package_show", id=shown["id"])


def test_too_short_a_title(tmp_path: Path) -> None:
    """名录 is no title by which two datasets could be told to be one."""
    assert twins.key(from_record(kit.record(1, title="名录"), kit.portal(tmp_path))) is None
