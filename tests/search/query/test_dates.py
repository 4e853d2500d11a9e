"""Years that depend on the day on which they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.query import rewrite
from ckanext.govopen.search.query.dates import absolute


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("去年的交通事故", "2025年的交通事故"),
        ("今年", "2026年"),
        ("前年度 预算", "2024年 预算"),
        ("本年度预算", "2026年预算"),
        ("近五年的GDP", "2022-2026年的GDP"),
        ("最近3年来 出生人口", "2024-2026年 出生人口"),
        ("近十年", "2017-2026年"),
        ("近一年", "2026年"),
        ("近15年 人口", "2012-2026年 人口"),
        ("21年 网吧", "2021年 网吧"),
        ("公园２１年度", "公园2021年度"),
        ("98年", "1998年"),
        ("27年规划", "2027年规划"),
        ("19-21年 公园", "2019-2021年 公园"),
        ("19年至21年公园", "2019年至2021年公园"),
        ("民国110年", "2021年"),
        ("民國110年度", "2021年度"),
        ("2020年以来的空气质量", "2020-2026年的空气质量"),
        ("2019年以后的公园", "2019-2026年的公园"),
        ("2019年之后 公园", "2019-2026年 公园"),
        ("2020年后的公园", "2020-2026年的公园"),
        ("2020年起", "2020-2026年"),
        ("2020年至今的公园", "2020-2026年的公园"),
        ("去年以来", "2025-2026年"),
        ("今年以来", "2026年"),
        ("98年起", "2011-2026年"),
        ("2021年以前的医院", "2011-2020年的医院"),
        ("2020年之前 医院", "2010-2019年 医院"),
        ("2020年前", "2010-2019年"),
    ],
)
def test_years_as_they_are_meant(text: str, meant: str) -> None:
    """In 2026."""
    assert absolute(text, 2026) == meant


@pytest.mark.parametrize(
    "text",
    [
        *(
            "21年级",
            "121年",
            "2021年",
            "满20年",
            "近20年级",
            "近0年",
            "近18年",
            "12年义务教育",
            "15年免检",
            "第10年",
            "70年产权",
            "90年代",
            "10年期国债",
            "1.21年",
            "40年",
            "20年以上",
        ),
        *("2020年后勤服务", "2020年前三季度", "2020年起草", "2027年以来", "2019-2020年以来", "20年以来", "2019年至今年"),
        *("20年以上", "过去年份", "至今年报", "从前年代", "附近三年级", "民国999年", "图书馆", "zwb-21年"),
    ],
)
def test_what_is_no_year_stays(text: str) -> None:
    """Numbers of years, classes, decades, and words that only hold one."""
    assert absolute(text, 2026) == text


def test_a_query_is_read_in_its_year() -> None:
    """As if the year had been typed; without a year it is text, and so is what stands in a query by field name."""
    assert rewrite({"q": "去年公园"}, 2026) == rewrite({"q": "2025年公园"}, 2026)
    assert rewrite({"q": "21年 网吧"}, 2026) == rewrite({"q": "2021年 网吧"})
    assert "2025" not in rewrite({"q": "去年公园"})["q"]
    assert "2025" not in rewrite({"q": "title:去年"}, 2026)["q"]


@given(st.text(max_size=60) | st.text(alphabet="去今前年近五19-至民国 度以来后之起的", max_size=20))
def test_twice_is_once(text: str) -> None:
    """What is in four digits stays, whatever stands around it."""
    assert absolute(absolute(text, 2026), 2026) == absolute(text, 2026)
