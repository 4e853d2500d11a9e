"""From a record to a dataset: every field carried over, or named in an issue."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import checks, personal, rows, tags
from ckanext.govopen.national.dataset import STEPS, Converted, from_record
from ckanext.govopen.national.issues import KINDS
from ckanext.govopen.national.source import Source
from ckanext.govopen.national.text import clean_lines

from harvesters.portal import Portal
from harvesters.record import Api, Contact, Counters, File, Item, Record, Volume

PORTAL = Portal(
    code="510500_luzhou",
    title="泸州市公共数据开放平台",
    platform="oportal",
    url="https://data.example.test/portal",
    region="510500",
    publisher="泸州市数据局",
)
RECORD = Record(
    id="29200/00403601",
    url="https://data.example.test/portal/catalog/29200",
    title="泸州市公共停车场信息",
    description="停车场名称\n和车位数",
    publisher="市城管局",
    theme=("交通出行", "国土资源、能源"),
    industry=("交通运输、仓储和邮政业", "信息传揄、软件和信息技术服务业", "养殖"),
    open_type="有条件开放",
    open_condition="签订协议",
    update_cycle="每天",
    issued="2022-09-03",
    modified="2022-10-01T08:00:00",
    tags=("停车场", "局", "城乡建设、环境保护"),
    formats=("xls", "api", "hdf"),
    items=(
        Item(name="MC", label="名称", type="字符型", length=50),
        Item(name="CWS", label="车位数", type="几何型", description="个"),
        Item(name="", label="", type="C"),
    ),
    files=(
        File(
            id="f1", name="停车场.xls", url="https://data.example.test/f1.xls", format="xls", size=10, rows=5,
            modified="2022-10-01",
        ),
        File(id="f2", name="网页", url="https://data.example.test/f2", format="link", access="login"),
        File(id="f3", name="坏", url="javascript:alert(1)", format="csv"),
    ),
    apis=(Api(id="a1", name="接口", url="https://data.example.test/a1", description="查询"),),
    contact=Contact(unit="信息科", phone="13812345678", email="xxk@example.test"),
    volume=Volume(rows=120, files=4, apis=1, bytes=2048),
    counters=Counters(views=7),
)  # fmt: skip


def convert(**changes: Any) -> Converted:
    """The dataset of the record above with some fields changed."""
    return from_record(msgspec.structs.replace(RECORD, **changes), PORTAL)


def kinds(converted: Converted) -> dict[str, Any]:
    """Kind of each issue → what it is about."""
    return {issue.kind: issue.data.get("value") for issue in converted.issues}


def test_whole_record() -> None:
    """All fields of a rich record are mapped; what has no national form is an issue with the source's word."""
    found = convert()
    name = found.dataset.pop("name")
    assert name.startswith("luzhoushi-gonggong-tingchechang-xinxi-")
    assert found.dataset == {
        "type": "dataset",
        "source_portal": "510500_luzhou",
        "source_id": "29200/00403601",
        "source_url": "https://data.example.test/portal/catalog/29200",
        "title": "泸州市公共停车场信息",
        "notes": "停车场名称\n和车位数",
        "owner_org": found.department.name,
        "provider_name": "市城管局",
        "provider_code": None,
        "region_code": "510500",
        "theme": ["6"],
        "theme_source": "交通出行；国土资源、能源；城乡建设、环境保护；养殖",
        "industry": ["G", "I"],
        "open_type": "2",
        "open_condition": "签订协议",
        "open_basis": None,
        "share_type": None,
        "share_condition": None,
        "share_mode": None,
        "update_cycle": "2",
        "issued": "2022-09-03",
        "data_modified": "2022-10-01",
        "temporal_start": None,
        "temporal_end": None,
        "tags": [{"name": "停车场"}, {"name": "城乡建设"}, {"name": "环境保护"}],
        "data_items": [
            {"name": "MC", "label": "名称", "type": "C", "length": 50},
            {"name": "CWS", "label": "车位数", "description": "个；几何型"},
        ],
        "contact_unit": "信息科",
        "contact_phone": "138****5678",
        "contact_email": "xxk@example.test",
        "source_formats": ["xls", "api", "hdf"],
        "resource_class": "2",
        "resources": [
            resource(
                "停车场.xls", "f1.xls", "xls", "file", "open", "f1", size=10, source_modified="2022-10-01", source_rows=5
            ),
            resource("网页", "f2", "link", "link", "login", "f2"),
            resource("接口", "a1", "api", "api", None, "a1", description="查询"),
        ],
        "record_count": 120,
        "byte_size": 2048,
        "license_id": "notspecified",
        "terms_url": None,
    }  # fmt: skip
    assert kinds(found) == {
        "unmapped-theme": "国土资源、能源",
        "unmapped-industry": "养殖",
        "dropped-tag": "局",
        "unmapped-item-type": "几何型",
        "nameless-item": None,
        "personal-data": None,
        "unmapped-format": "hdf",
        "bad-address": "javascript:alert(1)",
        "fewer-files": None,
    }


