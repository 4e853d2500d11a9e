"""CKAN: three language roots are one catalogue, English cycles become Chinese, `success: false` is a failure."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Crawled = tuple[list[Any], list[Any], Any]


@pytest.fixture
def crawl(crawl_answers: Callable[..., Crawled]) -> Callable[..., Crawled]:
    """Crawl a portal of some packages by root; `asked` gets the paths that were asked for."""

    def run(
        roots: dict[str, list[dict[str, Any]]], url: str = "https://a.test/sc-data", asked: list[str] | None = None
    ) -> Crawled:
        def respond(request: httpx.Request) -> Any:
            root, _, action = request.url.path.partition("/api/3/action/")
            if asked is not None:
                asked.append(f"{root} {action}")
            packages, query = roots.get(root), request.url.params
            if packages is None:
                return {"success": False, "error": {"message": "Not authorized"}}
            if action == "package_show":
                found = [one for one in packages if one["id"] == query["id"]]
                return {"success": True, "result": found[0]} if found else httpx.Response(404)
            at, size = int(query["start"]), int(query["rows"])
            return {"success": True, "result": {"count": len(packages), "results": packages[at : at + size]}}

        return crawl_answers(respond, url=url, platform="ckan", region="810000")

    return run


def packages(language: str, ids: range | list[int], **values: Any) -> list[dict[str, Any]]:
    return [{"id": f"p{at}", "name": f"hk-{at}", "title": f"{language}{at}", **values} for at in ids]


def test_roots_are_merged_by_id(crawl: Callable[..., Crawled]) -> None:
    """Each dataset comes once, with the portal's language as its own and the others beside; pages are asked in step."""
    asked: list[str] = []
    roots = {f"/{language}-data": packages(language, range(150)) for language in ("en", "tc", "sc")}
    records, issues, made = crawl(roots, asked=asked)
    assert (len({record.id for record in records}), len(records), issues, made.exit_code) == (150, 150, [], 0)
    assert {(record.title[:2], record.extra["en"]["title"][:2], record.extra["tc"]["title"][:2]) for record in records} == {
        ("sc", "en", "tc")
    }
    assert len(asked) == 6
    assert records[0].url == "https://a.test/sc-data/dataset/hk-0"


def test_a_translation_on_another_page_is_asked_for(crawl: Callable[..., Crawled]) -> None:
    """Roots that list in another order still give every translation; a root without the package leaves it out."""
    roots = {
        "/sc-data": packages("sc", range(120)),
        "/en-data": packages("en", range(119, -1, -1)),
        "/tc-data": packages("tc", range(119)),
    }
    records, issues, made = crawl(roots)
    assert all(record.extra["en"]["title"] == record.title.replace("sc", "en") for record in records)
    assert [(issue.kind, issue.where, issue.data["part"]) for issue in issues] == [("incomplete-record", "p119", "tc")]
    assert made.exit_code == 0


def test_a_root_that_fails_ends_the_crawl(crawl: Callable[..., Crawled]) -> None:
    """A record must not lose its translations because a root is down for a day."""
    records, issues, made = crawl({"/sc-data": packages("sc", range(3)), "/en-data": packages("en", range(3))})
    assert (records, [issue.kind for issue in issues], made.exit_code) == ([], ["unreachable"], 4)


def test_a_plain_ckan_has_one_root(crawl: Callable[..., Crawled]) -> None:
    """A CKAN without language roots is read alone."""
    asked: list[str] = []
    records, issues, made = crawl({"": packages("", range(2))}, url="https://a.test", asked=asked)
    assert ([record.extra for record in records], issues, asked) == ([{}, {}], [], [" package_search"])
    assert made.exit_code == 0


@pytest.mark.parametrize(
    ("text", "label"),
    [("Daily", "每日"), ("quarterly", "每季度"), ("Annually", "每年"), ("As and when necessary", "不定期"), ("每月", "每月"),
     ("", None), (None, None), ("Hourly-ish", None)],
)  # fmt: skip
def test_update_frequency(crawl: Callable[..., Crawled], text: Any, label: str | None) -> None:
    """English words become the Chinese label, Chinese stays, an unknown word is an issue; in the package or its extras."""
    for values in ({"update_frequency": text}, {"extras": [{"key": "update_frequency", "value": text}]}):
        (record,), issues, _ = crawl({"": packages("", range(1), **values)}, url="https://a.test")
        assert record.update_cycle == label
        assert [issue.kind for issue in issues] == (["bad-value"] if text == "Hourly-ish" else [])


def test_resources(crawl: Callable[..., Crawled]) -> None:
    """APIs and files are told apart by `is_api`; formats are lower-case, or from the address; periods become days."""
    resources = [
        {"id": "1", "name": "a", "url": "https://b.test/a.csv", "format": "", "is_api": "N", "temporal_from": "01/04/2015"},
        {"id": "2", "name": "b", "url": "https://b.test/b", "format": "JSON", "is_api": "Y", "temporal_to": "31/12/2023"},
        {
            "id": "3",
            "description": "c",
            "url": "https://b.test/c",
            "format": "XLSX",
            "last_modified": "2024-01-02T03:04:05.678",
        },
    ]
    (record,), issues, _ = crawl({"": packages("", range(1), resources=resources)}, url="https://a.test")
    assert [(file.id, file.name, file.format, file.access) for file in record.files] == [
        ("1", "a", "csv", "open"),
        ("3", "c", "xlsx", "open"),
    ]
    assert record.files[1].modified == "2024-01-02T03:04:05"
    assert [(api.id, api.url) for api in record.apis] == [("2", "https://b.test/b")]
    assert (record.formats, record.extra) == (
        ("csv", "xlsx", "api"),
        {"temporal_from": "2015-04-01", "temporal_to": "2023-12-31"},
    )
    assert not issues
