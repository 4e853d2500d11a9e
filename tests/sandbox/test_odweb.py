"""The odweb simulator, in both dialects: list, pages, files and APIs as the notes on the platform give them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sandbox.start import assemble
from tests.sandbox.client import CONFIG, Client
from tests.sandbox.family import FAMILIES, all_shown, data, entries, switch, truth

ROOTS = {"odweb": "/odweb/odweb", "wuxi": "/wuxi/data"}
LIST = "catalog/catalog.do?method=GetCatalog"


def listed(client: Client, slug: str) -> Iterator[dict[str, Any]]:
    """All rows of the list, page by page in the dialect's way."""
    for page in range(99):
        asked = {"page": page + 1, "pageSize": 20} if slug == "wuxi" else {"start": page * 20, "length": 20}
        rows = data(client.post(f"{ROOTS[slug]}/{LIST}", **asked))["data"]
        if not rows:
            return
        yield from rows


@pytest.mark.parametrize("slug", ROOTS)
def test_listing_shows_everything(slug: str, families: Client) -> None:
    """Paged by the dialect's parameters, the list shows every id; the total counts repeated ones."""
    all_shown(families, slug, [row["cata_id"] for row in listed(families, slug)])


def test_list_answers_get_and_post(families: Client) -> None:
    """GET and POST give the same, with DataTables' envelope."""
    got = data(families.get(f"/odweb/odweb/{LIST}&start=0&length=5&draw=3"))
    assert got == data(families.post(f"/odweb/odweb/{LIST}", start=0, length=5, draw=3))
    assert (got["draw"], got["recordsTotal"]) == (3, got["recordsFiltered"])
    assert len(got["data"]) == 5
    assert len(data(families.post(f"/odweb/odweb/{LIST}"))["data"]) == 6


def test_rows_say_what_the_truth_says(families: Client) -> None:
    """Dates as text and milliseconds, codes of cycle and format, themes and industries as groups, counters."""
    known = truth(families, "odweb")
    cycles = {"1": "自定义", "2": "每天", "3": "每周", "4": "每月", "5": "每季度", "6": "每半年", "7": "每年", "8": "实时"}
    for row in listed(families, "odweb"):
        one = known[row["cata_id"]]
        assert one["update_cycle"] == cycles.get(row["conf_update_cycle"])
        issued = re.split(r"[- :]", row["released_time"])
        assert one["issued"] == "{}-{:02}-{:02}T{}:{}:{}".format(issued[0], *map(int, issued[1:3]), *issued[3:])
        assert (one["modified"] is None) == (row["update_time"] == "") == (row["conf_update_time"] is None)
        assert one["theme"] == [group["group_name"] for group in row["cataLogGroups"] if group["group_name"] != "暂无"]
        assert one["industry"] == [group["group_name"] for group in row["cataLogIndustrys"]]
        assert one["open_type"] == row["open_type"]
        assert one["counters"]["views"] == row["catalogStatistic"]["use_visit"]
        codes = [
            {"1": "xls", "2": "xml", "3": "json", "4": "csv"}[code] for code in row["conf_catalog_format"].split(",") if code
        ]
        assert set(codes) <= set(one["formats"])
        assert ("api" in one["formats"]) == ("3" in row["conf_use_type"].split(","))


def test_the_defects_of_yinchuan_are_there(families: Client) -> None:
    """Empty dates, dates before the first, unpadded dates, placeholders, several themes."""
    rows, known = list(listed(families, "odweb")), truth(families, "odweb").values()
    assert any(row["update_time"] == "" for row in rows)
    assert any(re.match(r"\d{4}-\d-|\d{4}-\d\d-\d ", row["released_time"]) for row in rows)
    assert any(group["group_name"] == "暂无" for row in rows for group in row["cataLogGroups"])
    assert any(one["modified"] and one["modified"] < one["issued"] for one in known)
    assert any(len(one["theme"]) > 1 for one in known)


@pytest.mark.parametrize(
    ("slug", "labels"),
    [
        ("odweb", {"来源部门", "所属主题", "发布时间", "最后更新", "开放状态", "所属行业", "更新频率", "标签", "描述"}),
        ("wuxi", {"目录发布时间", "资源更新时间", "条件开放", "数据量", "简介", "来源部门"}),
    ],
)
def test_detail_page(slug: str, labels: set[str], families: Client) -> None:
    """A page has the title, labels and values, the tags in an attribute and a table of the items."""
    entry = next(entry for entry in entries(families, slug) if entry.items and entry.tags)
    page = HTMLParser(families.get(f"{ROOTS[slug]}/catalog/catalogDetail.htm?cata_id={entry.id}").body.decode())
    assert page.css_first("span.detail-title").text() == entry.title
    headers = {node.text().strip().rstrip("：") for node in page.css("div.info-list li .info-header")}
    assert labels <= headers
    assert len(page.css("div.info-list li .info-body")) == len(headers)
    assert page.css_first("div.info-list li[tags]").attributes["tags"] == ",".join(entry.tags or ())
    assert len(page.css("div.detail-table tr")) == len(entry.items) + 1
    assert families.get(f"{ROOTS[slug]}/catalog/catalogDetail.htm?cata_id=nobody").status == 404


