"""Regions: the divisions in force, what became of retired codes, and how they are found."""

from collections import Counter

import pytest

from ckanext.govopen.national import regions

EVERY = regions.all_regions()


def test_how_many() -> None:
    """34 provinces, 333 prefectures, 2,847 counties, in the order of their codes."""
    assert Counter(one.level for one in EVERY) == {1: 34, 2: 333, 3: 2847}
    assert [one.code for one in EVERY] == sorted(one.code for one in EVERY)
    assert {"710000", "810000", "820000"} <= {one.code for one in EVERY}


def test_every_region_stands_below_one_in_force() -> None:
    """Parents are in force and one or two levels up; children lead back."""
    for one in EVERY:
        parent = regions.region(one.parent)
        assert parent is not None
        assert parent.level < one.level
        assert one in regions.children(parent.code)
        assert regions.path(one.code)[-1] == one.code


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("510502", ("510000", "510500", "510502")),
        ("110101", ("110000", "110101")),
        ("419001", ("410000", "419001")),
        ("510000", ("510000",)),
        ("110104", ("110000", "110102")),
        ("000000", ()),
        ("999999", ()),
    ],
)
def test_path(code: str, path: tuple[str, ...]) -> None:
    """From the province down; municipalities have no prefecture, retired codes give their successor's path."""
    assert regions.path(code) == path


@pytest.mark.parametrize(
    ("old", "name", "new"),
    [
        ("110103", "崇文区", "110101"),
        ("512081", "简阳市", "510185"),
        ("330103", "下城区", "330105"),
        ("139001", "定州市", "130682"),
        ("371200", "莱芜市", "370100"),
        ("522200", "铜仁地区", "520600"),
        ("110100", "市辖区", "110000"),
        ("510501", "市辖区", "510500"),
        ("469003", "儋州市", "460400"),
        ("500112", "渝北区", "500157"),
    ],
)
def test_retired_codes(old: str, name: str, new: str) -> None:
    """A retired code keeps its last name and knows the division that holds its area."""
    found = regions.region(old)
    assert found is not None
    assert (found.name, found.successor) == (name, new)
    assert found.until is not None


def test_every_successor_is_in_force() -> None:
    """No chain of successors is left to follow, and none leaves the province but where the province was divided."""
    retired = [one for one in map(regions.region, (f"{n:06}" for n in range(110000, 660000))) if one and one.successor]
    assert len(retired) > 4000
    for one in retired:
        successor = regions.region(one.successor)
        assert successor is not None
        assert successor.successor is None
        assert one.code[:2] == successor.code[:2] or (one.code[:2], successor.code[:2]) in {("51", "50"), ("44", "46")}


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("浚县", "xun xian"),
        ("单县", "shan xian"),
        ("涡阳县", "guo yang xian"),
        ("郫都区", "pi du qu"),
        ("筠连县", "jun lian xian"),
        ("洪洞县", "hong tong xian"),
        ("长垣市", "chang yuan shi"),
        ("朝阳市", "chao yang shi"),
        ("阿勒泰市", "a le tai shi"),
        ("都匀市", "du yun shi"),
        ("什邡市", "shi fang shi"),
        ("长子县", "zhang zi xian"),
        ("乐清市", "yue qing shi"),
        ("乐山市", "le shan shi"),
        ("六安市", "lu an shi"),
        ("蚌埠市", "beng bu shi"),
    ],
)
def test_readings(name: str, pinyin: str) -> None:
    """Names that a dictionary reads wrongly are read as the people there do."""
    assert {one.pinyin for one in EVERY if one.name == name} == {pinyin}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("凉山彝族自治州", "凉山"),
        ("内蒙古自治区", "内蒙古"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("鄂温克族自治旗", "鄂温克"),
        ("浦东新区", "浦东"),
        ("清新区", "清新"),
        ("神农架林区", "神农架"),
        ("单县", "单县"),
        ("阿拉善左旗", "阿拉善左旗"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    """Short names leave out the type and the peoples, and never shrink to one character."""
    assert {one.short for one in EVERY if one.name == name} == {short}
    assert all(len(one.short) > 1 for one in EVERY)
