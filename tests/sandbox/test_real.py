"""Real records in the simulator's markup: all of them, as they are."""

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sandbox.catalogue.real import Real, native_id, read_entries, read_entry
from sandbox.errors import SandboxError
from sandbox.start import assemble
from tests.sandbox.client import CONFIG, Client
from tests.support.real import need

FILES = {"640000_ningxia": (1987, 1847), "640100_yinchuan": (1005, 1005), "510600_deyang": (1946, 1946)}


@pytest.mark.real
@pytest.mark.parametrize("name", FILES)
def test_all_records_are_listed(name: str) -> None:
    """The listing has every line in order, repeated ones under one id."""
    path = need(name)
    client = Client(assemble(CONFIG, [path]))
    titles, ids = [], []
    lines, distinct = FILES[name]
    root = f"/real_{name}/portal/catalog"
    for number in range(1, lines // 10 + 2):
        found = HTMLParser(client.get(f"{root}/index", page=number).body.decode())
        titles += [link.attributes["title"] for link in found.css("div.cata-title > a")]
        ids += [node.attributes["value"] for node in found.css("input[name=catalogidinput]")]
    assert titles == [json.loads(line)["标题"] for line in path.read_text().splitlines()]
    assert len(set(ids)) == distinct
    assert all(client.get(f"{root}/{ident}").status == 200 for ident in ids[:40])


@pytest.mark.real
def test_yinchuan_in_its_own_dialect() -> None:
    """Records of 银川 come through its own platform with their ids, and the truth says what the lines say."""
    path = need("640100_yinchuan")
    client = Client(assemble(CONFIG, [Path(f"odweb={path}")]))
    answer = json.loads(client.post("/real_640100_yinchuan/odweb/catalog/catalog.do?method=GetCatalog", length=999).body)
    assert (answer["recordsTotal"], len(answer["data"])) == (1005, 999)
    truth = [json.loads(line) for line in client.get("/real_640100_yinchuan/records.jsonl").body.splitlines()]
    for line, one in zip(map(json.loads, path.read_text().splitlines()), truth, strict=True):
        assert one["id"] == line["详情页网址"].rpartition("=")[2]
        assert (one["open_type"], one["publisher"]) == (line["开放状态"], line["来源部门"] or None)
        padded = "-".join(part.zfill(2) for part in line["最后更新"].split("-")) if line["最后更新"] else ""
        assert (one["modified"] or "")[:10] == padded


def test_ids_with_a_slash_are_kept_where_the_platform_has_them() -> None:
    """The escaped slash at the end of an address belongs to the id."""
    assert native_id("https://x.test/#/DataSet/3066%2F025626", slashes=True) == "3066/025626"
    assert native_id("http://x.test/1", slashes=True) == native_id("http://x.test/1")


@pytest.mark.parametrize(
    ("url", "ident"),
    [
        ("https://x.test/portal/catalog/06883182b278466ab0f19bc81acf4908", "06883182b278466ab0f19bc81acf4908"),
        (
            "http://x.test/odweb/catalog/catalogDetail.htm?cata_id=728e6644bcbb48fbbb55fba8a29788bc",
            "728e6644bcbb48fbbb55fba8a29788bc",
        ),
        ("http://x.test/oportal/catalog/20210226101010000001", "20210226101010000001"),
    ],
)
def test_native_ids_are_kept(url: str, ident: str) -> None:
    """The platform's own id is taken from path or query."""
    assert native_id(url) == ident


def test_foreign_ids_are_digested() -> None:
    """Another platform's address becomes 32 hexadecimal characters, different for each."""
    one, two = (native_id(f"https://x.test/#/DataSet/3066%2F02562{number}") for number in (5, 6))
    assert one != two
    assert len(one) == 32


def test_absent_stays_absent() -> None:
    """A field without a label is None, one without a value is empty; formats may be the text of a list."""
    entry = read_entry({"标题": "甲", "详情页网址": "http://x.test/1", "描述": "", "数据格式": "['xls', 'file']"})
    assert (entry.description, entry.publisher, entry.tags) == ("", None, None)
    assert entry.formats == ("xls", "file")
    assert read_entry({"标题": "甲", "详情页网址": "u", "标签": "a\r\n\tb、c"}).tags == ("a", "b、c")


def test_repeated_lines_share_an_entry() -> None:
    """Lines with one address are listed as often as they come; removing one removes all."""
    entries = [read_entry({"标题": name, "详情页网址": url}) for name, url in [("甲", "u"), ("乙", "v"), ("甲", "u")]]
    catalogue = Real(entries)
    assert [entry.title for entry in catalogue.listing()] == ["甲", "乙", "甲"]
    catalogue.mutate(removed=1, updated=1)
    assert [entry.title for entry in catalogue.listing()] == ["甲（1次修订）", "甲（1次修订）"]
    with pytest.raises(SandboxError):
        catalogue.mutate(added=1)


@pytest.mark.parametrize("line", ["{", "[]", '{"标题": "甲"}', '{"标题": "甲", "详情页网址": "u", "数据量": "多"}'])
def test_bad_lines_are_named(tmp_path: Path, line: str) -> None:
    """An error names the file and the line."""
    path = tmp_path / "640000_x.jsonl"
    path.write_text('{"标题": "甲", "详情页网址": "u"}\n' + line)
    with pytest.raises(SandboxError, match=r"640000_x\.jsonl line 2"):
        read_entries(path)