def test_files_and_their_download(families: Client) -> None:
    """Two calls list the files; unconditional ones come as octets, others answer in JSON that they need an application."""
    base = "/odweb/odweb/catalog"
    for entry in (one for one in entries(families, "odweb") if one.files):
        asked = data(families.post(f"{base}/CatalogDetail.do?method=getDownLoadPageInfo&cata_id={entry.id}"))
        assert asked == data(families.post(f"{base}/catalogDetail.do?method=GetDownLoadInfo", cata_id=entry.id))
        files = truth(families, "odweb")[entry.id]["files"]
        assert [row["fileId"] for row in asked["data"]] == [one["id"] for one in files]
        first = asked["data"][0]["fileId"]
        code = data(families.get(f"{base}/CatalogDetailDownload.do?method=CheckDownloadAuth&fileId={first}"))["code"]
        reply = families.get(f"{base}/CatalogDetailDownload.do?method=getFileDownloadAddr&fileId={first}")
        assert code == ("0000" if entry.unconditional else "0009")
        assert reply.media_type.startswith("application/octet-stream" if entry.unconditional else "application/json")
        if entry.unconditional:
            assert abs(files[0]["size"] - len(reply.body)) <= 6
            assert files[0]["url"].removeprefix("http://127.0.0.1") == (
                f"{base}/CatalogDetailDownload.do?method=getFileDownloadAddr&fileId={first}"
            )


def test_wuxi_hides_formats_in_names(families: Client) -> None:
    """In the dialect of 无锡 only the file's name tells its format."""
    entry = next(one for one in entries(families, "wuxi") if one.files)
    rows = data(families.post("/wuxi/data/catalog/CatalogDetail.do?method=getDownLoadPageInfo", cata_id=entry.id))["data"]
    assert [(row["fileFormat"], row["fileName"].rpartition(".")[2]) for row in rows] == [
        ("", one.format) for one in entry.files
    ]


def test_apis_facets_and_the_mobile_list(families: Client) -> None:
    """The smaller calls have the fields that the notes name."""
    entry = next(one for one in entries(families, "odweb") if one.apis)
    row = data(families.post("/odweb/odweb/catalog/catalogDetail.do?method=GetApi", cata_id=entry.id))["data"][0]
    assert set(row) == {"open_service_id", "service_name", "service_desc", "version_name", "service_uri"}
    assert truth(families, "odweb")[entry.id]["apis"][0]["url"] == row["service_uri"]
    facet = data(families.get("/odweb/odweb/catalog/catalog.do?method=GetCatalogStaticsByMutiDimi"))[0]
    assert set(facet) == {"column_id_desc", "column_id_en", "group_num", "group_count_num"}
    mobile = data(families.get("/odweb/odweb/catalog/catalog.do?method=SearchCatalog&page=2&pageSize=4"))
    assert (set(mobile), len(mobile["records"])) == ({"records", "totalRecord"}, 4)


def test_dates_in_english(tmp_path: Path) -> None:
    """With the skin `english` pages write dates as Java does, and the list as ever."""
    plan = (FAMILIES / "odweb.yml").read_text().replace("skin: default", "skin: english")
    (tmp_path / "odweb.yml").write_text(plan)
    client = Client(assemble(CONFIG, plans=[tmp_path]))
    row = data(client.post(f"/odweb/odweb/{LIST}", length=1))["data"][0]
    page = client.get(f"/odweb/odweb/catalog/catalogDetail.htm?cata_id={row['cata_id']}").body.decode()
    assert re.search(r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M", page)
    assert re.match(r"\d{4}-", row["released_time"])


def test_first_page_for_ever(own_families: Client) -> None:
    """The switches on listings reach this family too."""
    first = data(own_families.post(f"/odweb/odweb/{LIST}", start=0, length=5))["data"]
    switch(own_families, "odweb", first_page_forever=True)
    assert data(own_families.post(f"/odweb/odweb/{LIST}", start=50, length=5))["data"] == first
    switch(own_families, "odweb", reset=True, stop_at=2)
    assert data(own_families.post(f"/odweb/odweb/{LIST}", start=10, length=5))["data"] == []
