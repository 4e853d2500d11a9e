"""北京's platform: a listing in JSON, pages of lines, files behind a sign-in."""

from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.replies import crawl, form, opened

from harvesters.base import Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.record import to_json

REF = Ref("1", {"path": "/zyml/ajg/a/1.htm"})
PARTS = """
<div id=zydtCont1>|<div class=sjdetails_cardmain_frame>|<br>|<p>|</p>|</div>|资源名称：题|资源名称|：|摘要：文|资源摘要：文|
资源记录数：1MB|<a href='/cms/data/downloadResource/1'>x.csv</a>|<a href='http://[/downloadResource/'>|
/cms/web/api/a/1|<td>|</td>| |1
"""
MARKUP = st.lists(st.sampled_from(PARTS.replace("\n", "").split("|")), max_size=25).map("".join)


def page(*lines: str, more: str = "", between: str = "<br/>") -> str:
    """The page of a record."""
    shown = between.join(("资源名称：题", *lines))
    frame = f'<div id="zydtCont1"><div class="sjdetails_cardmain_frame">{shown}</div></div>'
    return f"<html><head><title>x</title></head><body>{frame}{more}</body></html>"


def portal(total: int, *, size: int = 100) -> Any:
    """A portal of so many records."""

    def answer(request: httpx.Request) -> Any:
        if request.method == "GET":
            return page()
        first = size * (int(form(request)["curPage"]) - 1)
        docs = [{"url": f"/zyml/ajg/a/{n}.htm"} for n in range(first, min(first + size, total))]
        return {"page": {"countPage": -(-total // size)}, "object": {"docs": docs}}

    return answer


def read(*lines: str, more: str = "", between: str = "<br/>") -> tuple[Any, list[Any]]:
    """The record of some lines, and its issues."""
    platform, issues = opened("beijing", lambda _: page(*lines, more=more, between=between))
    return platform.record(REF), issues


@pytest.mark.parametrize("size", [100, 10])
def test_every_page_is_read_once(size: int) -> None:
    """All records in order, also where the portal gives smaller pages than it is asked for."""
    found = crawl("beijing", portal(230, size=size))
    assert [record.id for record in found.records] == [str(n) for n in range(230)]
    assert (found.kinds(), found.made.exit_code, found.made.summary.complete) == ([], 0, True)
    assert found.made.summary.requests == 1 + 230 + -(-230 // size)


def test_a_broken_off_run_goes_on_at_its_page() -> None:
    """Each entry carries its page, and a listing from there gives the rest; after the last there is nothing."""
    platform, _ = opened("beijing", portal(230))
    ref = list(platform.refs())[120]
    assert (ref.id, ref.page) == ("120", 2)
    assert [one.id for one in platform.refs(ref.page)] == [str(n) for n in range(100, 230)]
    assert list(platform.refs(4)) == []


@pytest.mark.parametrize(
    ("address", "source_id", "path"),
    [
        ("/zyml/ajg/sjtw/17453.htm", "17453", "/zyml/ajg/sjtw/17453.htm"),
        ("https://data.example.test/zyml/ajg/sjtw/17453.html?a=1", "17453", "/zyml/ajg/sjtw/17453.html"),
        ("zyml/ajg/%E4%BA%A4/ab-1.shtml", "ab-1", "/zyml/ajg/%E4%BA%A4/ab-1.shtml"),
        ("//data.example.test/zyml/1.htm", "1", "/zyml/1.htm"),
    ],
)
def test_addresses_of_records(address: str, source_id: str, path: str) -> None:
    """However the listing writes the address, the id is the name of the page."""
    platform, _ = opened("beijing", lambda _: {"page": {"countPage": 1}, "object": {"docs": [{"url": address}]}})
    (ref,) = platform.refs()
    assert (ref.id, ref.row["path"]) == (source_id, path)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"status": 500, "msg": "系统繁忙"}, "unreachable"),
        ({"page": {"countPage": None}, "object": {"docs": []}}, "unreachable"),
        ({"page": {"countPage": 20}, "object": {"docs": []}}, "unreachable"),
        ({"page": {"countPage": 2}, "object": {"docs": [{"id": 1}]}}, "source-changed"),
        ("<html><input type=password></html>", "login"),
        (412, "wall"),
    ],
)
def test_a_listing_that_fails_ends_the_crawl(answer: Any, kind: str) -> None:
    """Broken, walled, behind a sign-in or empty before its last page: exit 4, with the reason."""
    found = crawl("beijing", lambda _: answer)
    assert (found.records, found.kinds(), found.made.exit_code) == ([], [kind], 4)


