"""The Chinese short form of filters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.filters import has_value
from ckanext.govopen.search.query import rewrite
from ckanext.govopen.search.query.short import picked, read, typed, without


@pytest.mark.parametrize(
    ("q", "filters", "rest"),
    [
        ("年份:2023", ['(facet_years:"2023")'], ""),
        ("格式：csv 公园", ['(formats:"csv")'], "公园"),
        ("公园 格式:csv,xlsx", ['(formats:"csv" OR formats:"xlsx")'], "公园"),
        ("格式:csv 格式:xlsx", ['(formats:"csv" OR formats:"xlsx")'], ""),
        ("地区:泸州", ['(region_path:"510500")'], ""),
        ("地区:川渝", ['(region_path:"500000" OR region_path:"510000")'], ""),
        ("部门:教育局", ['((offices:"教育"))'], ""),
        ("部门:泸州市教育局", ['(((offices:"教育") AND (region_path:"510500")))'], ""),
        ("评分:A 开放:有条件开放", ['(grade:"A")', '(open_type:"2")'], ""),
        ("门户:510000_sichuan", ['(source_portal:"510000_sichuan")'], ""),
        ('标签:"a b"', ['(tags:"a b" OR tags_bi:"a b")'], ""),
        ("公园 -格式:csv", ['-(formats:"csv")'], "公园"),
        ("NOT 格式:csv,xlsx 公园", ['-(formats:"csv" OR formats:"xlsx")'], "公园"),
        ("-部门:教育局", ['-((offices:"教育"))'], ""),
        ("格式:csv -格式:xlsx", ['(formats:"csv")', '-(formats:"xlsx")'], ""),
        ("部门:教育局 OR 部门:公安局", ['((offices:"教育") OR (offices:"公安"))'], ""),
        ("格式:csv || 格式:xlsx 公园", ['(formats:"csv" OR formats:"xlsx")'], "公园"),
        ("公园 部门:教育局 OR 格式:csv", ['((offices:"教育") OR formats:"csv")'], "公园"),
        ("部门:教育局 或 年份:2021 年份:2022", ['(facet_years:"2022")', '((offices:"教育") OR facet_years:"2021")'], ""),
        ("公园 OR 格式:csv", ['(formats:"csv")'], "公园"),
        ("格式:csv OR", ['(formats:"csv")'], ""),
        ("更新:每年 年份:2023 公园", ["更新", '(facet_years:"2023")'], "公园"),
    ],
)
def test_labels_become_filters(q: str, filters: list[str], rest: str) -> None:
    """By the words and the readings of the facets, with either colon; values of one facet are alternatives, and so are
    filters with OR between them; a sign takes out."""
    found, text = read(q)
    assert text == rest
    assert len(found) == len(filters)
    assert all(one == wanted or "update_cycle" in one for one, wanted in zip(found, filters, strict=True))


@pytest.mark.parametrize(
    ("q", "rest"),
    [
        ("格式:诗歌 公园", "公园 诗歌"),
        ("-格式:诗歌 公园", "公园 -诗歌"),
        ("部门:火星事务处", "火星事务处"),
        ("地区:亚特兰蒂斯", "亚特兰蒂斯"),
        ("地区:泸州公园", "泸州公园"),
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


@pytest.mark.parametrize(
    ("q", "chosen", "rest"),
    [
        ("公园 年份:2023", {"years": ["2023"]}, "公园"),
        ("格式:csv,诗歌 公园", {"formats": ["csv"]}, "格式:诗歌 公园"),
        ("地区:泸州 部门:教育局", {"region_path": ["510500"]}, "部门:教育局"),
        ('标签:"a b" 年份:2023', {"years": ["2023"]}, '标签:"a b"'),
        ("部门:jyj,教育局 公园", {}, "部门:jyj,教育局 公园"),
        ("部门:jyj 公园", {"organization": ["jyj"]}, "公园"),
        ("公园  树木", {}, "公园  树木"),
        ("公园 -格式:csv", {}, "公园 -格式:csv"),
        ("格式:csv OR 格式:xlsx 公园", {"formats": ["csv", "xlsx"]}, "公园"),
        ("格式:csv OR 部门:教育局 年份:2021", {"years": ["2021"]}, "格式:csv OR 部门:教育局"),
        ("格式:csv OR", {"formats": ["csv"]}, ""),
    ],
)
def test_picked(q: str, chosen: dict[str, list[str]], rest: str) -> None:
    """Values of facets leave the text; what only a search understands stays as it was typed."""
    assert picked(q) == (chosen, rest)


def test_typed_and_taken_away() -> None:
    """One value of several, and one with a space in it."""
    q = '部门:教育局,卫健委 标签:"a b","c d" 10:30 格式:诗歌'
    assert typed(q)[:2] == [("部门", "教育局"), ("部门", "卫健委")]
    assert without(q, "部门", "教育局").startswith("部门:卫健委 ")
    assert without("标签:甲", "标签", "甲") == ""
    assert typed("公园 NOT 格式:csv") == [("-格式", "csv")]
    assert without("公园 NOT 格式:csv", "-格式", "csv") == "公园"
    assert without("公园 部门:教育局 OR 年份:2021", "部门", "教育局") == "公园 年份:2021"
    assert without("部门:教育局 OR 年份:2021 OR 格式:csv", "年份", "2021") == "部门:教育局 OR 格式:csv"


PIECES = ("部门:教育局", "格式:csv", "格式:xlsx", "年份：2023", "公园", "OR", "或", "-", "NOT", '"', " ", " ", " ", ",")


@given(
    st.text(alphabet='部门年份格式:：,、 "“”教育局2023csv公园', max_size=40)
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)
def test_the_filters_stay_the_same(q: str) -> None:
    """What is chosen and what is left ask for the same as the text did."""
    chosen, rest = picked(q)
    known = {facet.name: facet for facet in facets()}
    filters = [
        f"({' OR '.join(dict.fromkeys(has_value(known[name].field, one) for one in codes))})" for name, codes in chosen.items()
    ]
    whole, left = set(read(q)[0]), set(read(rest)[0])
    assert whole == set(filters) | left
