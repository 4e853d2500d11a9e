"""exchangeopengateway: pinyin keys, the appCode, ids with a slash."""

import json
from datetime import datetime
from typing import Any

import httpx
import pytest

from harvesters.record import Record
from tests.support import real
from tests.support.answering import Answering

CYCLES = {"每日": "01", "每周": "02", "每月": "03", "季度": "04", "年": "05"}


def detail(**fields: Any) -> tuple[Record, Answering]:
    portal = Answering("exchangeopengateway", lambda _: {"data": {"mlmc": "t", **fields}}, retries=0)
    return portal.record({"mlbh": "3066/025626"}, "3066/025626"), portal


def listing(request: httpx.Request, kinds: dict[str, list[str]], size: int, **stated: Any) -> dict[str, Any]:
    """The page that a request asks for, of ids by their `zylx`."""
    body = json.loads(request.content)
    ids = [one for kind in body["zylx"] for one in kinds.get(kind, [])]
    first = size * (body["pageNo"] - 1)
    return {"data": {"rows": [{"mlbh": one, "mlmc": "t"} for one in ids[first : first + size]], **stated}}


def milliseconds(day: str | None) -> str:
    """The beginning of a local day."""
    return f"{datetime.fromisoformat(f'{day}T00:00:00+08:00').timestamp() * 1000:.0f}"


@pytest.mark.parametrize(
    ("code", "label"), [("01", "有条件开放"), ("02", "无条件开放"), (1, "有条件开放"), ("2", "无条件开放")]
)
def test_open_types(code: Any, label: str) -> None:
    """02 is unconditional here; a 1 of other families is not."""
    assert detail(kflx=code)[0].open_type == label


@pytest.mark.parametrize(
    ("code", "label"),
    [("01", "每日"), ("02", "每周"), (3, "每月"), ("4", "季度"), ("05", "年"), (6, "半年"), ("每月", "每月")],
)
def test_update_cycles(code: Any, label: str) -> None:
    """05 is the year and 06 the half of one, the other way round than elsewhere."""
    record, portal = detail(gxzq=code)
    assert (record.update_cycle, portal.issues) == (label, [])


def test_unknown_codes() -> None:
    """They are issues and no guesses."""
    record, portal = detail(kflx="03", gxzq="99")
    assert (record.open_type, record.update_cycle) == (None, None)
    assert portal.said() == [("bad-value", "03"), ("bad-value", "99")]


def test_values_in_the_familys_forms() -> None:
    """Milliseconds as text, formats joined by a backslash, the mobile number where there is no other."""
    record, portal = detail(
        fbrq="1686153600000", gxrq="2023-07-01", zygs="xml\\json\\xlsx", zjhm="", sjhm=13800138000,
        mlbqmcList="海关，失信", sjl="585324", llsl=None, xxzymc="海关失信", sqsl=3, zylx="01",
    )  # fmt: skip
    assert (record.issued, record.modified) == ("2023-06-08T00:00:00", "2023-07-01")
    assert (record.formats, record.tags) == (("xml", "json", "xlsx"), ("海关", "失信"))
    assert (record.contact.phone, record.volume.rows, record.counters.views) == ("13800138000", 585324, None)
    assert (record.extra, portal.issues) == ({"xxzymc": "海关失信"}, [])


def test_the_app_code_and_the_slash() -> None:
    """32 hex digits of our own until the portal sets `_appId`; the slash goes out as %2F."""
    cookie = "F" * 32
    answers = [
        {"data": {"mlmc": "t"}},
        httpx.Response(
            200, headers={"Set-Cookie": f"_appId={cookie}; Path=/"}, stream=httpx.ByteStream(b'{"data":{"mlmc":"t"}}')
        ),
        {"data": {"mlmc": "t"}},
    ]
    portal = Answering("exchangeopengateway", lambda _: answers.pop(0))
    for _ in range(3):
        portal.record({"mlbh": "3/01"}, "3/01")
    codes = [request.headers["appCode"] for request in portal.asked]
    assert codes[0] == codes[1] != codes[2] == cookie
    assert len(bytes.fromhex(codes[0])) == 16
    paths = [request.url.raw_path.decode() for request in portal.asked]
    assert paths == [f"/exchangeopengateway/v1.0/mlxx/getSjmlxq?mlbh=3%2F01&appCode={code}" for code in codes]
    assert all(request.headers["token"] == "null" for request in portal.asked)


