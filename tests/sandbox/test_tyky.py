"""The tyky simulator: both dialects as the notes on the platform state them."""

import re
from typing import Any

import orjson
import pytest

from sandbox.reply import Reply
from tests.sandbox.asking import Family, iso, number, parts, said

SHENZHEN, GUANGDONG = Family("tyky_shenzhen"), Family("tyky_guangdong")
BACK = "backOpen/open/data/data/openCatalog"
LABELS = {"1": "实时", "2": "按日", "3": "按周", "4": "按月", "5": "按季", "6": "半年", "7": "按年"}
LABELS |= {"8": "不更新", "99": "其它"}
FORMATS = {"链接": "link", "其他": "file"}
DETAIL = (
    "resId resTitle resAbstract keyword officeName subjectName tradeName publishDate dataUpdateTime updateCycle "
    "openLevelName openMode phone email address sourceSuffix recordTotal fileCount fileSize sourceTableName"
)


def inner(page: int, size: int = 6) -> dict[str, Any]:
    """A page of Shenzhen's list: JSON in a string of JSON."""
    answer = SHENZHEN.json("POST", "data/dataSet/findPage", form={"pageNo": page, "pageSize": size, "sortType": "DESC"})
    return orjson.loads(answer["dataList"])


def of(path: str, ident: str, **more: object) -> Any:
    """A POST of Shenzhen about one resource."""
    return SHENZHEN.json("POST", path, form={"resId": ident, **more})


def back(name: str, **asked: object) -> Any:
    """A POST of Guangdong."""
    return GUANGDONG.json("POST", name, data=asked)