def resource(name: str, path: str, kind: str, mode: str, access: str | None, source_id: str, **more: Any) -> dict[str, Any]:
    """A resource as the steps make it."""
    empty = {"description": None, "size": None, "source_modified": None, "source_rows": None}
    url = f"https://data.example.test/{path}"
    return empty | {
        "name": name, "url": url, "format": kind, "delivery_mode": mode, "access": access, "source_file_id": source_id
    } | more  # fmt: skip


def test_department_stands_below_its_regions() -> None:
    """The parent of a department is the region's own organization, whose parent is the province's."""
    department = convert().department
    assert (department.title, department.region_code) == ("市城管局", "510500")
    assert department.parent is not None
    assert (department.parent.name, department.parent.title) == ("region-510500", "泸州市")
    assert department.parent.parent is not None
    assert (department.parent.parent.name, department.parent.parent.title) == ("region-510000", "四川省")
    assert department.parent.parent.parent is None


def test_empty_record() -> None:
    """A record that says nothing is a dataset all the same: nothing is assumed, the operator stands in for the department."""
    found = from_record(Record(id="1", url="https://data.example.test/1", title="人口"), PORTAL)
    empty = {key: value for key, value in found.dataset.items() if not value}
    assert {"theme", "industry", "open_type", "update_cycle", "issued", "resources", "tags", "notes"} <= set(empty)
    assert found.dataset["provider_name"] == "泸州市数据局"
    assert found.dataset["license_id"] == "notspecified"
    assert kinds(found) == {"no-publisher": "泸州市数据局"}


@pytest.mark.parametrize("label", ["无条件共享", "无", "实名注册开放", "1"])
def test_open_type_that_says_nothing(label: str) -> None:
    """Terms of sharing, 无 and codes of the source leave the open attribute unknown, with an issue."""
    found = convert(open_type=label)
    assert found.dataset["open_type"] is None
    assert kinds(found)["unmapped-open-type"] == label


@pytest.mark.parametrize(
    ("label", "title", "code"),
    [
        ("资源环境", "矿产资源规划", "9"),
        ("资源环境", "污水处理", "10"),
        ("教育科技", "专利统计", "8"),
        ("教育科技", "小学名录", "7"),
        ("其他", "小学名录", "99"),
    ],
)
def test_theme_by_keyword(label: str, title: str, code: str) -> None:
    """A label that stands for two themes is decided by title and summary."""
    assert convert(theme=(label,), title=title, description=None).dataset["theme"] == [code]


@pytest.mark.parametrize(("label", "code"), [("自定义", "99"), ("其他", "99"), ("牲畜饲养", None), ("7", None)])
def test_cycle(label: str, code: str | None) -> None:
    """Other and self-defined cycles are 99; nonsense and codes of the source are issues."""
    found = convert(update_cycle=label)
    assert found.dataset["update_cycle"] == code
    assert ("unmapped-cycle" in kinds(found)) is (code is None)


def test_lookups_of_the_portal_come_first() -> None:
    """The portal's own table wins over the vocabulary, may give a code, and may leave a label out without an issue."""
    lookups: dict[str, dict[str, str | None]] = {
        "update_cycle": {"每天": "每周"},
        "open_type": {"甲类": "1"},
        "theme": {"综合政务": None, "交通出行": "科技创新"},
        "publisher": {"市城管局": "市综合执法局"},
    }
    portal = Portal(code="p", title="t", platform="oportal", url="https://a.test", region="510500", lookups=lookups)
    changes = {"open_type": "甲类", "theme": ("综合政务", "交通出行")}
    found = from_record(msgspec.structs.replace(RECORD, **changes), portal)
    dataset = found.dataset
    assert (dataset["update_cycle"], dataset["open_type"], dataset["theme"]) == ("3", "1", ["8"])
    assert dataset["theme_source"].startswith("综合政务；交通出行")
    assert dataset["provider_name"] == "市综合执法局"
    assert not {"unmapped-theme", "unmapped-open-type"} & set(kinds(found))


def test_platform_may_have_looked_up_before() -> None:
    """A value that a lookup gives is understood as well as the text it corrects."""
    portal = Portal(
        code="p", title="t", platform="oportal", url="https://a.test", region="510500",
        lookups={"update_cycle": {"甲": "7"}},
    )  # fmt: skip
    assert from_record(msgspec.structs.replace(RECORD, update_cycle="7"), portal).dataset["update_cycle"] == "7"


@pytest.mark.parametrize(
    ("region", "code", "kind"),
    [
        ("510502", "510502", None),
        ("510502001000", "510502", None),
        ("512081", "510185", "retired-region"),
        ("999999", "510500", "unknown-region"),
        (None, "510500", None),
    ],
)
def test_region(region: str | None, code: str, kind: str | None) -> None:
    """The record's division in force, else the portal's."""
    found = convert(region=region)
    assert found.dataset["region_code"] == code
    assert found.department.region_code == code
    assert (kind is None) or kind in kinds(found)