@pytest.mark.parametrize("stated", [{"totalPage": "2"}, {}])
def test_listing(stated: dict[str, Any]) -> None:
    """All tables and files to the end of the listing, also where no number of pages is stated, and no interfaces."""
    kinds = {"01": ["1/a", "1/b"], "02": ["2/c"], "03": ["3/d"]}

    def respond(request: httpx.Request) -> Any:
        return listing(request, kinds, 2, **stated) if request.method == "POST" else {"data": {"zygs": "json"}}

    portal = Answering("exchangeopengateway", respond)
    assert [(ref.id, ref.page) for ref in portal.refs(2)] == [("2/c", 2)]
    records, issues, code = portal.crawl()
    assert ([record.id for record in records], issues, code) == (["1/a", "1/b", "2/c"], [], 0)


@pytest.mark.parametrize(
    ("answer", "kinds", "code"),
    [
        ({"code": "500", "data": None}, ["unreachable"], 4),
        ({"data": {"rows": None}}, ["source-changed"], 4),
        ({"data": {"rows": [], "totalPage": 0}}, [], 0),
        ({"data": {"rows": [], "totalPage": 3}}, ["unreachable"], 4),
        ({"data": {"rows": [{"bh": 1}], "totalPage": 1}}, ["source-changed"], 4),
        ({"data": {"rows": [{"mlbh": "1"}]}}, ["source-changed"], 4),
    ],
)
def test_listings_that_fail(answer: Any, kinds: list[str], code: int) -> None:
    """No data, nothing at all, an empty page before the end, no ids, the same page for ever; an empty portal is none."""
    portal = Answering("exchangeopengateway", lambda request: answer if request.method == "POST" else {"data": {"mlmc": "t"}})
    _, found, exit_code = portal.crawl()
    assert (sorted(found), exit_code) == (sorted(kinds), code)


def test_details_that_are_none() -> None:
    """A detail that fails in band or shows another record skips that record."""
    details = {"1/a": {"data": None}, "1/b": {"data": {"mlbh": "1/x", "mlmc": "t"}}, "1/c": {"data": {"mlbh": "1/c"}}}

    def respond(request: httpx.Request) -> Any:
        if request.method == "POST":
            return listing(request, {"01": list(details)}, 100, totalPage=1)
        return details[request.url.params["mlbh"]]

    records, kinds, code = Answering("exchangeopengateway", respond).crawl()
    assert ([record.id for record in records], kinds, code) == (["1/c"], ["skipped", "skipped"], 3)


@pytest.mark.real
def test_real_records() -> None:
    """The records of 德阳, in the family's wire format, come back as they are."""
    known = {record.id: record for record in real.records("510600_deyang")}
    ids = list(known)

    def respond(request: httpx.Request) -> Any:
        if request.method == "POST":
            return listing(request, {"01": ids}, 100, totalPage=-(-len(ids) // 100) if "01" in request.content.decode() else 0)
        record = known[request.url.params["mlbh"]]
        return {
            "data": {
                "mlbh": record.id,
                "mlmc": record.title,
                "xxzytgf": record.publisher,
                "ssztlmmc": "|".join(record.theme),
                "ssqtlmmc": "|".join(record.industry),
                "fbrq": milliseconds(record.issued),
                "gxrq": milliseconds(record.modified),
                "kflx": {"有条件开放": "01", "无条件开放": "02"}[record.open_type or ""],
                "gxzq": CYCLES[record.update_cycle or ""],
                "mlbqmcList": list(record.tags),
                "zyzy": record.description,
                "zygs": "\\".join(record.formats),
            }
        }

    records, kinds, code = Answering("exchangeopengateway", respond, url="https://www.dysdsj.cn").crawl()
    assert (len(records), kinds, code) == (1946, [], 0)
    for found in records:
        told = known[found.id]
        for field in ("url", "title", "description", "publisher", "theme", "industry", "open_type", "tags", "formats"):
            assert getattr(found, field) == getattr(told, field), field
        assert (found.issued, found.modified) == (f"{told.issued}T00:00:00", f"{told.modified}T00:00:00")
        assert found.update_cycle == told.update_cycle
