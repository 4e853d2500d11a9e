"""The oportal simulator: every selector and endpoint that clients of the platform rely on."""

import html
import re
from urllib.parse import unquote

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from sandbox.entry import Entry
from sandbox.reply import Reply, Request
from tests.sandbox.client import Client
from tests.sandbox.family import site

SLUGS = ["kunshan", "sichuan", "taizhou", "yibin"]


def page(reply: Reply) -> HTMLParser:
    """A page as clients parse it."""
    return HTMLParser(reply.body.decode())


def text(node: Node | None) -> str:
    """The text of a node that must be there."""
    assert node is not None
    return node.text().replace("\xa0", " ").strip()


def find(client: Client, slug: str, **wanted: bool) -> Entry:
    """An entry with or without files, APIs, a list of items, or conditions."""
    tests = {
        "files": lambda entry: bool(entry.files),
        "apis": lambda entry: bool(entry.apis),
        "items": lambda entry: bool(entry.items),
        "unconditional": lambda entry: entry.unconditional,
    }
    listing = site(client, slug).catalogue.listing()
    return next(entry for entry in listing if all(tests[key](entry) == value for key, value in wanted.items()))


@pytest.mark.parametrize("slug", SLUGS)
def test_listing_shows_everything_once_or_twice(slug: str, shared: Client) -> None:
    """Ten a page, the total counts the repeated entries, a page past the end is empty, all ids are seen."""
    portal = site(shared, slug)
    total, seen = portal.listing().total, []
    for number in range(1, total // 10 + 3):
        found = page(shared.get(f"/{slug}/portal/catalog/index", page=number))
        items = found.css("div.right-content-catalog div.bottom-content > ul > li")
        assert text(found.css_first("div.top-title > span")) == f"{total:,}"
        assert len(items) == min(10, max(0, total - 10 * (number - 1)))
        seen += [item.css_first("input[name=catalogidinput]").attributes["value"] for item in items]
    assert len(seen) == total
    assert set(seen) == {entry.id for entry in portal.catalogue.listing()}
    assert len(set(seen)) < total
    assert all(re.fullmatch(r"[0-9a-f]{32}|\d{20}", ident or "") for ident in seen)


@pytest.mark.parametrize("slug", SLUGS)
def test_list_markup(slug: str, shared: Client) -> None:
    """A list item has link, description, label and value pairs, formats and a visit count."""
    found = page(shared.get(f"/{slug}/portal/catalog/index"))
    assert found.css_first("#rootPath").attributes["value"] == f"/{slug}/portal"
    for item in found.css("div.bottom-content > ul > li"):
        ident = item.css_first("input[name=catalogidinput]").attributes["value"]
        entry = site(shared, slug).catalogue.find(ident or "")
        link = item.css_first("div.cata-title > a[href]")
        assert entry
        assert (text(link), link.attributes["href"]) == (entry.title, f"/{slug}/portal/catalog/{ident}")
        assert text(item.css_first(".describe")) == f"描述：{entry.description}"
        spans = [text(span) for span in item.css("div.cata-information span")]
        pairs = dict(zip(spans[::2], spans[1::2], strict=True))
        assert pairs["来源部门："] == entry.publisher
        assert pairs["发布时间："] == entry.issued
        assert {"重点领域：", "更新时间："} <= set(pairs)
        kinds = [li.attributes["class"] for li in item.css("div.file-type li")]
        assert [{"其他": "file", "链接": "link"}.get(kind, kind) for kind in kinds] == [
            {"其他": "file"}.get(name, name) for name in entry.formats
        ]
        assert re.search(r"[\d,]+次", item.text())


def test_sidebars(shared: Client) -> None:
    """The sidebars carry codes and numbers, and the pseudo code that clients ignore."""
    found = page(shared.get("/yibin/portal/catalog/index"))
    assert all(re.search(r"\([\d,]+\)$", text(li)) for li in found.css(".js-organ-list li[data-code]"))
    assert found.css_first(".js-enterprise-list li[data-code=qsydw]")
    assert found.css_first(".js-region-list li[data-code]")
    code = found.css_first(".js-organ-list li").attributes["data-code"]
    filtered = shared.get("/yibin/portal/catalog/index", filterParam="org_code", filterParamCode=code)
    publishers = {text(item.css("span")[2]) for item in page(filtered).css("div.bottom-content > ul > li")}
    assert len(publishers) == 1


def test_filters(shared: Client) -> None:
    """Keyword, condition, format, tag and theme narrow the listing and its total."""
    for query in [
        {"Q": "信息"},
        {"openType": 1},
        {"fileFormat": 4},
        {"subjectId": "sub-1"},
        {"tagName": "教育文化"},
        {"domainId": "domain-2"},
    ]:
        found = page(shared.get("/taizhou/portal/catalog/index", **query))
        total = int(text(found.css_first("div.top-title > span")).replace(",", ""))
        assert 0 < total < 140
        if "Q" in query:
            assert all("信息" in item.text() for item in found.css("div.bottom-content > ul > li"))


@pytest.mark.parametrize(
    ("slug", "theme", "modified", "condition", "suffix"),
    [
        ("sichuan", "重点领域", "更新时间", "开放条件", ""),
        ("kunshan", "主题", "数据更新时间", "开放类型", "："),
        ("taizhou", "重点领域", "最后更新时间", "开放状态", ""),
    ],
)
def test_detail_markup(slug: str, theme: str, modified: str, condition: str, suffix: str, shared: Client) -> None:
    """A detail page has title, hidden inputs, labels above, the table of basic information, files and APIs."""
    entry = find(shared, slug, files=True, apis=True)
    found = page(shared.get(f"/{slug}/portal/catalog/{entry.id}"))
    assert text(found.css_first("ul.d-title.pull-left h4")) == entry.title
    assert found.css_first("#cata_id").attributes["value"] == entry.id
    assert found.css_first("#cata_name").attributes["value"] == entry.title
    assert found.css_first("#catalog").attributes["opentype"] == entry.open_condition
    above = {text(li).partition("：")[0]: text(li.css_first("span.text-primary")) for li in found.css("ul.list-inline li")}
    cells = [text(cell) for cell in found.css("li[name=basicinfo] table td")]
    table = {key.removesuffix("："): value for key, value in zip(cells[::2], cells[1::2], strict=True)}
    both = above | table
    assert all(cell.endswith(suffix) for cell in cells[::2])
    assert both["来源部门"] == entry.publisher
    assert ("来源部门" in table) == (slug == "taizhou")
    assert both[theme] == "，".join(entry.themes or ())
    assert (both[modified], both[condition]) == (entry.modified, entry.open_condition)
    assert table["更新频率"] == entry.update_cycle
    assert table["描述"] == (entry.description or "").strip()
    assert table["数据量"] == str(entry.rows)
    assert {"所属行业", "部门电话", "部门邮箱", "标签", "文件数", "接口数"} <= set(table)
    boxes = found.css("li[name=file-download] table tr[fileformat] input[type=checkbox][file-id][file-name]")
    assert [box.attributes["file-id"] for box in boxes] == [card.id for card in entry.files]
    assert found.css_first("li[name=api-service]")


def test_values_need_cleaning(shared: Client) -> None:
    """Tabs, line breaks and hard spaces surround the values, as in the vendor's templates."""
    entry = find(shared, "sichuan", files=True)
    raw = shared.get(f"/sichuan/portal/catalog/{entry.id}").body.decode()
    assert f"\t{entry.publisher}&nbsp;\r\n" in raw


def test_files_and_download(shared: Client) -> None:
    """The file list gives what a download needs; the file comes under its Chinese name."""
    entry = find(shared, "sichuan", files=True, unconditional=True)
    query = {"cataId": entry.id, "pageNum": 1, "pageSize": 100, "fileFormat": ""}
    answer = orjson.loads(shared.get("/sichuan/portal/catalog/getResourceWithFormat", **query).body)
    assert (answer["code"], answer["object"]["total"]) == (0, len(entry.files))
    record = answer["object"]["records"][0]
    fields = "fileId idInRc fileName fileDescription fileFormat fileSize dataCount updateTime status isApply"
    assert set(record) == set(fields.split())
    query = {"cataId": entry.id, "cataName": entry.title, "idInRc": record["idInRc"]}
    reply = shared.get("/sichuan/portal/catalog/download", **query)
    assert len(reply.body) == int(record["fileSize"])
    disposition = dict(reply.headers)["Content-Disposition"]
    assert unquote(disposition.partition("UTF-8''")[2]) == f"{entry.title}.{record['fileFormat']}"
    wrong = shared.get("/sichuan/portal/catalog/download", **query | {"cataId": "0" * 32})
    assert orjson.loads(wrong.body)["code"] == 1


def test_a_file_is_asked_for_again_by_its_tag(shared: Client) -> None:
    """A download has a tag and a date of change; who names the tag gets a 304 without a body."""
    entry = find(shared, "sichuan", files=True, unconditional=True)
    query = f"cataId={entry.id}&idInRc={entry.files[0].number}"
    headers = dict(shared.get(f"/sichuan/portal/catalog/download?{query}").headers)
    assert headers["Last-Modified"].endswith("GMT")
    path = "/sichuan/portal/catalog/download"
    parts = dict(part.split("=") for part in query.split("&"))
    again = shared.hub.answer(Request("GET", path, f"{path}?{query}", parts, headers={"if-none-match": headers["ETag"]}))
    assert (again.status, again.body) == (304, b"")


def test_conditional_files_are_refused(shared: Client) -> None:
    """A dataset with conditions lists its files and refuses them with a 200."""
    entry = find(shared, "yibin", files=True, unconditional=False)
    query = {"cataId": entry.id, "idInRc": entry.files[0].number}
    reply = shared.get("/yibin/portal/catalog/download", **query)
    assert reply.status == 200
    assert "无权限下载" in reply.body.decode()
    preview = orjson.loads(shared.post(f"/yibin/portal/catalog/{entry.id}/getData", start=0, length=10).body)
    assert preview["items"]
    assert preview["data"] == []


def test_preview(shared: Client) -> None:
    """`getData` names the items, escaped, with as many rows as asked for; without items it is empty; no GET."""
    entry = find(shared, "taizhou", items=True, unconditional=True)
    answer = orjson.loads(shared.post(f"/taizhou/portal/catalog/{entry.id}/getData", start=0, length=7).body)
    assert [html.unescape(item["name_cn"]) for item in answer["items"]] == [item.heading for item in entry.items]
    assert [list(row) for row in answer["data"]] == [[item.name for item in entry.items]] * 7
    assert answer["recordsTotal"] == entry.rows
    without = find(shared, "taizhou", items=False)
    assert orjson.loads(shared.post(f"/taizhou/portal/catalog/{without.id}/getData").body)["items"] == []
    assert shared.get(f"/taizhou/portal/catalog/{entry.id}/getData").status == 405


def test_apis(shared: Client) -> None:
    """APIs are listed with their dataset and in a list of their own, whose links lead to a page each."""
    entry = find(shared, "taizhou", apis=True)
    query = {"searchType": "api", "cataId": entry.id, "pageNum": 1, "pageSize": 100}
    records = orjson.loads(shared.get("/taizhou/portal/catalog/getApplyResource", **query).body)["object"]["records"]
    assert [record["serviceId"] for record in records] == [service.id for service in entry.apis]
    listed = page(shared.get("/taizhou/portal/api/index", page=1))
    assert int(text(listed.css_first("#record_count span"))) > 10
    links = listed.css("div.cata-title > a[href]")
    assert len(links) == 10
    assert shared.get(links[0].attributes["href"] or "").status == 200


def test_session_cookie(shared: Client) -> None:
    """A first visit gets the platform's cookie."""
    assert dict(shared.get("/yibin/portal/catalog/index").headers)["Set-Cookie"].startswith("OPENSESSION=")


NAMES = ["page", "Q", "openType", "fileFormat", "subjectId", "domainId", "tagName", "filterParam", "filterParamCode"]
NAMES += ["cataId", "cataName", "idInRc", "pageNum", "pageSize", "start", "length"]
PATHS = ["catalog/index", "api/index", "catalog/getResourceWithFormat", "catalog/getApplyResource", "catalog/download"]


@settings(max_examples=150)
@given(
    st.sampled_from(PATHS) | st.text(max_size=30).map(lambda name: f"catalog/{name}"),
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20) | st.integers().map(str), max_size=5),
    st.booleans(),
)
def test_nothing_asked_breaks_it(shared: Client, path: str, query: dict[str, str], post: bool) -> None:
    """Any path, page number and query gets an answer that is no server error."""
    address = f"/kunshan/portal/{path}"
    reply = shared.post(f"{address}/getData", **query) if post else shared.get(address, **query)
    assert reply.status in {200, 404, 405}
