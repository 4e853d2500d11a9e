"""The Epoint simulator as the notes on the platform state it."""

from typing import Any
from urllib.parse import quote

import orjson
import pytest

from tests.sandbox.asking import Family, iso, number, parts, said

ZHANGJIAKOU = Family("epoint")
LIST, DETAIL = "extranet/rest/dataOpen/getResourceList", "extranet/rest/dataOpen/getResourceDetail"
FORM = {"content-type": "application/x-www-form-urlencoded"}
FORMATS = {"接口": "api", "链接": "link", "其他": "file"}
URLS = ["jsonUrl", "xmlUrl", "csvUrl", "xlsUrl", "xlsxUrl", "rdfUrl"]
FIELDS = (
    "resourcesName resourceDetail provideDepartName resourceSubject belongIndustry resourceUsage openCondition "
    "updateFrequency registDate updateDate editionNum visitCnt downloadCnt"
)


def call(path: str, **params: object) -> Any:
    """A call as clients send it: a percent-encoded JSON document as a form."""
    document = orjson.dumps({"token": None, "usertype": None, "params": params}).decode()
    return ZHANGJIAKOU.json("POST", path, body=quote(document).encode(), headers=FORM)["custom"]


def listed(page: int, size: int | str = "15", city: str = "") -> dict[str, Any]:
    """A page of the list."""
    return call(LIST, currentPage=page, pageSize=size, sortField="", sortOrder="desc", city=city, openType="")


def test_list_is_complete() -> None:
    """Pages count from 0, the total is text; every id comes, some twice; `all` has nothing of its own."""
    first = listed(0)
    total = int(first["total"])
    assert isinstance(first["total"], str)
    assert set(first["resultList"][0]) == {"rowGuid", "tag", "openresdataCount"}
    seen = [row["rowGuid"] for page in range(-(-total // 15)) for row in listed(page)["resultList"]]
    assert len(seen) == total > len(set(seen))
    assert set(seen) == set(ZHANGJIAKOU.truth)
    assert listed(-(-total // 15))["resultList"] == []
    assert listed(0, city="all") == {"total": "0", "resultList": []}


def test_details_show_what_the_truth_says() -> None:
    """List and detail together agree with the truth, field by field; files are in the order of their fields."""
    rows = {row["rowGuid"]: row for page in (0, 1) for row in listed(page, 100)["resultList"]}
    files = 0
    for ident, record in ZHANGJIAKOU.truth.items():
        shown, row = call(DETAIL, rowGuid=ident, type="1"), rows[ident]
        assert set(shown) == {*FIELDS.split(), *URLS}
        assert (shown["resourcesName"], shown["provideDepartName"]) == (record["title"], record["publisher"])
        assert said(shown["resourceDetail"]) == record["description"]
        assert (parts(shown["resourceSubject"]), parts(shown["belongIndustry"])) == (record["theme"], record["industry"])
        assert (shown["openCondition"], shown["updateFrequency"]) == (record["open_type"], record["update_cycle"])
        assert (iso(shown["registDate"]), iso(shown["updateDate"])) == (record["issued"], record["modified"])
        assert [FORMATS.get(tag["name"], tag["name"].lower()) for tag in row["tag"]] == record["formats"]
        assert number(row["openresdataCount"]) == record["volume"]["rows"]
        assert [number(shown[key]) for key in ("visitCnt", "downloadCnt")] == list(record["counters"].values())[:2]
        assert [shown[key] for key in URLS if shown[key]] == [file["url"] for file in record["files"]]
        assert all(shown[f"{file['format']}Url"] == file["url"] for file in record["files"])
        assert not record["files"] or record["open_type"] == "无条件开放"
        files += len(record["files"])
    assert files > 30


def test_files_and_pages() -> None:
    """A file's address gives the file, a dataset's its page; a first visit gets three cookies."""
    record = next(one for one in ZHANGJIAKOU.truth.values() if one["files"])
    reply = ZHANGJIAKOU.file(record["files"][0]["url"])
    assert reply.status == 200
    assert "Content-Disposition" in dict(reply.headers)
    assert record["url"].endswith(f"/extranet/openportal/pages/resource/resource_detail.html?rowguid={record['id']}")
    page = ZHANGJIAKOU.file(record["url"])
    assert record["title"] in page.body.decode()
    names = [value.partition("=")[0] for key, value in page.headers if key == "Set-Cookie"]
    assert names == ["sid", "_CSRFCOOKIE", "EPTOKEN"]
    assert ZHANGJIAKOU.file(f"{ZHANGJIAKOU.base}/extranet/rest/dataOpen/file/{'0' * 32}/data.csv").status == 404


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"params":{"currentPage":0,"pageSize":"15"}}', FORM, 200),
        (b"params=%7B%22currentPage%22%3A0%7D", FORM, 200),
        (quote('{"params":{"currentPage":0}}').encode(), {"content-type": "application/json"}, 415),
    ],
)
def test_wrong_bodies(body: bytes, kind: dict[str, str], status: int) -> None:
    """Bare JSON and real forms are errors within a 200, another content type is a 415."""
    reply = ZHANGJIAKOU.ask("POST", LIST, body=body, headers=kind)
    assert reply.status == status
    assert status != 200 or orjson.loads(reply.body)["code"] == 500


def test_wrong_calls() -> None:
    """A GET is refused; an unknown or missing id is an error within a 200."""
    assert ZHANGJIAKOU.ask("GET", LIST).status == 405
    for params in ({}, {"rowGuid": "1"}):
        body = quote(orjson.dumps({"params": params}).decode()).encode()
        assert ZHANGJIAKOU.json("POST", DETAIL, body=body, headers=FORM)["code"] == 500
