"""Labels of themes and industries as wholes."""

import pytest

from ckanext.govopen.search import labels
from ckanext.govopen.search.query import rewrite


def test_a_dataset_has_the_labels_of_its_codes_and_those_its_source_gave() -> None:
    """Each as one term without punctuation; codes that nobody knows have none."""
    package = {"theme": ["3", "x"], "industry": ["S"], "theme_source": "社会保障；民政、社区；社保就业；乡村振兴"}
    assert labels.of(package) == ["社保就业", "公共管理社会保障和社会组织", "社会保障", "民政社区"]
    assert labels.own_words(package) == ["乡村振兴"]
    assert labels.of({}) == labels.of({"theme": None, "industry": None, "theme_source": None}) == []


@pytest.mark.parametrize(
    ("q", "label"),
    [
        ("交通运输", "交通运输"),
        ("交通运输数据", "交通运输"),
        ("交通運輸", "交通运输"),
        ("宜宾 房地产业", "房地产业"),
        ("农、林、牧、渔业", "农林牧渔业"),
        ("公共管理、社会保障和社会组织", "公共管理社会保障和社会组织"),
        ("公共管理社会保障和社会组织", "公共管理社会保障和社会组织"),
        ("民政、社区", "民政社区"),
    ],
)
def test_a_label_is_asked_for_as_a_whole(q: str, label: str) -> None:
    """In every word of it, so that it stands in for them all."""
    asked = rewrite({"q": q})
    assert asked["q"].count(f"labels:{label}^") == int(asked["mm"]) > 0


@pytest.mark.parametrize("q", ["社保", "邮政", "渔业", "房地产", "交通", "交通运输企业", "公共管理"])
def test_a_part_of_a_label_is_none(q: str) -> None:
    """Nor is what holds one."""
    assert "labels:" not in rewrite({"q": q})["q"]
