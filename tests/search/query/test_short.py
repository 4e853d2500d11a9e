"""The Chinese short form of filters."""

import pytest

from ckanext.govopen.search.query import rewrite
from ckanext.govopen.search.query.short import read


@pytest.mark.parametrize(
    ("q", "filters", "rest"),
    [
        ("年份:2023", ['(facet_years:"2023")'], ""),
        ("格式：csv 公园", ['(formats:"csv")'], "公园"),
        ("公园 格式:csv,xlsx", ['(formats:"csv" OR formats:"xlsx")'], "公园"),
        ("格式:csv 格式:xlsx", ['(formats:"csv" OR formats:"xlsx")'], ""),
        ("地区:泸州", ['(region_path:"510500")'], ""),
        ("部门:教育局", ['((offices:"教育"))'], ""),
        ("部门:泸州市教育局", ['(((offices:"教育") AND (region_path:"510500")))'], ""),
        ("评分:A 开放:有条件开放", ['(grade:"A")', '(open_type:"2")'], ""),
        ("门户:510000_sichuan", ['(source_portal:"510000_sichuan")'], ""),
        ('标签:"a b"', ['(tags:"a b" OR tags_bi:"a b")'], ""),
        ("更新:每年 年份:2023 公园", ["更新", '(facet_years:"2023")'], "公园"),
    ],
)
def test_labels_become_filters(q: str, filters: list[str], rest: str) -> None:
    """By the words and the readings of the facets, with either colon; values of one facet are alternatives."""
    found, text = read(q)
    assert text == rest
    assert len(found) == len(filters)
    assert all(one == wanted or "update_cycle" in one for one, wanted in zip(found, filters, strict=True))


@pytest.mark.parametrize(
    ("q", "rest"),
    [
        ("格式:诗歌 公园", "公园 诗歌"),
        ("部门:火星事务处", "火星事务处"),
        ("地区:亚特兰蒂斯", "亚特兰蒂斯"),
        ("公园的格式:csv", "公园的格式:csv"),
        ("10:30", "10:30"),
        ("部门:", "部门:"),
        ("title:部门", "title:部门"),
    ],
)
def test_what_means_nothing_is_text(q: str, rest: str) -> None:
    """No filter that finds nothing, and nothing inside a word."""
    assert read(q) == ([], rest)


def test_filters_stand_beside_words_and_fields() -> None:
    """Of CKAN, of ours, and those of the caller."""
    params = rewrite({"q": "年份:2023 公园", "fq_list": ["+x:y"]})
    assert params["fq_list"] == ["+x:y", '(facet_years:"2023")']
    assert params["q"] == "公园"
    assert rewrite({"q": "年份:2023"}) == {"q": "*:*", "fq_list": ['(facet_years:"2023")']}
    assert rewrite({"q": "年份:2023 title:water"}) == {"q": "title:water", "fq_list": ['(facet_years:"2023")']}


def test_a_value_is_data() -> None:
    """No quotation mark, parser or magic field leaves it."""
    filters, _ = read('标签:"a\\"{!x}" 标签:_query_:x 部门:"{!y}教育局"')
    assert not any("{" in one or "_query_:" in one for one in filters)


def test_a_value_has_an_end() -> None:
    """A quotation mark is followed so far and no further, or a text full of them would take minutes."""
    for opened, closed in ('""', "“”"):
        assert read(f"标签:{opened}{'a' * 200}{closed}")[0]
        assert read(f"标签:{opened}{'a' * 201}{closed}")[0] == []
    assert read("年:“ " * 100_000)[0] == []
