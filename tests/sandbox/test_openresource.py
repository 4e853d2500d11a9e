"""The openResource simulator as the notes on the platform state it."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.sandbox.asking import Family, iso, number, parts, said

ZHENJIANG = Family("openresource")
LIST, VIEW = "prod-api/openResource/rest/page", "prod-api/openResource/rest/findView"
JSON = {"accept": "application/json"}
CYCLES = [None, "其他", "每日", "每周", "每月", "每季度", "每半年", "每年", "实时"]
FORMATS = {"链接": "link", "其他": "file"}
FIELDS = (
    "id instanceId resourceName resourceRes organName topicClassify industryType dataRelam publishTime updateTime "
    "updateCycle isOpen openCondition storageCount resMountType serviceInterfaceCount browseCount downCount downloads keyWords"
)


def listed(page: int, size: int = 10) -> dict[str, Any]:
    """A page of the list as JSON."""
    return ZHENJIANG.json("GET", LIST, {"resourceName": "", "page": page, "size": size}, headers=JSON)["data"]


def xml(path: str, **query: object) -> ET.Element:
    """An answer to a client that names no JSON."""
    reply = ZHENJIANG.ask("GET", path, query, headers={"accept": "*/*"})
    assert reply.media_type.startswith("application/xml")
    return ET.fromstring(reply.body)


def test_list_is_complete() -> None:
    """Pages count from 0 and are the only total; every id comes once; the page after the last one is empty."""
    pages = listed(0)["totalPages"]
    seen = [row["id"] for page in range(pages) for row in listed(page)["content"]]
    assert set(listed(0)) == {"totalPages", "content"}
    assert set(listed(0)["content"][0]) == set(FIELDS.split())
    assert sorted(seen) == sorted(ZHENJIANG.truth)
    assert listed(pages)["content"] == []


def test_xml_says_the_same() -> None:
    """Without Accept the same page is XML: `content` around a `content` for each; one, several or none."""
    several = xml(LIST, page=0, size=10)
    assert several.tag == "BusinessMessage"
    assert several.findtext("data/totalPages") == "11"
    rows = several.findall("data/content/content")
    expected = [{key: "" if value is None else str(value) for key, value in row.items()} for row in listed(0)["content"]]
    assert [{field.tag: field.text or "" for field in row} for row in rows] == expected
    assert len(xml(LIST, page=10, size=10).findall("data/content/content")) == 1
    assert len(xml(LIST, page=11, size=10).find("data/content")) == 0
    ident = next(iter(ZHENJIANG.truth))
    assert xml(VIEW, id=ident).findtext("data/id") == ident


def test_details_show_what_the_truth_says() -> None:
    """Every field of every detail agrees with the truth; 0 is without conditions; codes are text or numbers."""
    codes, kinds = set(), set()
    for ident, record in ZHENJIANG.truth.items():
        shown = ZHENJIANG.json("GET", VIEW, {"id": ident}, headers=JSON)["data"]
        assert (shown["id"], shown["resourceName"], shown["organName"]) == (ident, record["title"], record["publisher"])
        assert said(shown["resourceRes"]) == record["description"]
        assert (parts(shown["topicClassify"]), parts(shown["industryType"])) == (record["theme"], record["industry"])
        assert (iso(shown["publishTime"]), iso(shown["updateTime"])) == (record["issued"], record["modified"])
        assert CYCLES[number(shown["updateCycle"]) or 0] == record["update_cycle"]
        assert ["无条件开放", "有条件开放"][number(shown["isOpen"]) or 0] == record["open_type"]
        assert said(shown["openCondition"]) == record["open_condition"]
        assert number(shown["storageCount"]) == record["volume"]["rows"]
        assert number(shown["serviceInterfaceCount"]) == record["volume"]["apis"]
        assert [FORMATS.get(one, one) for one in parts(shown["resMountType"])] == record["formats"]
        assert number(shown["browseCount"]) == record["counters"]["views"]
        assert number(shown["downCount"]) == number(shown["downloads"]) == record["counters"]["downloads"]
        assert parts(shown["keyWords"]) == record["tags"]
        assert (record["url"], record["items"], record["files"], record["apis"]) == (None, [], [], [])
        codes.add(number(shown["updateCycle"]))
        kinds.add(type(shown["isOpen"]))
    assert codes == set(range(1, 9))
    assert kinds == {int, str}


def test_services_and_filters() -> None:
    """APIs have a list; the openness and a word narrow the list of datasets."""
    services = ZHENJIANG.json("GET", "prod-api/openService/rest/page", {"page": 0, "size": 100}, headers=JSON)["data"]
    assert len(services["content"]) == sum(record["volume"]["apis"] for record in ZHENJIANG.truth.values())
    found = ZHENJIANG.json("GET", LIST, {"isOpen": "1", "size": 100}, headers=JSON)["data"]["content"]
    assert {number(row["isOpen"]) for row in found} == {1}


@pytest.mark.parametrize(("method", "path", "status"), [("POST", LIST, 405), ("GET", f"{VIEW}?id=1", 200), ("GET", VIEW, 200)])
def test_wrong_calls(method: str, path: str, status: int) -> None:
    """A POST is refused; an unknown or missing id answers 200 with a code."""
    reply = ZHENJIANG.ask(method, path, headers=JSON)
    assert reply.status == status
    assert status != 200 or b'"code":500' in reply.body
