"""The exchangeopengateway simulator as the notes on the platform state it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from sandbox.start import assemble
from tests.sandbox.asking import Family, number, parts, said
from tests.sandbox.client import CONFIG

DEYANG = Family("exchangeopengateway")
LIST = "exchangeopengateway/v1.0/mh/sjml/getMlxxList"
DETAIL = "exchangeopengateway/v1.0/mlxx/getSjmlxq"
CODE = {"appCode": "0123456789abcdef" * 2}
HEADERS = {"appcode": CODE["appCode"], "token": "undefined"}
ROW = "mlbh mlmc mlms ssbmmc fbsj xgsj gxzq wjlx kfptLlsl kfptSqsl jghxxjls"
CYCLES = {"01": "每日", "02": "每周", "03": "每月", "04": "季度", "05": "年", "06": "半年"}
FORMATS = {"链接": "link", "其他": "file"}
ASKED = {
    "pageSize": 10,
    "zylx": ["01", "02"],
    "ssbmId": ["00"],
    "mlmc": "",
    "gxsjPx": 2,
    "llslPx": "",
    "sqslPx": "",
    "pfPx": "",
    "xzslPx": "",
    "ssztlmId": ["00"],
    "ssjclmId": ["00"],
    "ssqtlmId": ["00"],
    "kflx": ["00"],
    "wjlx": ["00"],
}


def listed(page: int, **more: object) -> dict[str, Any]:
    """A page of the list."""
    return DEYANG.json("POST", LIST, data={**ASKED, "pageNo": page, **more}, headers=HEADERS)["data"]


def detail(ident: str) -> dict[str, Any]:
    """A detail."""
    return DEYANG.json("GET", DETAIL, {"mlbh": ident, "appCode": ""}, headers=HEADERS)["data"]


def moment(text: str) -> str | None:
    """Milliseconds as text, in China's time."""
    return (datetime.fromtimestamp(int(text) / 1000, UTC) + timedelta(hours=8)).isoformat()[:19] if text else None


def test_list_is_complete() -> None:
    """Pages are all the total there is; every id comes, some twice; a page past the end is empty."""
    first = listed(1)
    assert set(first) == {"totalPage", "rows"}
    assert set(first["rows"][0]) == set(ROW.split())
    seen = [row["mlbh"] for page in range(1, first["totalPage"] + 1) for row in listed(page)["rows"]]
    assert set(seen) == set(DEYANG.truth)
    assert len(seen) == len(DEYANG.entries) > len(set(seen))
    assert all(re.fullmatch(r"\d{4}/\d{6}", ident) for ident in seen)
    assert listed(first["totalPage"] + 1)["rows"] == []
    assert len(listed(1, pageSize=50)["rows"]) == 50


def test_details_show_what_the_truth_says() -> None:
    """Every field of every detail agrees with the truth, as do the list's; all codes come."""
    rows = {row["mlbh"]: row for row in listed(1, pageSize=100)["rows"]}
    codes, mobile = set(), 0
    for ident, record in DEYANG.truth.items():
        shown, row = detail(ident), rows[ident]
        assert shown["xxzymc"] == shown["mlmc"] == row["mlmc"] == record["title"]
        assert shown["xxzytgf"] == row["ssbmmc"] == record["publisher"]
        assert said(shown["zyzy"]) == said(row["mlms"]) == record["description"]
        assert (parts(shown["ssztlmmc"]), parts(shown["ssqtlmmc"])) == (record["theme"], record["industry"])
        assert isinstance(shown["fbrq"], str)
        assert (shown["fbrq"], shown["gxrq"]) == (row["fbsj"], row["xgsj"])
        assert (moment(shown["fbrq"]), moment(shown["gxrq"])) == (record["issued"], record["modified"])
        assert {"01": "有条件开放", "02": "无条件开放"}[shown["kflx"]] == record["open_type"]
        assert (said(shown["kftj"]) is None) == (shown["kflx"] == "02")
        assert said(shown["kftj"]) == record["open_condition"]
        assert CYCLES.get(shown["gxzq"]) == CYCLES.get(row["gxzq"]) == record["update_cycle"]
        assert shown["sjl"] == str(record["volume"]["rows"])
        assert (shown["mlbqmcList"] or []) == record["tags"]
        assert [FORMATS.get(one, one) for one in shown["zygs"].split("\\") if one] == record["formats"]
        assert (said(shown["zjhm"]) or said(shown["sjhm"])) == record["contact"]["phone"]
        assert number(shown["llsl"]) == number(row["kfptLlsl"]) == record["counters"]["views"]
        assert (record["items"], record["files"], record["apis"]) == ([], [], [])
        codes.add(shown["gxzq"])
        mobile += bool(shown["sjhm"])
    assert codes == {None, *CYCLES}
    assert mobile


