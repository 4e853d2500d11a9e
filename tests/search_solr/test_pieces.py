"""CKAN's fields for pieces of names and titles, asked as `package_autocomplete` asks them."""

from collections.abc import Callable
from typing import Any

import pytest

SITE = "search-tests-pieces"
TITLES = {"a-water-quality": "Water Quality 2023", "luzhou-tushuguan": "泸州市公共图书馆服务体系名录", "b-c": "图书 名录"}


@pytest.fixture(scope="module")
def find(core: Any) -> Callable[[str], set[str]]:
    core.add(
        SITE, [{"id": f"piece-{name}", "name": name, "title": title, "organizations": []} for name, title in TITLES.items()]
    )

    def find(typed: str) -> set[str]:
        quoted = '"{}"'.format(typed.replace('"', ""))
        q = f"name_ngram:{quoted} OR title_ngram:{quoted}"
        return {doc["title"] for doc in core.search(SITE, {"q": q, "fl": "title"})["response"]["docs"]}

    return find


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("图书", ["luzhou-tushuguan", "b-c"]),
        ("图书馆服务", ["luzhou-tushuguan"]),
        ("公共图书馆服务体系名录", ["luzhou-tushuguan"]),
        ("州公", []),
        ("名录", ["luzhou-tushuguan", "b-c"]),
        ("QUALITY", ["a-water-quality"]),
        ("ater-q", ["a-water-quality"]),
        ("ty 20", ["a-water-quality"]),
        ("书 名", ["b-c"]),
        ("tushu", ["luzhou-tushuguan"]),
        ("tushuguan-", []),
        ("图", []),
        ('"', []),
    ],
)
def test_pieces_find_names_and_titles(find: Callable[[str], set[str]], typed: str, names: list[str]) -> None:
    """Two characters and more that stand in it one after the other, in any case, however many they are."""
    assert find(typed) == {TITLES[name] for name in names}