def test_contact_never_shows_a_person() -> None:
    """Mobile numbers are masked; an e-mail in the place of the phone goes to its own field; nonsense is an issue."""
    found = convert(contact=Contact(phone="sjj@example.test"))
    assert (found.dataset["contact_phone"], found.dataset["contact_email"]) == (None, "sjj@example.test")
    found = convert(contact=Contact(phone="见网站", email="无邮箱"))
    assert (found.dataset["contact_phone"], found.dataset["contact_email"]) == (None, None)
    assert "bad-contact" in kinds(found)


def test_personal_numbers_are_masked_everywhere() -> None:
    """No text field of the dataset, its name and its issues included, keeps a personal number."""
    number = "11010519491231002X"
    found = convert(
        title=f"张某{number}", description=f"说明{number}", publisher="某局13812345678", open_condition=number,
        tags=(f"标签{number}",), items=(Item(name=f"列{number}", description=number, type=number),),
        contact=Contact(unit=number, phone=f"{number} 1", email=f"{number}"),
    )  # fmt: skip
    shown = f"{found.dataset} {found.department} {found.issues}"
    assert number not in shown
    assert "13812345678" not in shown


def test_dates_that_look_wrong() -> None:
    """Odd order is reported and kept, an unreadable day is reported and left out."""
    found = convert(issued="2022-10-02", modified="2022-10-01")
    assert (found.dataset["issued"], found.dataset["data_modified"]) == ("2022-10-02", "2022-10-01")
    assert "date-order" in kinds(found)
    found = convert(issued="去年")
    assert found.dataset["issued"] is None
    assert kinds(found)["bad-date"] == "去年"


def test_name_survives_a_new_title_by_its_hash() -> None:
    """The end of the name depends on portal and id only."""
    first, second = convert().dataset["name"], convert(title="全部改了").dataset["name"]
    assert first.rpartition("-")[2] == second.rpartition("-")[2]


def test_any_order_of_steps_gives_the_same() -> None:
    """No step reads or overwrites what another wrote, and each gives the same when it runs again."""
    source = Source(RECORD, PORTAL)
    written = [step(source) for step in STEPS]
    assert sum(map(len, written)) == len(set().union(*written))
    shuffled = random.Random(1).sample(STEPS, len(STEPS))
    again = {key: value for step in shuffled for key, value in step(source).items()}
    assert again == {key: value for fields in written for key, value in fields.items()}


def test_issues_of_steps_are_reported_once() -> None:
    """Running a step twice reports nothing twice; every issue has a known kind and its message is filled."""
    source = Source(RECORD, PORTAL)
    for step in STEPS:
        step(source)
    before = source.issues
    for step in STEPS:
        step(source)
    assert source.issues == before
    assert all(issue.message == KINDS[issue.kind].format_map(issue.data) for issue in before)


TEXT = st.none() | st.text(max_size=12) | st.sampled_from(["暂无", "13812345678", "a\x00b", "https://a.test/b", "2022-1-1"])
SINGLE = (
    "description", "publisher", "open_type", "open_condition", "update_cycle", "issued", "modified", "region"
)  # fmt: skip
TEXTS = st.lists(st.text(max_size=8), max_size=3).map(tuple)


@given(
    title=st.text(max_size=20),
    record_id=st.text(min_size=1, max_size=10),
    url=st.text(max_size=10),
    texts=st.fixed_dictionaries(dict.fromkeys(SINGLE, TEXT)),
    lists=st.fixed_dictionaries(dict.fromkeys(("theme", "industry", "tags", "formats"), TEXTS)),
    contact=st.builds(Contact, unit=TEXT, phone=TEXT, email=TEXT),
    items=st.lists(st.builds(Item, name=st.text(max_size=5), label=TEXT, type=TEXT, description=TEXT), max_size=2).map(tuple),
)  # fmt: skip
def test_no_record_is_too_odd(
    title: str, record_id: str, url: str, texts: Any, lists: Any, contact: Contact, items: tuple[Item, ...]
) -> None:
    """Whatever a source says becomes a dataset that the schema takes as it is, with title, provider and its id."""
    record = Record(id=record_id, url=url, title=title, contact=contact, items=items, **texts, **lists)
    dataset = from_record(record, PORTAL).dataset
    assert dataset["title"]
    assert dataset["provider_name"]
    assert dataset["source_id"] == record_id
    assert checks.title(dataset["title"]) == dataset["title"]
    assert rows.parse(rows.ITEMS, dataset["data_items"]) == dataset["data_items"]
    for field in ("notes", "open_condition", "contact_unit", "provider_name"):
        text = dataset[field]
        assert text is None or personal.screen(clean_lines(text) or "") == text
    for field, check in (("contact_phone", checks.phone), ("contact_email", checks.email), ("source_url", checks.url)):
        assert dataset[field] is None or check(dataset[field]) == dataset[field]
    assert tags.split(tag["name"] for tag in dataset["tags"]) == [tag["name"] for tag in dataset["tags"]]
