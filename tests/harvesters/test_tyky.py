"""tyky in both dialects: documents in strings, sums of counts, ids with a slash, parts that are refused."""

import json
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from harvesters.portal import PortalError
from tests.support.answering import Answering, Respond

DETAIL = {"resId": "29200/00403601", "resTitle": "公共停车场信息"}


def page(rows: list[dict[str, Any]], city: Any = 0, county: Any = 0) -> dict[str, str]:
    inner = {"list": rows, "pageSize": 6, "otherData": {"cityCount": city, "countyCount": county}}
    return {"dataList": json.dumps(inner, ensure_ascii=False)}


def shenzhen(detail: dict[str, Any], *, items: Any = (), files: Any = (), **options: str) -> Answering:
    """A portal whose every record is `detail`."""

    def respond(request: httpx.Request) -> Any:
        answers = {"getPreviewDataItem": list(items), "getFileList": list(files)}
        return answers.get(request.url.path.rpartition("/")[2], detail)

    return Answering("tyky", respond, retries=0, options=options)


def guangdong(respond: Respond) -> Answering:
    return Answering("tyky", respond, options={"dialect": "guangdong"})


@pytest.mark.parametrize(
    ("code", "label"),
    [("1", "实时"), (2, "按日"), ("3", "按周"), (4, "按月"), ("5", "按季"), (6, "半年"), ("7", "按年"), (8, "不更新"),
     ("99", "其它"), (99, "其它"), ("按月更新", "按月更新"), (None, None), ("", None)],
)  # fmt: skip
def test_update_cycles(code: Any, label: str | None) -> None:
    """The family's own codes as text or number; 1 is 实时 here and 自定义 elsewhere."""
    portal = shenzhen({**DETAIL, "updateCycle": code})
    assert portal.record({"resId": "29200/00403601"}, "29200/00403601").update_cycle == label
    assert portal.issues == []


@pytest.mark.parametrize(
    ("fields", "label", "issues"),
    [
        ({"openMode": "普遍开放"}, "无条件开放", []),
        ({"openLevelName": "有条件开放"}, "有条件开放", []),
        ({"openLevelName": "", "openMode": "依申请开放"}, "依申请开放", []),
        ({"openMode": 1}, None, [("bad-value", "1")]),
        ({"updateCycle": "9"}, None, [("bad-value", "9")]),
    ],
)
def test_open_types_and_unknown_codes(fields: dict[str, Any], label: str | None, issues: list[Any]) -> None:
    """普遍开放 is unconditional, other texts stay; no table knows a number, so that it is an issue and no guess."""
    portal = shenzhen({**DETAIL, **fields})
    assert portal.record({"resId": "29200/00403601"}, "29200/00403601").open_type == label
    assert portal.said() == issues


def test_pages_of_a_sum() -> None:
    """City and county entries make the total, and a portal that gives six a page is read to its end from any page on."""

    def respond(request: httpx.Request) -> Any:
        form = {key: values[0] for key, values in parse_qs(request.content.decode()).items()}
        assert (form["pageSize"], form["sortType"]) == ("100", "DESC")
        first = 6 * (int(form["pageNo"]) - 1)
        return page([{"resId": f"29200/{one:08}"} for one in range(first, min(first + 6, 20))], "13", 7)

    portal = Answering("tyky", respond)
    assert [ref.id for ref in portal.refs()] == [f"29200/{one:08}" for one in range(20)]
    assert portal.platform.total == 20
    assert [(ref.id, ref.page) for ref in portal.refs(4)] == [("29200/00000018", 4), ("29200/00000019", 4)]


def test_a_listing_asked_for_by_json() -> None:
    """福州 takes the same parameters as a JSON body; other choices are errors that name the option."""
    portal = Answering("tyky", lambda _: page([{"resId": "1/2"}], 1), options={"listing": "json"})
    assert [ref.id for ref in portal.refs()] == ["1/2"]
    assert json.loads(portal.asked[0].content) == {"pageNo": 1, "pageSize": 100, "sortType": "DESC"}
    with pytest.raises(PortalError, match=r"options\.dialect"):
        Answering("tyky", lambda _: None, options={"dialect": "fujian"})


