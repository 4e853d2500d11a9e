"""Titles of departments that can be told from those of other places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import regions
from ckanext.govopen.national.departments import placed
from ckanext.govopen.national.regions import Region


@pytest.mark.parametrize(
    ("title", "code", "shown"),
    [
        ("市司法局", "321200", "泰州市司法局"),
        ("医保局", "510500", "泸州市医保局"),
        ("县水利局", "511526", "珙县水利局"),
        ("公安局", "321200", "泰州市公安局"),
        ("泰州市教育局", "321200", "泰州市教育局"),
        ("泰州教育局", "321200", "泰州教育局"),
        ("乐山市水利局", "510000", "乐山市水利局"),
        ("泰州市", "320000", "泰州市"),
        ("市司法局", None, "市司法局"),
        ("国家税务总局", "000000", "国家税务总局"),
        ("国家税务总局", "510500", "国家税务总局"),
        ("市教育局", "510500", "泸州市教育局"),
        ("教育局", "510500", "泸州市教育局"),
        ("市教育局", "510502", "泸州市教育局"),
        ("省教育厅", "510502", "四川省教育厅"),
        ("市教育局", "510000", "四川 市教育局"),
        ("县水利局", "510500", "泸州 县水利局"),
        ("市市场监督管理局", "510500", "泸州市市场监督管理局"),
        ("市场监督管理局", "510500", "泸州市市场监督管理局"),
        ("市监局", "510500", "泸州市市监局"),
        ("市监察委员会", "510500", "泸州市监察委员会"),
        ("市民政局", "510500", "泸州市民政局"),
        ("市民服务中心", "510500", "泸州市市民服务中心"),
        ("市政府办公室", "510500", "泸州市政府办公室"),
        ("市政管理局", "510500", "泸州市市政管理局"),
        ("州教育局", "513400", "凉山州教育局"),
        ("自治区应急管理厅", "640000", "宁夏回族自治区应急管理厅"),
        ("县教育局", "130133", "赵县教育局"),
        ("区教育局", "110112", "通州区教育局"),
        ("市教委", "110105", "北京市教委"),
        ("银川海关", "640000", "银川海关"),
        ("泸州教育局", "510000", "泸州教育局"),
        ("公安局", "420000", "湖北省公安局"),
        ("周庄镇人民政府", "320583", "昆山市周庄镇人民政府"),
    ],
)
def test_placed(title: str, code: str | None, shown: str) -> None:
    """The region stands before a title that names no place, once."""
    assert placed(title, regions.region(code)) == shown


OFFICES = ("教育局", "公安局", "市场监督管理局", "民政局", "人民政府", "税务局", "第一人民医院")
KINDS = ("", "省", "市", "县", "区", "州", "自治区", "自治州", "国家", "泸州", "泸州市", "四川省", "成都市武侯区")


@given(st.sampled_from(regions.all_regions()), st.sampled_from(KINDS), st.sampled_from(OFFICES))
def test_whose_office_it_is(region: Region, kind: str, office: str) -> None:
    """A told title ends as the title does, begins with a place, names none twice, and stays when it is told again."""
    told = placed(kind + office, region)
    assert told.endswith(office)
    assert placed(told, region) == told
    assert any(regions.named(told[:end]) for end in range(2, len(told)))
    assert told.count(region.short) == 1 or region.short not in told