def test_page_address() -> None:
    """The page is a route of the browser with the slash escaped."""
    ident, record = next(iter(DEYANG.truth.items()))
    assert record["url"] == f"{DEYANG.base}/#/DataSet/{ident.replace('/', '%2F')}"


def test_the_code_is_asked_for() -> None:
    """No code or a wrong one is a 401; any 32 hexadecimal characters do; the detail takes it in the address too."""
    assert DEYANG.ask("POST", LIST, data={**ASKED, "pageNo": 1}).status == 401
    assert DEYANG.ask("POST", LIST, data={**ASKED, "pageNo": 1}, headers={"appcode": "null"}).status == 401
    assert DEYANG.ask("POST", LIST, data={**ASKED, "pageNo": 1}, headers={"appcode": "f" * 32}).status == 200
    ident = next(iter(DEYANG.truth))
    assert DEYANG.ask("GET", DETAIL, {"mlbh": ident}).status == 401
    assert DEYANG.json("GET", DETAIL, {"mlbh": ident, **CODE})["data"]["mlmc"]
    assert "_appId" in DEYANG.ask("GET", "").body.decode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", LIST, 405),
        ("POST", DETAIL, 405),
        ("POST", LIST, 400),
        ("GET", f"{DETAIL}?mlbh=3066/025626", 400),
    ],
)
def test_wrong_calls(method: str, path: str, status: int) -> None:
    """The other method, no JSON, and a bare slash in the id are refused."""
    assert DEYANG.ask(method, path, headers=HEADERS).status == status


def test_unknown_ids_are_errors_within_the_answer() -> None:
    """An id that is missing or unknown answers 200 with a code."""
    for query in ({}, {"mlbh": "3066/999999"}, {"mlbh": "3066_025626"}):
        assert DEYANG.json("GET", DETAIL, query, headers=HEADERS)["code"] == 500


def test_harvested_records_keep_their_ids(tmp_path: Path) -> None:
    """Lines that were harvested from this platform come back under their own ids and codes, with nothing made up."""
    line = {
        "标题": "失信企业",
        "资源提供方": "市民政局",
        "领域名称": "市场监督",
        "发布时间": "2023-06-08",
        "开放类型": "有条件开放",
        "数据量": "585324",
        "更新周期": "年",
        "标签": [],
        "资源格式": "['xml', 'json']",
        "详情页网址": "https://x.test/#/DataSet/3066%2F025626",
    }
    path = tmp_path / "510600_test.jsonl"
    path.write_bytes(orjson.dumps(line))
    family = Family("real_510600_test", assemble(CONFIG, [Path(f"exchangeopengateway={path}")]))
    rows = family.json("POST", LIST, data={"pageNo": 1, "pageSize": 10}, headers=HEADERS)["data"]["rows"]
    assert [row["mlbh"] for row in rows] == ["3066/025626"]
    shown = family.json("GET", DETAIL, {"mlbh": "3066/025626"}, headers=HEADERS)["data"]
    assert (shown["sjl"], shown["gxzq"], shown["kflx"], shown["zygs"]) == ("585324", "05", "01", "xml\\json")
    assert (shown["gxrq"], shown["zyzy"], shown["llsl"]) == ("", None, None)
    record = family.truth["3066/025626"]
    assert (record["update_cycle"], record["modified"], record["issued"][:10]) == ("年", None, "2023-06-08")