@pytest.mark.parametrize(
    "broken", [{"dataList": '{"list":['}, {"dataList": ""}, {"dataList": None}, {"dataList": "{}"}, {"code": 500}, "[]"]
)
def test_a_broken_inner_document_is_asked_for_again(broken: Any) -> None:
    """It is a fault of the answer, as a cut body is; one that stays ends the crawl."""
    turns = [broken, broken, page([{"resId": "1/2"}], 1)]
    portal = Answering("tyky", lambda _: turns.pop(0))
    assert [ref.id for ref in portal.refs()] == ["1/2"]
    _, kinds, code = Answering("tyky", lambda _: broken).crawl()
    assert (kinds, code) == (["unreachable"], 4)


def test_files_and_items() -> None:
    """Files by their address, or the landing page where only a sign-in gives them; refused parts are no lost record."""
    files = [
        {"fileName": "a.csv", "fileUrl": "/2024/5%.csv"},
        {"fileName": "b.xls", "fileId": 9},
        {"fileUrl": "https://f.test/c?d=1"},
    ]
    portal = shenzhen(DETAIL, files=files, items=[{"field_name": "BWS", "field_cn_name": "泊位&amp;数"}])
    record = portal.record({"resId": "29200/00403601"}, "29200/00403601")
    root = "https://data.example.test"
    assert [(file.id, file.format, file.access, file.url) for file in record.files] == [
        (None, "csv", "open", f"{root}/downloadFiles/open-file/29200_00403601/2024/5%25.csv"),
        ("9", "xls", "login", f"{root}/data/dataSet/toDataDetails/29200_00403601"),
        (None, None, "open", "https://f.test/c?d=1"),
    ]
    assert [(item.name, item.label) for item in record.items] == [("BWS", "泊位&数")]
    assert {request.content for request in portal.asked} == {
        b"resId=29200%2F00403601",
        b"resId=29200%2F00403601&sourceSuffix=&beginDate=&endDate=",
    }
    refusing = shenzhen(DETAIL, files="no", items="no")
    record = refusing.record({"resId": "29200/00403601"}, "29200/00403601")
    assert (record.files, record.items) == ((), ())
    assert [(issue.kind, issue.data["part"]) for issue in refusing.issues] == [
        ("incomplete-record", "files"),
        ("incomplete-record", "items"),
    ]


def test_details_that_are_none() -> None:
    """A failure inside a 200, another record or one without title skips that record only."""
    details: dict[str, Any] = {
        "1/1": {"code": 500, "msg": "系统异常"},
        "1/2": {"resId": "9/9", "resTitle": "x"},
        "1/3": {"resId": "1/3", "resTitle": "暂无"},
        "1/4": {"resTitle": "好"},
    }

    def respond(request: httpx.Request) -> Any:
        if request.url.path.endswith("findPage"):
            return page([{"resId": one} for one in details], 4)
        if request.url.path.endswith("selectDataCatalogByResId"):
            return details[parse_qs(request.content.decode())["resId"][0]]
        return []

    records, kinds, code = Answering("tyky", respond, options={"dialect": "shenzhen"}).crawl()
    assert ([record.id for record in records], kinds, code) == (["1/4"], ["skipped"] * 3, 3)


def test_guangdong() -> None:
    """The province's service: quoted ids in addresses, a stated number of pages, no files and no items to ask for."""

    def respond(request: httpx.Request) -> Any:
        body = json.loads(request.content)
        if request.url.path.endswith("findPageBySearch"):
            assert body["sourceType"] == "1"
            rows = [
                {"resId": f"10035/{body['pageNo']}{one}", "resTitle": "t", "pubDate": "2021-09-01 00:00:00"} for one in "ab"
            ]
            return {"data": {"cityCount": 6, "page": {"pages": 3, "list": rows}}}
        return {"data": {"resId": body["resId"], "openMode": "普遍开放", "updateCycle": 3, "recordTotal": "12"}}

    portal = guangdong(respond)
    assert [ref.page for ref in portal.refs(3)] == [3, 3]
    records, kinds, code = portal.crawl()
    assert ([record.id for record in records], kinds, code) == ([f"10035/{n}{one}" for n in (1, 2, 3) for one in "ab"], [], 0)
    first = records[0]
    assert first.url == "https://data.example.test/opdata/index?chooseValue=collectForm&id=10035%2F1a"
    assert (first.open_type, first.update_cycle, first.issued, first.volume.rows) == (
        "无条件开放", "按周", "2021-09-01T00:00:00", 12,
    )  # fmt: skip
    assert all(request.url.path.startswith("/backOpen/open/data/data/openCatalog/") for request in portal.asked)
