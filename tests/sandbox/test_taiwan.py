"""The 台湾 simulator: the whole catalogue as CSV, a list by POST, details by GET."""

import csv
import io

from tests.sandbox.client import Client
from tests.sandbox.family import all_shown, data, entries, post_json, truth

LIST = "/taiwan/api/front/dataset/list"
EXPORT = "/taiwan/api/front/dataset/export"


def exported(client: Client) -> list[dict[str, str]]:
    """The rows of the CSV."""
    reply = client.get(EXPORT, format="csv")
    assert reply.media_type.startswith("text/html")
    assert reply.body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))


def test_export_shows_everything(families: Client) -> None:
    """One file with a mark, called a page, holds every id; JSON says the same."""
    rows = exported(families)
    all_shown(families, "taiwan", [row["資料集識別碼"] for row in rows])
    assert data(families.get(EXPORT, format="json")) == rows


def test_list_shows_everything(families: Client) -> None:
    """1-based pages by POST hold every id; the count is that of resources."""
    shown: list[str] = []
    number = 1
    while rows := (payload := post_json(families, LIST, q="", page=number, size=20)["payload"])["search_result"]:
        shown += [str(row["nid"]) for row in rows]
        assert payload["search_count"] != len(entries(families, "taiwan"))
        number += 1
    all_shown(families, "taiwan", shown)


def test_rows_say_what_the_truth_says(families: Client) -> None:
    """Formats and addresses stand in one cell each, columns in another; texts are traditional."""
    known = truth(families, "taiwan")
    for row in exported(families):
        one = known[row["資料集識別碼"]]
        assert (one["title"], one["publisher"]) == (row["資料集名稱"], row["提供機關"])
        addresses = [address for address in row["資料下載網址"].split(";") if address]
        assert [file["url"] for file in one["files"]] == addresses
        assert [file["format"].upper() for file in one["files"]] == [name for name in row["檔案格式"].split(";") if name]
        assert [item["label"] for item in one["items"]] == [name for name in row["主要欄位說明"].split("、") if name]
        assert one["volume"]["rows"] == int(row["資料量"])
        assert one["update_cycle"] == (row["更新頻率"] or None)
    assert any("資" in one["title"] or "數" in one["title"] for one in known.values())


def test_detail_and_download(families: Client) -> None:
    """A detail lists the files, and each can be fetched."""
    entry = next(one for one in entries(families, "taiwan") if one.files)
    result = data(families.get(f"/taiwan/api/v2/rest/dataset/{entry.id}"))["result"]
    first = result["distribution"][0]
    assert set(first) == {"resourceDescription", "resourceFormat", "resourceDownloadUrl"}
    assert families.get(first["resourceDownloadUrl"].removeprefix("http://127.0.0.1")).body


def test_wrong_calls(families: Client) -> None:
    """A GET of the list is a 405; the search of version 2 wants a key and says so in a 200."""
    assert families.get(LIST).status == 405
    answer = post_json(families, "/taiwan/api/v2/rest/dataset", q="x")
    assert (answer["success"], answer["error"]["error_type"]) == (False, "ER0001")
    assert data(families.get("/taiwan/api/v2/rest/dataset/0"))["success"] is False
