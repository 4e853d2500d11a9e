"""The export of data.gov.tw is read whole and once, or not at all."""

import csv
import io
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.replies import crawl, opened

from harvesters import fetch
from harvesters.base import Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.record import Item, to_json

COLUMNS = [
    "資料集識別碼", "資料集名稱", "資料提供屬性", "服務分類", "品質檢測", "檔案格式", "資料下載網址", "編碼格式",
    "資料集描述", "主要欄位說明", "提供機關", "更新頻率", "上架日期", "資料量",
]  # fmt: skip
CELLS = st.text("aＡ1;；,，、()（）\n\r\"'\\ :/.測開放", max_size=12) | st.sampled_from(
    ["https://a.test/x.csv;https://b", "ftp://a", "https://[", "開放資料", "2024-01-01", "site(站)、值"]
)


def export(*rows: dict[str, str], columns: list[str] = COLUMNS) -> bytes:
    """The export of some rows, with its BOM."""
    file = io.StringIO()
    written = csv.DictWriter(file, columns, restval="")
    written.writeheader()
    written.writerows({"資料集識別碼": "1", "資料集名稱": "名"} | row for row in rows)
    return file.getvalue().encode("utf-8-sig")


def read(**cells: str) -> tuple[Any, list[Any]]:
    """The record of some cells, and its issues."""
    platform, issues = opened("taiwan", lambda _: 500)
    return platform.record(Ref("1", {"資料集名稱": "名", **cells})), issues


def test_one_request_reads_everything() -> None:
    """The catalogue is one answer, whatever it says of its type; records ask nothing."""
    asked: list[str] = []
    body = export(*({"資料集識別碼": str(n)} for n in range(500)))

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        headers = {"Content-Type": "text/html; charset=UTF-8"}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))

    found = crawl("taiwan", answer)
    assert [record.id for record in found.records] == [str(n) for n in range(500)]
    assert (found.kinds(), found.made.exit_code) == ([], 0)
    assert asked == ["https://data.example.test/api/front/dataset/export?format=csv"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"success": False, "error": {"error_type": "ER0001"}}, "unreachable"),
        ("", "unreachable"),
        ("<html><input type=password></html>", "login"),
        ("<script>document.cookie='__jsl_clearance=1'</script>", "wall"),
        ("編號,名稱\n1,名\n", "unreachable"),
        (export({}, {})[:-8], "unreachable"),
        (export({"資料集描述": "長" * 100})[:-100], "unreachable"),
        (export({"資料集描述": "x" * (2 << 20)}), "unreachable"),
        (405, "unreachable"),
    ],
)
def test_what_is_not_the_whole_export_ends_the_crawl(answer: Any, kind: str) -> None:
    """A refusal in band, a wall, other columns, a cut: exit 4 and no record."""
    found = crawl("taiwan", lambda _: answer)
    assert (found.records, found.kinds(), found.made.exit_code) == ([], [kind], 4)


def test_an_empty_catalogue_is_complete() -> None:
    """Only a header is a catalogue of nothing; whether that may be is not for the platform to say."""
    found = crawl("taiwan", lambda _: export())
    assert (found.records, found.made.exit_code, found.made.summary.complete) == ([], 0, True)


@pytest.mark.parametrize(
    ("described", "items"),
    [
        ("名稱、地址", [Item(name="名稱", label="名稱"), Item(name="地址", label="地址")]),
        ("site_id(測站);value（數值）", [Item(name="site_id", label="測站"), Item(name="value", label="數值")]),
        ("測站(SiteName)", [Item(name="SiteName", label="測站")]),
        ("性別(男、女)", [Item(name="性別(男、女)", label="性別(男、女)")]),
        ("lat,lon,lat", [Item(name="lat"), Item(name="lon")]),
        ("地址(含(里))、a", [Item(name="地址(含(里))", label="地址(含(里))"), Item(name="a")]),
        ("", []),
    ],
)
def test_items(described: str, items: list[Item]) -> None:
    """主要欄位說明 lists columns in several ways; the word in Latin letters names the column in the data."""
    assert list(read(主要欄位說明=described)[0].items) == items


@pytest.mark.parametrize(
    ("formats", "addresses", "files"),
    [
        ("CSV;JSON", "https://a.test/1;https://a.test/2", ["csv", "json"]),
        ("CSV", "https://a.test/1;https://a.test/2", ["csv", "csv"]),
        ("CSV;;XML", "https://a.test/1;https://a.test/2.ods;https://a.test/3", ["csv", "ods", "xml"]),
        ("", "https://a.test/x.zip?y=1.csv", ["zip"]),
        ("CSV", "https://a.test/x;jsessionid=1?a=b;c", ["csv"]),
        ("CSV;JSON", "", []),
    ],
)
def test_files(formats: str, addresses: str, files: list[str]) -> None:
    """Addresses and formats go together by their order; a semicolon inside an address parts nothing."""
    record, issues = read(檔案格式=formats, 資料下載網址=addresses)
    assert ([file.format for file in record.files], issues) == (files, [])
    assert all(file.access == "open" for file in record.files)


def test_what_the_export_says_beside() -> None:
    """Openness is told from the kind of data; names of persons are not taken; new columns are signalled and kept."""
    record, issues = read(資料提供屬性="原始資料", 品質檢測="金標章", 提供機關聯絡人姓名="王小明", 新欄位="甲", 資料量="86筆")
    assert (record.open_type, record.volume.rows) == (None, 86)
    assert record.extra == {"資料提供屬性": "原始資料", "品質檢測": "金標章", "新欄位": "甲"}
    assert [(issue.kind, issue.data["label"]) for issue in issues] == [("unknown-label", "新欄位")]
    assert read(資料提供屬性="開放資料")[0].open_type == "開放資料"


@given(st.dictionaries(st.sampled_from([*COLUMNS[1:], "x"]), CELLS))
def test_any_row_is_read_or_refused(row: dict[str, str]) -> None:
    """Any cells give a record that can be written, or a skipped record."""
    with suppress(SkipRecord):
        to_json(read(**row)[0])


@given(st.binary(max_size=60).map(lambda noise: export({}, {}) + noise) | st.binary(max_size=200))
def test_any_body_ends(body: bytes) -> None:
    """Whatever the portal sends, the crawl ends with a summary."""
    with suppress(FetchError):
        assert crawl("taiwan", lambda _: body).made.exit_code in (0, 3, 4)


def test_the_export_may_be_larger_than_any_page() -> None:
    """53,207 datasets took 68 MB, twice the most that a page may have."""
    long = {"資料集描述": "x" * 1_000_000}
    body = export(*[long] * 40)
    assert len(body) > fetch.MAX_BYTES
    platform, _ = opened("taiwan", lambda _: body)
    assert len(list(platform.refs())) == 40