def test_a_listing_in_a_circle_ends() -> None:
    """The first page for ever is no listing."""
    docs = {"page": {"countPage": 9}, "object": {"docs": [{"url": "/zyml/1.htm"}]}}
    found = crawl("beijing", lambda request: docs if request.method == "POST" else page())
    assert (found.kinds(), found.made.exit_code) == (["source-changed"], 4)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("<html><title>x</title><div id=zydtCont1></div></html>", "malformed"),
        ("<html><title>x</title><p>无此页</p></html>", "malformed"),
        ("<html><div id=zydtCont1><div class=sjdetails_cardmain_frame>摘要：文</div></div></html>", "malformed"),
        ("<html><title>登录</title><input type=password></html>", "sign-in"),
        (httpx.Response(302, headers={"Location": "https://sso.example.test/login"}), "sign-in"),
        (404, "404"),
    ],
)
def test_a_record_that_fails_is_skipped(answer: Any, reason: str) -> None:
    """A malformed, missing or walled page costs its record only: exit 3."""
    listed = portal(1)
    found = crawl("beijing", lambda request: answer if request.method == "GET" else listed(request))
    assert (found.records, found.kinds(), found.made.exit_code) == ([], ["skipped"], 3)
    assert reason in found.issues[0].message


@pytest.mark.parametrize("between", ["<br/>", "\n", "</p><p>", "<br>\n\t"])
def test_lines_however_they_are_parted(between: str) -> None:
    """Lines end at line breaks, paragraphs or the source's own; labels at a colon, or known ones at a space."""
    record, issues = read(
        "资源分类：交通服务",
        "资源出版日期 2023-06-16",
        "资源记录数（条）: 3.5万",
        "资源所有权单位：\n市交通委",
        between=between,
    )
    assert (record.theme, record.issued, record.volume.rows, record.publisher) == (
        ("交通服务",),
        "2023-06-16",
        35000,
        "市交通委",
    )
    assert issues == []


def test_both_summaries() -> None:
    """摘要 wins over 资源摘要, which stays in `extra`; alone it is the description."""
    both, _ = read("资源摘要：长", "摘要：短")
    assert (both.description, both.extra) == ("短", {"资源摘要": "长"})
    assert read("资源摘要：长")[0].description == "长"


def test_files_ask_for_a_sign_in() -> None:
    """A download leads to the sign-in, so the file stands with the record's page as its address."""
    record, _ = read(
        more='<a href="/cms/data/downloadResource/3c5">站点.csv</a><a href="/cms/data/downloadResource/a12">XLSX</a>'
    )
    assert [(file.id, file.name, file.format, file.access) for file in record.files] == [
        ("3c5", "站点.csv", "csv", "login"),
        ("a12", None, "xlsx", "login"),
    ]
    assert {file.url for file in record.files} == {record.url} == {"https://data.example.test/zyml/ajg/a/1.htm"}
    assert record.formats == ("csv", "xlsx")


def test_the_interface() -> None:
    """It is known by the address that the page shows, with a placeholder for the personal key."""
    record, _ = read(more="<p>/cms/web/api/{USER_KEY}/17453?currentPage=1</p>")
    assert [(api.id, api.url) for api in record.apis] == [("17453", record.url)]
    assert record.formats == ("api",)


def test_an_unknown_label_is_kept_and_signalled() -> None:
    """Nothing that the page says is lost."""
    record, issues = read("采集方式：自动", "资源类型：文本")
    assert record.extra == {"采集方式": "自动", "资源类型": "文本"}
    assert [(issue.kind, issue.data["label"]) for issue in issues] == [("unknown-label", "采集方式")]


@given(MARKUP)
def test_any_page_is_read_or_refused(markup: str) -> None:
    """Any page gives a record that can be written, a skipped record, or a fetch error."""
    platform, _ = opened("beijing", lambda _: markup)
    with suppress(SkipRecord, FetchError):
        to_json(platform.record(REF))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda one: st.lists(one) | st.dictionaries(st.sampled_from(["page", "countPage", "object", "docs", "url"]), one),
    )
)
def test_any_listing_ends(answer: Any) -> None:
    """Whatever JSON the listing is, the crawl ends with a summary."""
    assert crawl("beijing", lambda _: answer).made.exit_code in (0, 3, 4)
