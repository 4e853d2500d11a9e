"""What is asked to find datasets that are like one, and the choice among the answers."""

from typing import Any

import pytest

from ckanext.govopen.search import folding, similar


def package(**changes: Any) -> dict[str, Any]:
    """A dataset about public toilets."""
    fields = {"id": "1", "title": "泸州市公共厕所信息", "region_code": "510500", "owner_org": "o", "theme": ["9"]}
    return {**fields, "data_items": [{"label": "序号"}, {"label": "厕位数量等级"}, {"name": "GCMC"}], **changes}


def doc(number: int | str, title: str = "公厕", region: str = "110000") -> dict[str, Any]:
    """A dataset as the index tells of it."""
    package = {"id": str(number), "title": title, "region_code": region}
    return package | {"region_path": [region, f"{region[:2]}0000"], "fold": folding.key(package, None)}


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("泸州市江阳区公共厕所信息", {"公共厕所"}),
        ("昆山市教育局2023年学校名录", {"学校"}),
        ("2018-2020年财政收入统计", {"财政收入"}),
        ("瀘州市圖書館名錄", {"图书馆"}),
        ("南岸街道公证处名单", {"公证处"}),
        ("江阳区石桥镇动物诊疗机构", {"动物诊疗机构"}),
        ("昆山市玉山镇定点医院信息", {"定点医院"}),
        ("玉山镇定点医院信息", {"定点医院"}),
        ("巴城镇定点医院信息", {"定点医院"}),
        ("周市镇定点医院信息", {"定点医院"}),
        ("陆家镇法律援助案件统计信息", {"法律", "援助案件"}),
        ("淀山湖镇定点医院", {"定点医院"}),
        ("玉津街道停车场", {"停车场"}),
        ("特色小镇", {"特色", "小镇"}),
        ("新型城镇化率", {"新型城镇化"}),
        ("各乡镇卫生院", {"乡镇卫生院"}),
        ("家电下乡补贴", {"家电", "下乡", "补贴"}),
        ("市级环境空气质量监测信息", {"环境", "空气质量"}),
        ("城镇居民收入", {"城镇居民", "收入"}),
        ("数据信息", {"数据", "信息"}),
        ("泸州市", set()),
        ("！！！", set()),
        ("", set()),
    ],
)
def test_subject(title: str, words: set[str]) -> None:
    """Place, department, year and kind of list are no subject, unless there is nothing else."""
    assert set(similar.subject(title)) == words


def test_bounded() -> None:
    """However long title and table are, few words and items are asked for."""
    long = package(
        title="".join(f"学校{n}图书馆医院公园" for n in range(50)), data_items=[{"label": f"指标甲{n}"} for n in range(500)]
    )
    asked = similar.question(long)
    assert asked is not None
    assert len(similar.subject(long["title"])) <= 6
    assert len(similar.labels(long)) <= 6
    assert len(asked["q"]) < 3000


def test_question() -> None:
    """The words with what means the same, the items that tell something, and both lists in one request."""
    asked = similar.question(package())
    assert asked is not None
    assert 'title_word:"公厕"' in asked["q"]
    assert 'item_bi:"厕位数量等级"' in asked["q"]
    assert "序号" not in asked["q"]
    here, there = asked["group.query"]
    assert here == '(region_path:"510500" OR owner_org:"o")'
    assert '-region_path:"510500"' in there
    assert '-id:"1"' in asked["fq"]


def test_nothing_to_ask() -> None:
    """A dataset that says nothing asks nothing; one without a region or title still asks what it can."""
    assert similar.question({"id": "1"}) is None
    assert similar.question(package(title="泸州市", data_items=[])) is None
    asked = similar.question(package(title="", region_code=None, owner_org=None))
    assert asked is not None
    assert asked["group.query"] == ["-*:*", "+*:* +region_path:*"]


def test_choice() -> None:
    """Copies of the dataset and second listings are left out, and of every region elsewhere one is taken."""
    own = package()
    here = [
        doc(2, own["title"], "510500"),
        doc(3, "城市公园", "510500"),
        doc(4, "城市公园", "510500"),
        doc(5, "城市公园", "510502"),
    ]
    there = [doc(5, "城市公园", "510502"), doc(6), doc(7), doc(8, region="120000"), doc(9, region="120100")]
    found = similar.chosen(own, [here, there])
    assert [one["id"] for one in found.similar] == ["3", "5"]
    assert [one["id"] for one in found.elsewhere] == ["6", "8", "9"]
    assert len(similar.chosen(own, [[], [doc(n, region=f"{n}0000") for n in range(11, 60)]]).elsewhere) == similar.MOST
