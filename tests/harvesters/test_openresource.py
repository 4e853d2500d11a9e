"""openresource: whole records in a listing that counts from 0, asked for as JSON."""

from typing import Any

import httpx
import pytest

from tests.support.answering import Answering


def read(**fields: Any) -> tuple[Any, Answering]:
    portal = Answering("openresource", lambda _: None)
    return portal.record({"id": "a/1", "resourceName": "t", **fields}, "a/1"), portal


@pytest.mark.parametrize(("code", "label"), [(0, "无条件开放"), ("0", "无条件开放"), (1, "有条件开放"), ("1", "有条件开放")])
def test_open_types(code: Any, label: str) -> None:
    """0 is unconditional: a value, not a missing one."""
    assert read(isOpen=code)[0].open_type == label


@pytest.mark.parametrize(
    ("code", "label"),
    [(1, "其他"), ("2", "每日"), (3, "每周"), ("4", "每月"), (5, "每季度"), ("6", "每半年"), (7, "每年"), ("8", "实时")],
)
def test_update_cycles(code: Any, label: str) -> None:
    """The codes that this family shares with odweb."""
    assert read(updateCycle=code)[0].update_cycle == label


def test_unknown_codes() -> None:
    """They are issues and no guesses."""
    record, portal = read(isOpen=2, updateCycle=0)
    assert (record.open_type, record.update_cycle) == (None, None)
    assert portal.said() == [("bad-value", "2"), ("bad-value", "0")]


def test_a_record_asks_nothing() -> None:
    """All is in the listing; its address names the record, a slash of its id quoted."""
    record, portal = read(downCount=None, downloads="1,200次", topicClassify=None, dataRelam="生态环境", storageCount=0)
    assert portal.asked == []
    assert record.url == "https://data.example.test/prod-api/openResource/rest/findView?id=a%2F1"
    assert (record.counters.downloads, record.theme, record.volume.rows, record.extra) == (1200, ("生态环境",), 0, {})


def test_pages() -> None:
    """Pages are counted from 1 and asked for from 0, up to the stated last; JSON is asked for."""

    def respond(request: httpx.Request) -> Any:
        number = int(request.url.params["page"])
        return {"data": {"totalPages": 3, "content": [{"id": f"{number}{one}", "resourceName": "t"} for one in "ab"]}}

    portal = Answering("openresource", respond)
    assert [(ref.id, ref.page) for ref in portal.refs(2)] == [("1a", 2), ("1b", 2), ("2a", 3), ("2b", 3)]
    assert {request.headers["accept"] for request in portal.asked} == {"application/json"}
    assert {request.url.params["size"] for request in portal.asked} == {"100"}
    records, kinds, code = portal.crawl()
    assert (len(records), kinds, code) == (6, [], 0)


@pytest.mark.parametrize(
    ("answer", "kinds", "code"),
    [
        ("<BusinessMessage><data><content/></data></BusinessMessage>", ["unreachable"], 4),
        ({"code": 500, "msg": "error", "data": None}, ["unreachable"], 4),
        ({"data": {"totalPages": 0, "content": []}}, [], 0),
        ({"data": {"totalPages": "4", "content": []}}, ["unreachable"], 4),
        ({"data": {"totalPages": 4, "content": [{"id": 1, "resourceName": "t"}]}}, ["source-changed"], 4),
        ({"data": {"totalPages": 1, "content": [{"id": 1, "resourceName": "空"}]}}, ["skipped"], 3),
    ],
)
def test_failures(answer: Any, kinds: list[str], code: int) -> None:
    """XML in spite of all, an in-band failure, a page that is empty or repeated before the end, an entry without title."""
    _, found, exit_code = Answering("openresource", lambda _: answer).crawl()
    assert (found, exit_code) == (kinds, code)
