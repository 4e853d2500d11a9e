"""Regions as people name them, and what datasets are about."""

import pytest

from ckanext.govopen.national import regions
from ckanext.govopen.search import placenames, places

SICHUAN, LUZHOU, LESHAN, JIANGYANG = "510000", "510500", "511100", "510502"


@pytest.mark.parametrize(
    ("region", "title", "department", "about"),
    [
        (SICHUAN, "乐山市公园名录", "四川省住房和城乡建设厅", (LESHAN,)),
        (SICHUAN, "四川省乐山市公园名录", None, (LESHAN,)),
        (SICHUAN, "泸州市、乐山市公园名录", None, (LUZHOU, LESHAN)),
        (SICHUAN, "泸州市江阳区公园名录", None, (JIANGYANG,)),
        (SICHUAN, "樂山市公園名錄", None, (LESHAN,)),
        (SICHUAN, "公园名录", "泸州市城市管理局", (LUZHOU,)),
        (SICHUAN, "乐山市公园名录", "泸州市城市管理局", (LESHAN,)),
        (SICHUAN, "公园名录", None, (SICHUAN,)),
        (SICHUAN, "南京市公园名录", None, (SICHUAN,)),
        (LUZHOU, "乐山市公园名录", None, (LUZHOU,)),
        (LUZHOU, "四川省公园名录", None, (LUZHOU,)),
        ("220000", "吉林公园名录", "吉林省住房和城乡建设厅", ("220000",)),
        ("511500", "长江安全监管信息", None, ("511500",)),
        ("000000", "乐山市公园名录", None, ("000000",)),
        (None, "乐山市公园名录", None, ("000000",)),
        ("x", None, 7, ("000000",)),
    ],
)
def test_a_dataset_is_about_the_parts_that_its_title_names(
    region: str | None, title: str | None, department: str | None, about: tuple[str, ...]
) -> None:
    """Those of its own region, else the one of its department, else its own; words that only look so are none."""
    assert places.about({"region_code": region, "title": title, "provider_name": department}) == about


def test_every_region_is_what_a_dataset_of_it_is_about() -> None:
    """Whatever its name: 吉林市 lies in 吉林省, 南昌县 in 南昌市."""
    for one in regions.all_regions():
        assert places.about({"region_code": one.code, "title": f"{one.name}停车场"}) == (one.code,)


def test_some_names_are_words_first() -> None:
    """资源 is a county, 资源县 names it."""
    assert not places.is_name("资源")
    assert places.is_name("资源县")
    assert places.codes("泸州公园") == (LUZHOU,)
    assert places.codes("沪") == ("310000",)


def test_a_former_name_is_no_name_of_what_is_called_so_today() -> None:
    """宜宾县 is what 叙州区 was called; 宜宾 is the city."""
    assert places.codes("宜宾县") == ("511504",)
    assert places.codes("宜宾") == ("511500",)
    assert places.codes("南溪县") == places.codes("南溪") == ("511503",)


def test_places_that_sound_alike() -> None:
    """Pinyin leads to all names that are read so, each with the level of its region."""
    assert [*placenames.by_pinyin()["suzhou"]] == [("苏州", 2), ("宿州", 2), ("肃州", 3)]
    assert "luzhoushi" in placenames.by_pinyin()
    assert "lu" not in placenames.by_pinyin()