def test_shenzhen_list_is_complete() -> None:
    """Two counters add up to the total; every id comes, some twice; a page past the end is empty."""
    first = inner(1)
    assert set(first) == {"list", "pageSize", "otherData"}
    assert set(first["otherData"]) == {"cityCount", "countyCount"}
    total = sum(first["otherData"].values())
    seen = [row["resId"] for page in range(1, -(-total // 6) + 1) for row in inner(page)["list"]]
    assert len(seen) == total > len(set(seen))
    assert set(seen) == set(SHENZHEN.truth)
    assert all(re.fullmatch(r"\d{5}/\d{8}", ident) for ident in seen)
    assert inner(total)["list"] == []
    assert len(inner(1, 100)["list"]) == 100


def test_shenzhen_list_takes_json_too() -> None:
    """A call as JSON, as 福州 has it, gets the same page."""
    answer = SHENZHEN.json("POST", "data/dataSet/findPage", data={"pageNo": 2, "pageSize": 6})
    assert orjson.loads(answer["dataList"]) == inner(2)


def test_shenzhen_details_show_what_the_truth_says() -> None:
    """Every field of every detail agrees with the truth; openness stands in one of two fields."""
    modes, cycles, kinds = set(), set(), set()
    for ident, record in SHENZHEN.truth.items():
        shown = of("data/catalog/selectDataCatalogByResId", ident)
        assert list(shown) == DETAIL.split()
        assert (shown["resId"], shown["resTitle"]) == (ident, record["title"])
        assert said(shown["resAbstract"]) == record["description"]
        assert shown["officeName"] == record["publisher"]
        assert (parts(shown["subjectName"]), parts(shown["tradeName"])) == (record["theme"], record["industry"])
        assert parts(shown["keyword"]) == record["tags"]
        assert (iso(shown["publishDate"]), iso(shown["dataUpdateTime"])) == (record["issued"], record["modified"])
        assert (shown["openLevelName"] is None) != (shown["openMode"] is None)
        assert record["open_type"] == ({"普遍开放": "无条件开放"}.get(shown["openMode"]) or shown["openLevelName"])
        assert LABELS.get(str(shown["updateCycle"])) == record["update_cycle"]
        assert [FORMATS.get(one, one) for one in parts(shown["sourceSuffix"])] == record["formats"]
        volume = {"rows": number(shown["recordTotal"]), "files": number(shown["fileCount"])}
        assert record["volume"] == {**volume, "apis": None, "bytes": number(shown["fileSize"])}
        assert (said(shown["phone"]), said(shown["email"])) == (record["contact"]["phone"], record["contact"]["email"])
        modes.add(shown["openMode"])
        cycles.add(str(shown["updateCycle"]))
        kinds.add(type(shown["updateCycle"]))
    assert modes == {None, "普遍开放"}
    assert cycles == {"None", *LABELS}
    assert kinds == {int, str, type(None)}


def test_shenzhen_items_rows_and_files() -> None:
    """Items, rows and files are open to all; a file that is asked for by its number wants a sign-in."""
    for ident, record in SHENZHEN.truth.items():
        items = of("data/dataSet/getPreviewDataItem", ident)
        assert [(one["field_name"], one["field_cn_name"]) for one in items] == [
            (one["name"], one["label"]) for one in record["items"]
        ]
        files = of("data/dataSet/getFileList", ident, sourceSuffix="", beginDate="", endDate="")
        assert [one["fileName"] for one in files] == [one["name"] for one in record["files"]]
        folder = f"{SHENZHEN.base}/downloadFiles/open-file/{ident.replace('/', '_')}"
        assert [one["url"] for one in record["files"]] == [f"{folder}/{one['fileUrl']}" for one in files]
        assert {one["access"] for one in record["files"]} <= {"open"}
    record = next(one for one in SHENZHEN.truth.values() if one["files"] and one["items"])
    table = of("data/catalog/selectDataCatalogByResId", record["id"])["sourceTableName"]
    rows = SHENZHEN.json("GET", "data/dataSet/getPreviewData", {"resId": record["id"], "tableName": table})
    assert len(rows) == min(50, record["volume"]["rows"])
    assert list(rows[0]) == [one["name"] for one in record["items"]]
    file = of("data/dataSet/getFileList", record["id"])[0]
    assert of("data/dataSet/singleFileDownload", record["id"], fileId=file["fileUrl"])["result"] == "false"
    reply = SHENZHEN.file(record["files"][0]["url"])
    assert (reply.status, record["files"][0]["format"] in dict(reply.headers)["Content-Disposition"]) == (200, True)
    assert SHENZHEN.file(record["files"][0]["url"] + "x").status == 404
    other = "json" if record["files"][0]["format"] != "json" else "csv"
    only = of("data/dataSet/getFileList", record["id"], sourceSuffix=other)
    assert [one["fileName"] for one in only] == [one["name"] for one in record["files"] if one["format"] == other]


def test_shenzhen_ids_in_calls_and_addresses() -> None:
    """An underscore in a POST is a 502, in the page's address it is right; a GET, no id or a wrong one is refused."""
    ident, record = next(iter(SHENZHEN.truth.items()))
    path = "data/catalog/selectDataCatalogByResId"
    assert SHENZHEN.ask("POST", path, form={"resId": ident.replace("/", "_")}).status == 502
    assert record["url"] == f"{SHENZHEN.base}/data/dataSet/toDataDetails/{ident.replace('/', '_')}"
    assert record["title"] in SHENZHEN.file(record["url"]).body.decode()
    assert SHENZHEN.ask("GET", path, {"resId": ident}).status == 405
    assert of(path, "")["result"] == of(path, "29200/99999999")["result"] == "false"
    assert SHENZHEN.ask("GET", "data/dataSet/toDataDetails/29200_99999999").status == 404


def test_shenzhen_apis() -> None:
    """APIs have a list and ids of their own; a call wants a key and a browser's name."""
    answer = orjson.loads(SHENZHEN.json("POST", "data/api/findPageByParams", form={"pageNo": 1, "pageSize": 50})["apiList"])
    assert len(answer["list"]) == sum(answer["otherData"].values()) > 5
    assert not {one["resId"] for one in answer["list"]} & set(SHENZHEN.truth)
    path = f"api/{answer['list'][0]['resId'].replace('/', '_')}/1/service.xhtml"
    agent = {"user-agent": "Mozilla/5.0"}
    assert SHENZHEN.ask("GET", path, {"appKey": "a"}).status == 403
    assert SHENZHEN.json("GET", path, {"page": 1, "rows": 7}, headers=agent)["result"] == "false"
    assert len(SHENZHEN.json("GET", path, {"page": 1, "rows": 7, "appKey": "a"}, headers=agent)["data"]) == 7


def test_guangdong_list_is_complete() -> None:
    """Pages are all the total there is; every id comes; a page past the end is empty."""
    asked = {"pageSize": 8, "officeCode": "", "subjectType": "", "sourceType": "1", "keyword": "", "openType": ""}
    found = back(f"{BACK}/findPageBySearch", pageNo=1, **asked)["data"]
    assert set(found) == {"cityCount", "page"}
    assert set(found["page"]) == {"pages", "list"}
    pages = found["page"]["pages"]
    seen = [
        row["resId"]
        for page in range(1, pages + 1)
        for row in back(f"{BACK}/findPageBySearch", pageNo=page, **asked)["data"]["page"]["list"]
    ]
    assert set(seen) == set(GUANGDONG.truth)
    assert len(set(seen)) < len(seen) == len(GUANGDONG.entries)
    assert found["cityCount"] < len(seen)
    assert back(f"{BACK}/findPageBySearch", pageNo=pages + 1, **asked)["data"]["page"]["list"] == []


def test_guangdong_details_show_what_the_truth_says() -> None:
    """A detail is the list's row and some fields more; moments are to the second, padded or not, or empty."""
    rows = back(f"{BACK}/findPageBySearch", pageNo=1, pageSize=100)["data"]["page"]["list"]
    for row in rows[:60]:
        record = GUANGDONG.truth[row["resId"]]
        shown = back(f"{BACK}/selectDataCatalogByResId", resId=row["resId"])["data"]
        assert shown == {**shown, **row}
        assert set(shown) - set(row) == {"openMode", "recordTotal", "email", "publishDate", "lastModifyTime"}
        assert re.fullmatch(r"\d{4}-\d\d?-\d\d? \d\d:\d\d:\d\d", shown["publishDate"])
        for key, name in [("publishDate", "issued"), ("dataUpdateTime", "modified")]:
            day, _, time = shown[key].partition(" ")
            assert (f"{iso(day)}T{time}" if day else None) == record[name]
        assert {"普遍开放": "无条件开放"}.get(shown["openMode"], shown["openMode"]) == record["open_type"]
        assert LABELS.get(str(shown["updateCycle"])) == record["update_cycle"]
        assert parts(shown["subjectName"]) == record["theme"]
        assert said(shown["resAbstract"]) == record["description"]
        assert number(shown["recordTotal"]) == record["volume"]["rows"]
        counted = [number(shown[key]) for key in ("visits", "downloads", "invokedCount")]
        assert list(record["counters"].values()) == counted
        assert (record["items"], record["files"], record["industry"], record["tags"]) == ([], [], [], [])


def test_guangdong_page_and_apis() -> None:
    """The page's address quotes the id; APIs are found beside the datasets."""
    ident, record = next(iter(GUANGDONG.truth.items()))
    assert record["url"] == f"{GUANGDONG.base}/opdata/index?chooseValue=collectForm&id={ident.replace('/', '%2F')}"
    assert record["title"] in GUANGDONG.file(record["url"]).body.decode()
    path = "backOpen/open/data/dataManageApi/api"
    listed = back(f"{path}/findPageBySearch", pageNo=1, pageSize=100)["data"]["page"]["list"]
    assert listed
    assert back(f"{path}/selectDataApiByResId", resId=listed[0]["resId"])["data"]["resTitle"] == listed[0]["resTitle"]


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (GUANGDONG.ask("GET", f"{BACK}/findPageBySearch"), 405),
        (GUANGDONG.ask("POST", f"{BACK}/findPageBySearch", form={"pageNo": 1}), 400),
        (GUANGDONG.ask("POST", f"{BACK}/selectDataCatalogByResId", data={"resId": "29200_00403601"}), 200),
        (GUANGDONG.ask("POST", f"{BACK}/selectDataCatalogByResId", data={}), 200),
        (GUANGDONG.ask("POST", "data/dataSet/findPage", form={"pageNo": 1}), 404),
    ],
)
def test_guangdong_refusals(reply: Reply, status: int) -> None:
    """A GET, a form, a wrong or missing id, and the other dialect's addresses are refused."""
    assert reply.status == status
    if status == 200:
        assert orjson.loads(reply.body)["code"] == 500
