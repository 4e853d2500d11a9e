"""Titles that the index finds for what is being typed."""

from collections.abc import Callable
from typing import Any

import pytest

from ckanext.govopen.search.query import NOTHING
from ckanext.govopen.search.suggest import questions, typed

SITE = "search-tests-suggest"
TITLES = (
    ("泸州市公共图书馆服务体系", "510500"),
    ("图书馆", "510500"),
    ("图书馆读书活动", "510503"),
    ("朝阳区2023年度GDP核算", "110105"),
    ("浚县给排水管网", "410621"),
    ("行政许可信息", "510500"),
    ("行政处罚信息", "510500"),
    ("“双公示”行政许可", "640100"),
)


@pytest.fixture(scope="module")
def suggested(core: Any) -> Callable[[str], list[str]]:
    packages = [
        {"id": f"suggest-{at}", "name": f"suggest-{at}", "title": title, "region_code": region, "organizations": []}
        for at, (title, region) in enumerate(TITLES)
    ]
    core.add(SITE, packages)

    def suggested(text: str) -> list[str]:
        read = typed(text)
        asked = {
            "q": questions(read)[1] if read else NOTHING,
            "defType": "lucene",
            "fl": "title",
            "sort": "score desc, name asc",
        }
        return [doc["title"] for doc in core.search(SITE, asked)["response"]["docs"]]

    return suggested


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("图书馆", ["图书馆", "图书馆读书活动", "泸州市公共图书馆服务体系"]),
        ("圖書館", ["图书馆", "图书馆读书活动", "泸州市公共图书馆服务体系"]),
        ("tushuguan", ["图书馆", "图书馆读书活动", "泸州市公共图书馆服务体系"]),
        ("Tu Shu Guan", ["图书馆", "图书馆读书活动", "泸州市公共图书馆服务体系"]),
        ("TSG", ["图书馆", "图书馆读书活动", "泸州市公共图书馆服务体系"]),
        ("tushuguand", ["图书馆读书活动"]),
        ("lzsgg", ["泸州市公共图书馆服务体系"]),
        ("泸州 tsg", ["泸州市公共图书馆服务体系", "图书馆", "图书馆读书活动"]),
        ("泸州图书", ["泸州市公共图书馆服务体系", "图书馆", "图书馆读书活动"]),
        ("书", ["泸州市公共图书馆服务体系", "图书馆", "图书馆读书活动"]),
        ("ｇｄｐ", ["朝阳区2023年度GDP核算"]),
        ("2023", ["朝阳区2023年度GDP核算"]),
        ("cyq2023", ["朝阳区2023年度GDP核算"]),
        ("xunxian", ["浚县给排水管网"]),
        ("给排", ["浚县给排水管网"]),
        ("行政许可", ["行政许可信息", "“双公示”行政许可"]),
        ("xzxk", ["行政许可信息", "“双公示”行政许可"]),
        ("双公示", ["“双公示”行政许可"]),
        ("企鹅", []),
        ("zxqv", []),
    ],
)
def test_titles_by_every_way_of_typing(suggested: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The same title first, then those that begin so, those that hold it, and those that hold its parts."""
    assert suggested(text) == expected


@pytest.mark.parametrize(
    "text", ['a"b', "{!lucene}*:*", "*:*", "a\\", "title:图书馆 OR *:*", "_query_:x", "(((", "[* TO *]", "a" * 5000]
)
def test_signs_are_text(suggested: Callable[[str], list[str]], text: str) -> None:
    """What is typed is no syntax: no error, and not everything."""
    assert len(suggested(text)) < len(TITLES)
