"""The 贵州 simulator: list and detail by POST of JSON, codes, milliseconds."""

import pytest

from tests.sandbox.client import Client
from tests.sandbox.family import all_shown, entries, post_json, truth

API = "/guizhou/api/search/data"


@pytest.mark.parametrize("name", ["getDataDirectoryListByParams", "getDataListByParams"])
def test_listing_shows_everything(name: str, families: Client) -> None:
    """1-based pages of either call hold every id, beside a total."""
    shown: list[str] = []
    for number in range(1, 99):
        answer = post_json(families, f"{API}/{name}", pageIndex=number, pageSize=25, divisionId="520000", orgId=[])
        if not answer["data"]:
            break
        assert answer["total"] == 127
        shown += [row["id"] for row in answer["data"]]
    all_shown(families, "guizhou", shown)


def test_division_narrows(families: Client) -> None:
    """Without a division the answer is the province's; a city's code narrows it."""
    everything = post_json(families, f"{API}/getDataListByParams")
    city = post_json(families, f"{API}/getDataListByParams", divisionId="520100", pageSize=100)
    assert (everything["total"], len(everything["data"])) == (127, 12)
    assert 0 < city["total"] < 127
    named = {entry.id: entry.about.place for entry in entries(families, "guizhou") if entry.about}
    assert {named[row["id"]] for row in city["data"]} == {"520100"}


def test_rows_and_details(families: Client) -> None:
    """A detail is the row with industry, cycle and size; 1 is conditional; times are China's."""
    known, seen = truth(families, "guizhou"), set()
    cycles = dict(enumerate(["每年", "每季度", "每月", "每周", "每天", "实时", "每半年", "其他", "不定期", "归档不更新"]))
    for row in post_json(families, f"{API}/getDataListByParams", pageSize=200)["data"]:
        detail = post_json(families, f"{API}/getDataDetailByDataId", id=row["id"])["data"]
        one = known[row["id"]]
        assert detail.items() >= row.items()
        assert set(detail) - set(row) == {"industryName", "frequency", "dataCapacity"}
        assert one["open_type"] == {1: "有条件开放", 0: "无条件开放", None: "无条件开放"}[row["openAttribute"]]
        assert one["update_cycle"] == cycles.get(detail["frequency"])
        assert (one["modified"] is None) == (row["updateTime"] is None)
        assert one["counters"] == {"views": row["views"], "downloads": None, "calls": row["calls"]}
        seen.add(detail["frequency"])
    assert len(seen) > 6


def test_times_are_local(families: Client) -> None:
    """Milliseconds since 1970 UTC are eight hours before what the record says."""
    row = post_json(families, f"{API}/getDataListByParams", pageSize=1)["data"][0]
    issued = truth(families, "guizhou")[row["id"]]["issued"]
    hours = (row["createTime"] // 1000 + 8 * 3600) % 86400
    assert issued.endswith(f"T{hours // 3600:02}:{hours // 60 % 60:02}:{hours % 60:02}")


def test_wrong_calls(families: Client) -> None:
    """A GET is a 405, a body that is no JSON a 400, an unknown id says so inside a 200."""
    assert families.get(f"{API}/getDataListByParams").status == 405
    assert families.post(f"{API}/getDataListByParams", b"pageIndex=1").status == 400
    assert post_json(families, f"{API}/getDataDetailByDataId", id="nobody")["data"] is None
