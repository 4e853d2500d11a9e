"""Chongqing: words as codes, row offsets, GraphQL's errors."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from harvesters.platforms.chongqing import OPEN_TYPES, UPDATE_CYCLES

Crawled = tuple[list[Any], list[Any], Any]


@pytest.fixture
def crawl(crawl_answers: Callable[..., Crawled]) -> Callable[..., Crawled]:
    """Crawl a portal of some rows, `cap` of them at a time."""

    def run(rows: list[dict[str, Any]], *, cap: int = 100, total: Any = None, break_at: int | None = None) -> Crawled:
        def respond(request: httpx.Request) -> Any:
            asked = json.loads(request.content)["variables"]["input"]
            if asked["offset"] == break_at:
                return {"errors": [{"message": "Internal Server Error"}]}
            page = rows[asked["offset"] : asked["offset"] + min(cap, asked["limit"])]
            return {"data": {"result": {"total": len(rows) if total is None else total, "data": page}}}

        return crawl_answers(respond, url="https://a.test", platform="chongqing", region="500000")

    return run


def rows(count: int, **values: Any) -> list[dict[str, Any]]:
    return [{"id": at, "resourceName": f"资源{at}", **values} for at in range(count)]


def test_open_types_and_cycles(crawl: Callable[..., Crawled]) -> None:
    """Every word of the two tables becomes its label; an unknown one is an issue and nothing else."""
    wanted = [*OPEN_TYPES, "SECRET"]
    records, issues, _ = crawl([{"id": at, "resourceName": "x", "openAttr": word} for at, word in enumerate(wanted)])
    assert [record.open_type for record in records] == ["无条件开放", "有条件开放", None]
    assert [(issue.kind, issue.data["value"]) for issue in issues] == [("bad-value", "SECRET")]
    records, issues, _ = crawl([{"id": at, "resourceName": "x", "renewCycle": word} for at, word in enumerate(UPDATE_CYCLES)])
    assert [record.update_cycle for record in records] == list(UPDATE_CYCLES.values())
    assert not issues


def test_all_rows_of_a_server_that_gives_few(crawl: Callable[..., Crawled]) -> None:
    """A server that gives 7 rows where 100 are wanted is read to its end, each entry once."""
    records, issues, made = crawl(rows(45), cap=7)
    assert [record.id for record in records] == [str(at) for at in range(45)]
    assert (issues, made.exit_code, made.summary.complete) == ([], 0, True)


@pytest.mark.parametrize(("values", "kind"), [({"break_at": 100}, "in-band"), ({"total": 900}, "short")])
def test_a_broken_listing_ends_the_crawl(crawl: Callable[..., Crawled], values: dict[str, Any], kind: str) -> None:
    """`errors` on a page, or an end before the total: what was read is kept, and the crawl is not complete."""
    records, issues, made = crawl(rows(150), **values)
    assert [(issue.kind, issue.data["cause"]) for issue in issues] == [("unreachable", kind)]
    assert (len(records) >= 100, made.exit_code, made.summary.complete) == (True, 4, False)


def test_a_record_without_title_is_skipped(crawl: Callable[..., Crawled]) -> None:
    """One record without a name costs that record only."""
    records, issues, made = crawl([*rows(2), {"id": 9, "resourceName": "暂无"}])
    assert (len(records), [issue.kind for issue in issues], made.exit_code) == (2, ["skipped"], 3)
