"""Guizhou: 1 is conditional here, 0 is a yearly cycle, the region is what is asked for."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from harvesters.platforms.guizhou import UPDATE_CYCLES

Crawled = tuple[list[Any], list[Any], Any]


@pytest.fixture
def crawl(crawl_answers: Callable[..., Crawled]) -> Callable[..., Crawled]:
    """Crawl a portal of some details; `asked` gets the bodies of the listing's requests."""

    def run(details: list[Any], *, region: str = "520100", asked: list[Any] | None = None, **answers: Any) -> Crawled:
        by_id = {str(at): detail for at, detail in enumerate(details)}

        def respond(request: httpx.Request) -> Any:
            body = json.loads(request.content)
            if request.url.path.endswith("getDataDetailByDataId"):
                return answers.get(body["id"], {"data": {"name": "x", **(by_id[body["id"]] or {})}})
            if asked is not None:
                asked.append(body)
            at = (body["pageIndex"] - 1) * body["pageSize"]
            return {"total": str(len(by_id)), "data": [{"id": one} for one in list(by_id)[at : at + body["pageSize"]]]}

        return crawl_answers(respond, url="https://a.test", platform="guizhou", region=region)

    return run


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (1, "有条件开放"),
        ("1", "有条件开放"),
        (0, "无条件开放"),
        ("0", "无条件开放"),
        (2, "无条件开放"),
        (None, "无条件开放"),
        (7, "无条件开放"),
    ],
)
def test_open_attribute(crawl: Callable[..., Crawled], code: Any, label: str | None) -> None:
    """1 is conditional, as number or text; anything else is not, one that is missing included."""
    (record,), issues, _ = crawl([{"openAttribute": code}])
    assert record.open_type == label
    assert issues == []


def test_frequencies(crawl: Callable[..., Crawled]) -> None:
    """Codes 0 to 9 as numbers; 0 is a cycle and not nothing; null is nothing, 10 an issue."""
    records, issues, _ = crawl([{"frequency": code} for code in [*range(10), None, 10]])
    assert [record.update_cycle for record in records] == [*UPDATE_CYCLES.values(), None, None]
    assert records[0].update_cycle == "每年"
    assert [(issue.kind, issue.where) for issue in issues] == [("bad-value", "11")]


def test_the_region_is_asked_for(crawl: Callable[..., Crawled]) -> None:
    """The portal's region is the `divisionId`, the province's and Gui'an's own too, and the region of each record."""
    for region in ("520000", "522300", "529900"):
        asked: list[Any] = []
        records, _, _ = crawl([None], region=region, asked=asked)
        assert [body["divisionId"] for body in asked] == [region]
        assert [record.region for record in records] == [region]


def test_pages(crawl: Callable[..., Crawled]) -> None:
    """Pages of 100 are counted from 1 and read to the end."""
    asked: list[Any] = []
    records, issues, made = crawl([None] * 250, asked=asked)
    assert ([body["pageIndex"] for body in asked], len(records), issues, made.exit_code) == ([1, 2, 3], 250, [], 0)


@pytest.mark.parametrize(
    "answer",
    [{"data": None}, {"data": {}}, {"code": 500, "msg": "系统异常"}, [], "<html>502</html>", "", '{"data": {"na',
     httpx.Response(500), httpx.Response(302, headers={"Location": "https://sso.a.test/login"})],
)  # fmt: skip
def test_a_detail_that_fails_skips_its_record(crawl: Callable[..., Crawled], answer: Any) -> None:
    """Whatever is wrong with one detail, the others are read."""
    records, issues, made = crawl([None, None], **{"1": answer})
    assert [record.id for record in records] == ["0"]
    assert ([(issue.kind, issue.where) for issue in issues], made.exit_code) == ([("skipped", "1")], 3)


@pytest.mark.parametrize(
    ("value", "rows", "size"), [(357, 357, None), ("3.5万条", 35000, None), ("2MB", None, 2 << 20), ("", None, None)]
)
def test_capacity(crawl: Callable[..., Crawled], value: Any, rows: int | None, size: int | None) -> None:
    """A capacity is bytes where it says so, else rows."""
    (record,), _, _ = crawl([{"dataCapacity": value}])
    assert (record.volume.rows, record.volume.bytes) == (rows, size)
