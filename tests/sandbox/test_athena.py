"""The athena simulator as the notes on the platform state it."""

from typing import Any

from tests.sandbox.asking import Family, iso, parts, said

TAIZHOU = Family("athena")
LIST, DETAIL = "athena/catalog/page", "athena/catalog/getDetails"
CYCLES = [None, "每日", "每周", "每月", "每季度", "每半年", "每年", "不定期", "不更新", "分钟级", "小时级"]
FORMATS = {"链接": "link", "其他": "file"}


def listed(page: int, size: int = 10) -> dict[str, Any]:
    """A page of the list."""
    asked = {"pageNum": page, "pageSize": size, "deptId": "", "domainId": "", "orderField": "2", "searchString": ""}
    return TAIZHOU.json("POST", LIST, data=asked)["data"]


def test_list_is_complete() -> None:
    """A row is a whole number and nothing else; the total counts repeated entries; all ids come."""
    total = listed(1)["total"]
    seen = [row["iid"] for page in range(1, -(-total // 10) + 1) for row in listed(page)["rows"]]
    assert set(listed(1)["rows"][0]) == {"iid"}
    assert all(isinstance(ident, int) for ident in seen)
    assert len(seen) == total > len(set(seen))
    assert {str(ident) for ident in seen} == set(TAIZHOU.truth)
    assert listed(total)["rows"] == []


def test_details_show_what_the_truth_says() -> None:
    """Every field of every detail agrees with the truth; openness stands at one of several places."""
    places, codes = set(), set()
    for ident, record in TAIZHOU.truth.items():
        shown = TAIZHOU.json("GET", DETAIL, {"dataId": ident})["data"]
        place = tuple(key for key in ("openCond", "openCondition") if key in shown)
        assert shown["title"] == record["title"]
        assert said(shown["content"]) == record["description"]
        assert shown["deptName"] == record["publisher"]
        assert parts(shown["keywords"]) == record["tags"]
        assert parts(shown["domainStr"]) == parts(shown["downloadDataInfo"]["themeName"]) == record["theme"]
        assert (iso(shown["createDate"]), iso(shown["dataUpdateDate"])) == (record["issued"], record["modified"])
        assert all(shown[key] == record["open_type"] for key in place)
        assert shown["downloadDataInfo"]["openCondition"] == record["open_type"]
        assert CYCLES[shown["updateFreq"] or 0] == record["update_cycle"]
        assert [FORMATS.get(one, one) for one in parts(shown["downloadDataInfo"]["dataType"])] + (
            ["api"] if shown["interfaceId"] else []
        ) == record["formats"]
        assert shown["dataCount"] == record["volume"]["rows"]
        assert said(shown["deptContact"]) == record["contact"]["phone"]
        assert list(record["counters"].values()) == [shown["visitCount"], shown["useCount"], shown["invokes"]]
        assert [one["id"] for one in record["apis"]] == ([str(shown["interfaceId"])] if shown["interfaceId"] else [])
        places.add(place)
        codes.add(shown["updateFreq"])
    assert places == {(), ("openCond",), ("openCondition",), ("openCond", "openCondition")}
    assert codes == {None, *range(1, 11)}


def test_interfaces() -> None:
    """The list of interfaces has those that the details name; one is found by its dataset."""
    data = TAIZHOU.json("POST", "athena/interface/getInterfaceDataByPage", form={"pageNum": 1, "pageSize": 100})["data"]
    named = {one["id"] for record in TAIZHOU.truth.values() for one in record["apis"]}
    assert {str(one["iid"]) for one in data["list"]} == named
    ident = next(ident for ident, record in TAIZHOU.truth.items() if record["apis"])
    assert str(TAIZHOU.json("POST", "athena/interface/getApiData", form={"baseDataId": ident})["data"]["iid"]) in named


def test_pages_and_wrong_calls() -> None:
    """A dataset has a page; the other method, no JSON, and a missing or unknown id are refused."""
    record = next(iter(TAIZHOU.truth.values()))
    assert record["title"] in TAIZHOU.file(record["url"]).body.decode()
    assert TAIZHOU.ask("GET", "kf/open/table/detail/1").status == 404
    assert TAIZHOU.ask("GET", LIST).status == TAIZHOU.ask("POST", DETAIL).status == 405
    assert TAIZHOU.ask("POST", LIST, form={"pageNum": 1}).status == 400
    assert TAIZHOU.json("GET", DETAIL)["code"] == TAIZHOU.json("GET", DETAIL, {"dataId": "x"})["code"] == 500
