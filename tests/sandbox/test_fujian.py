"""The 福建 simulator: JSON by GET, its code inside a 200, ids of two kinds."""

import re

import pytest

from tests.sandbox.client import Client
from tests.sandbox.family import all_shown, data, entries, truth

API = "/fujian/datadevelop/prod-api/open-portal"


def test_listing_shows_everything(families: Client) -> None:
    """1-based pages hold every id, 32 hexadecimal characters or a region, a slash and a number."""
    shown: list[str] = []
    for number in range(1, 99):
        answer = data(families.get(f"{API}/catalog/list", pageNum=number, pageSize=20, openType="", cityCode="350000000000"))
        assert answer["code"] == 200
        if not answer["data"]["rows"]:
            break
        shown += [row["catalogID"] for row in answer["data"]["rows"]]
    all_shown(families, "fujian", shown)
    assert {bool(re.fullmatch(r"\d{12}/\d+", one)) or bool(re.fullmatch(r"[0-9a-f]{32}", one)) for one in shown} == {True}
    assert any("/" in one for one in shown)


def test_filters(families: Client) -> None:
    """A blank `openType` is all, 1 and 0 part it; a city's 12-digit code narrows."""

    def total(**query: str) -> int:
        return data(families.get(f"{API}/catalog/list", **query))["data"]["total"]

    assert total(openType="") == total(openType="1") + total(openType="0") == 116
    assert 0 < total(cityCode="350100000000") < 116


def test_details_and_items(families: Client) -> None:
    """The detail adds industry, contact, tags, dates and cycle; items have both names."""
    known = truth(families, "fujian")
    for entry in entries(families, "fujian"):
        info = data(families.get(f"{API}/catalog/getCataInfo", cataId=entry.id))["data"]
        items = data(families.get(f"{API}/catalog/getCataItem", cataId=entry.id))["data"]
        one = known[entry.id]
        assert one["open_type"] == {"1": "无条件开放", "0": "依申请开放"}[info["openType"]]
        assert one["contact"] == {"unit": None, "phone": info["organPhone"] or None, "email": info["organEmail"] or None}
        assert one["tags"] == [tag for tag in info["tags"].split(",") if tag]
        assert one["volume"]["rows"] == int(info["dataVol"])
        assert (one["modified"] is None) == (info["dataUpdateTime"] is None)
        assert [item["name"] for item in one["items"]] == [item["nameEn"] for item in items]
        assert one["formats"] == [file["fileFormat"] for file in info["files"]]


def test_preview_and_services(families: Client) -> None:
    """At most thirty rows of unconditional datasets; the APIs have their own list."""
    entry = next(one for one in entries(families, "fujian") if one.items and one.unconditional and (one.rows or 0) > 30)
    rows = data(families.get(f"{API}/catalog/getCataItemData", cataId=entry.id))["data"]["rows"]
    assert (len(rows), list(rows[0])) == (30, [item.name for item in entry.items])
    services = data(families.get(f"{API}/resourceService/list", pageNum=1, pageSize=5))["data"]
    assert set(services["rows"][0]) == {"serviceName", "serviceDesc", "invokeTimes", "regionCode"}


@pytest.mark.parametrize("call", ["getCataInfo", "getCataItem", "getCataItemData"])
def test_failures_are_inside_a_200(call: str, families: Client) -> None:
    """An unknown id, a missing one and a POST are answers with 200 whose code is another."""
    for reply in (
        families.get(f"{API}/catalog/{call}", cataId="nobody"),
        families.get(f"{API}/catalog/{call}"),
        families.post(f"{API}/catalog/{call}", cataId="x"),
    ):
        assert (reply.status, data(reply)["code"]) == (200, 500)
