"""epoint: percent-encoded JSON under a form's content type, pages from 0, totals as text."""

import json
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.support.answering import Answering


def asked(request: httpx.Request) -> dict[str, Any]:
    """The parameters in a request's body."""
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert b"{" not in request.content
    document: dict[str, Any] = json.loads(unquote(request.content.decode()))
    assert document.keys() == {"token", "usertype", "params"}
    return dict(document["params"])


def detail(**fields: Any) -> tuple[Any, Answering]:
    portal = Answering("epoint", lambda _: {"custom": {"resourcesName": "t", **fields}}, retries=0)
    return portal.record({"rowGuid": "g-1", "tag": [{"name": "CSV"}, {"name": "其他"}]}, "g-1"), portal


def test_pages() -> None:
    """Pages are counted from 1 and asked for from 0, up to a total that is text; a resumed listing ends there too."""

    def respond(request: httpx.Request) -> Any:
        params = asked(request)
        assert (params["pageSize"], params["city"]) == ("100", "")
        first = 15 * params["currentPage"]
        return {"custom": {"total": "40", "resultList": [{"rowGuid": f"g{one}"} for one in range(first, min(40, first + 15))]}}

    portal = Answering("epoint", respond)
    assert [ref.id for ref in portal.refs()] == [f"g{one}" for one in range(40)]
    assert (len(portal.asked), portal.platform.total) == (3, 40)
    assert [ref.id for ref in portal.refs(3)] == [f"g{one}" for one in range(30, 40)]


def test_texts_stay_and_codes_are_issues() -> None:
    """No code table of this family is known."""
    record, portal = detail(openCondition="依申请开放", updateFrequency="每年")
    assert (record.open_type, record.update_cycle, portal.issues) == ("依申请开放", "每年", [])
    record, portal = detail(openCondition=0, updateFrequency="7")
    assert (record.open_type, record.update_cycle) == (None, None)
    assert portal.said() == [("bad-value", "0"), ("bad-value", "7")]


def test_files() -> None:
    """Each filled address is a file of that format, joined to the portal; an address that is none is an issue."""
    record, portal = detail(csvUrl="/f/1.csv", xlsxUrl="", rdfUrl="https://f.test/年.rdf", jsonUrl="#null")
    assert [(file.format, file.url, file.access) for file in record.files] == [
        ("json", "https://data.example.test/#null", "open"),
        ("csv", "https://data.example.test/f/1.csv", "open"),
        ("rdf", "https://f.test/%E5%B9%B4.rdf", "open"),
    ]
    assert record.formats == ("csv", "file", "json", "rdf")
    assert asked(portal.asked[0]) == {"rowGuid": "g-1", "type": "1"}
    assert record.url == "https://data.example.test/extranet/openportal/pages/resource/resource_detail.html?rowguid=g-1"


@pytest.mark.parametrize(
    ("custom", "kinds", "code"),
    [
        (None, ["unreachable"], 4),
        ({"total": "0", "resultList": None}, [], 0),
        ({"total": "30", "resultList": []}, ["unreachable"], 4),
        ({"total": "30", "resultList": "error"}, ["unreachable"], 4),
        ({"total": 30, "resultList": [{"guid": "g"}]}, ["source-changed"], 4),
        ({"total": 2, "resultList": [{"rowGuid": "g"}]}, ["source-changed"], 4),
    ],
)
def test_listings_that_fail(custom: Any, kinds: list[str], code: int) -> None:
    """No answer, an empty page before the end, no list, no ids, the same page twice; an empty portal is none of these."""

    def respond(request: httpx.Request) -> Any:
        return {"custom": custom if request.url.path.endswith("List") else {"resourcesName": "t"}}

    _, found, exit_code = Answering("epoint", respond).crawl()
    assert (found, exit_code) == (kinds, code)


def test_details_that_are_none() -> None:
    """A detail that fails in band, is a sign-in or shows another record skips that record."""
    details = {"a": {"custom": None}, "b": {"custom": {"rowGuid": "x", "resourcesName": "t"}}, "c": "<input type=password>",
               "d": {"custom": {"resourcesName": "t"}}}  # fmt: skip

    def respond(request: httpx.Request) -> Any:
        if request.url.path.endswith("List"):
            return {"custom": {"total": "4", "resultList": [{"rowGuid": one} for one in details]}}
        return details[asked(request)["rowGuid"]]

    records, kinds, code = Answering("epoint", respond).crawl()
    assert ([record.id for record in records], kinds, code) == (["d"], ["skipped"] * 3, 3)
