"""Fujian: 1 is unconditional here, the region filters, a code other than 200 is a failure."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Crawled = tuple[list[Any], list[Any], Any]


@pytest.fixture
def crawl(crawl_answers: Callable[..., Crawled]) -> Callable[..., Crawled]:
    """Crawl a portal of some rows; answers of other addresses than the listing by their last word."""

    def run(rows: list[Any], *, region: str = "350000", asked: list[Any] | None = None, **answers: Any) -> Crawled:
        def respond(request: httpx.Request) -> Any:
            name, query = request.url.path.rpartition("/")[2], request.url.params
            if name != "list":
                return answers.get(name, {"code": 200, "data": {} if name == "getCataInfo" else []})
            if asked is not None:
                asked.append(query)
            number, size = int(query["pageNum"]), int(query["pageSize"])
            # RuoYi repeats its last page for ever.
            number = min(number, max(1, -(-len(rows) // size)))
            page = [{"catalogID": str(at), "catalogName": "x", **row} for at, row in enumerate(rows)]
            data = {"total": len(rows), "rows": page[(number - 1) * size : number * size]}
            return answers.get("list", {"code": 200, "data": data})

        return crawl_answers(respond, url="https://a.test", platform="fujian", region=region)

    return run


def test_open_types_and_access(crawl: Callable[..., Crawled]) -> None:
    """1 is unconditional and its files want a sign-in, 0 is on application; another code is an issue."""
    files = [{"fileFormat": ".CSV"}]
    records, issues, _ = crawl([{"openType": code, "files": files} for code in ("1", 1, "0", 0, None, "2", "依申请开放")])
    assert [record.open_type for record in records] == ["无条件开放"] * 2 + ["依申请开放"] * 2 + [None, None, "依申请开放"]
    assert [record.files[0].access for record in records] == ["login"] * 2 + ["apply"] * 2 + ["login"] * 2 + ["apply"]
    assert {(record.formats, record.files[0].url == record.url) for record in records} == {(("csv",), True)}
    assert [(issue.kind, issue.where) for issue in issues] == [("bad-value", "5")]


@pytest.mark.parametrize(
    ("region", "tab", "city"),
    [("350000", "all", ""), ("350100", "city", "350100000000"), ("350128", "city", "350128000000")],
)
def test_the_region_filters(crawl: Callable[..., Crawled], region: str, tab: str, city: str) -> None:
    """A province asks for everything of every kind, another region for its own by the 12-digit code."""
    asked: list[Any] = []
    crawl([{}], region=region, asked=asked)
    assert [(query["currentTab"], query["cityCode"], query["type"], query["openType"]) for query in asked] == [
        (tab, city, "-1", "")
    ]


def test_the_region_of_a_record(crawl: Callable[..., Crawled]) -> None:
    """A region stands in a field or at the beginning of the id; else the portal's holds."""
    rows = [{"regionCode": "350200000000"}, {"catalogID": "350128000000/000123"}, {}, {"catalogID": "f" * 32}]
    records, _, _ = crawl(rows)
    assert [record.region for record in records] == ["350200", "350128", "350000", "350000"]


def test_pages_end_where_the_server_repeats_the_last(crawl: Callable[..., Crawled]) -> None:
    """A server that answers its last page again, full or not, is read once to its total."""
    for count in (100, 230):
        records, issues, made = crawl([{}] * count)
        assert (len(records), issues, made.exit_code, made.summary.duplicates) == (count, [], 0, 0)


@pytest.mark.parametrize(
    "answer", [{"code": 500, "msg": "系统内部错误"}, {"code": 200}, {"code": 200, "data": None}, {}, "[]"]
)
def test_another_code_in_the_listing_ends_the_crawl(crawl: Callable[..., Crawled], answer: Any) -> None:
    """HTTP 200 with another code, or without a list, is no listing."""
    records, issues, made = crawl([{}], list=answer)
    assert (records, [issue.kind for issue in issues], made.exit_code) == ([], ["unreachable"], 4)


@pytest.mark.parametrize("answer", [{"code": 401, "msg": "令牌不能为空"}, {"code": 200, "data": {}}, "", httpx.Response(404)])
def test_items_are_a_preview_and_details_are_not(crawl: Callable[..., Crawled], answer: Any) -> None:
    """Without its data items a record is kept and says so; without its detail it is skipped."""
    records, issues, made = crawl([{}], getCataItem=answer)
    assert (len(records), [issue.kind for issue in issues], made.exit_code) == (1, ["incomplete-record"], 0)
    records, issues, made = crawl([{}], getCataInfo={"code": 200, "data": []} if isinstance(answer, dict) else answer)
    assert (records, [issue.kind for issue in issues], made.exit_code) == ([], ["skipped"], 3)


def test_the_change_of_the_data_comes_first(crawl: Callable[..., Crawled]) -> None:
    """dataUpdateTime is the modification; the entry's own updateTime stands in; nothing becomes the issue."""
    detail = {"code": 200, "data": {"dataUpdateTime": "2024-03-17", "updateCycle": "每半年"}}
    (record,), _, _ = crawl([{"updateTime": "2024-03-18"}], getCataInfo=detail)
    assert (record.issued, record.modified, record.update_cycle) == (None, "2024-03-17", "每半年")
    (record,), _, _ = crawl([{"updateTime": "2024-03-18"}])
    assert (record.issued, record.modified) == (None, "2024-03-18")
