"""Titles in the order of a Chinese list, against a real Solr."""

from typing import Any

SITE = "search-tests-order"
TITLES = (
    *(
        "2号线站点",
        "10号线站点",
        "AED分布",
        "CT检查",
        "阿坝州公园",
        "巴城镇药店",
        "长宁县公园",
        "长沙市公园",
        "重庆市公园",
        "重阳节活动",
    ),
    *("昆山市公园", "昆山市学校", "乐山市公园", "西昌市公园", "县域经济", "宜宾市公园"),
)


def test_titles_by_pinyin(core: Any) -> None:
    """Digits, letters, then Han as they are read, places by their own reading; CKAN's field by code point."""
    core.post("/update", json={"delete": {"query": f"site_id:{SITE}"}, "commit": {}})
    titles = sorted(TITLES, key=len)
    core.add(SITE, [{"id": str(at), "name": f"o{at}", "organizations": [], "title": title} for at, title in enumerate(titles)])

    def order(sort: str) -> list[str]:
        docs = core.search(SITE, {"q": "*:*", "rows": 100, "sort": sort})["response"]["docs"]
        return [titles[int(doc["id"])] for doc in docs]

    assert tuple(order("title_sort asc")) == TITLES
    assert tuple(order("title_sort desc")) == TITLES[::-1]
    assert order("title_string asc") == sorted(TITLES)
