"""What the index makes of pinyin and initials: terms that begin at any word of a title."""

from collections.abc import Callable
from typing import Any

import pytest

from ckanext.govopen.search import pinyin

SITE = "search-tests-typed"
TITLES = ("泸州市公共图书馆服务体系", "图书馆读书活动", "朝阳区2023年度GDP核算", "浚县给排水管网" + "信息" * 60)


@pytest.fixture(scope="module")
def find(core: Any) -> Callable[[str, str], set[str]]:
    core.add(
        SITE,
        [{"id": f"typed-{at}", "name": f"typed-{at}", "title": title, "organizations": []} for at, title in enumerate(TITLES)],
    )

    def find(field: str, letters: str) -> set[str]:
        params = {"q": f"{{!prefix f={field} v=$typed}}", "typed": letters, "defType": "lucene", "fl": "title"}
        if len(letters) <= pinyin.SHORT:
            params["q"] = f"{{!term f={field} v=$typed}}"
        return {doc["title"] for doc in core.search(SITE, params)["response"]["docs"]}

    return find


@pytest.mark.parametrize(
    ("field", "letters", "places"),
    [
        (pinyin.FULL, "t", [0, 1]),
        (pinyin.FULL, "tushuguan", [0, 1]),
        (pinyin.FULL, "tushuguand", [1]),
        (pinyin.FULL, "ushuguan", []),
        (pinyin.FULL, "luzhoushigonggongtushu", [0]),
        (pinyin.FULL, "chaoyangqu2023nian", [2]),
        (pinyin.FULL, "gdphe", [2]),
        (pinyin.FULL, "xunxianjipai", [3]),
        (pinyin.INITIALS, "tsg", [0, 1]),
        (pinyin.INITIALS, "lzsggtsg", [0]),
        (pinyin.INITIALS, "tsgdshd", [1]),
        (pinyin.HEAD, "tsg", [1]),
        (pinyin.HEAD, "gonggongtu", [0]),
        (pinyin.HEAD, "公共", [0]),
        (pinyin.HEAD, "泸州市公共图书", [0]),
        (pinyin.HEAD, "gdp核算", []),
    ],
)
def test_beginnings_find_titles(find: Callable[[str, str], set[str]], field: str, letters: str, places: list[int]) -> None:
    """From any word on inside, from the first or from behind the places at the beginning; short and long ones alike."""
    assert find(field, letters) == {TITLES[at] for at in places}


def test_long_titles_are_found_by_all_that_is_kept(find: Callable[[str, str], set[str]]) -> None:
    """Of what is typed no more than `LONGEST` letters count."""
    whole = pinyin.fields(TITLES[3])[pinyin.FULL].split()[0]
    assert len(whole) == pinyin.LONGEST
    assert find(pinyin.FULL, whole) == {TITLES[3]}
