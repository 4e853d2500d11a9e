"""jdop reads a listing of HTML in JSON and pages of labels, or says why not."""

from contextlib import suppress
from itertools import islice
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.replies import crawl, form, opened

from harvesters.base import Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.record import to_json

ROW: dict[str, Any] = {"title": "t", "formats": []}
PARTS = """
<div class=box1>|<table>|<tr>|<tr style=x>|<td>|</td>|<td class=sjxz1>|<a href='?fileType=xls&iid=1'>|<a href='http://[?fileType='>
<span class=sjxqTit1>题</span>|摘要：|联系方式|数据量|1MB|开放条件|：|2022-1-1|<div class=search_result>
<a href='data.do?iid=1'>|XLS|<span class=onColor>3</span>
"""
MARKUP = st.lists(st.sampled_from(PARTS.replace("\n", "|").split("|")), max_size=25).map("".join)


def listing(iids: range, total: int | str) -> dict[str, str]:
    """A page of the listing."""
    rows = (
        f'<div class="search_result"><a href="../detail/data.do?iid={iid}&amp;searchString=">数据{iid}</a></div>'
        for iid in iids
    )
    return {"data": f'<span class="onColor">{total}</span>' + "".join(rows)}


def page(*rows: tuple[str, str], title: str = "数据") -> str:
    """The page of a record."""
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    return f'<html><span class="sjxqTit1">{title}</span><div class="box1"><table>{cells}</table></div></html>'


def portal(total: int, *, size: int = 100, last: Any = None) -> Any:
    """A portal of so many records; `last` answers the page after the last one."""

    def answer(request: httpx.Request) -> Any:
        if request.method == "GET":
            return page(("摘要", "文"), title=f"数据{request.url.params['iid']}")
        first = size * (int(form(request)["pageNumber"]) - 1)
        iids = range(first, min(first + size, total))
        return listing(iids, f"{total:,}") if iids or last is None else last

    return answer


@pytest.mark.parametrize("size", [100, 20])
@pytest.mark.parametrize("last", [None, {"data": ""}, {"data": "<p>没有了</p>"}])
def test_every_page_is_read_once(size: int, last: Any) -> None:
    """All records in order, also where the portal gives smaller pages than it is asked for, and whatever comes after."""
    found = crawl("jdop", portal(230, size=size, last=last))
    assert [record.id for record in found.records] == [str(n) for n in range(230)]
    assert (found.kinds(), found.made.exit_code, found.made.summary.complete) == ([], 0, True)


def test_a_last_page_that_repeats_itself_is_the_end() -> None:
    """Some servers answer the last page for any number beyond it; before the total a repeated page is a circle."""
    found = crawl("jdop", portal(200, last=listing(range(100, 200), 200)))
    assert (len(found.records), found.kinds(), found.made.exit_code) == (200, [], 0)
    circle = crawl("jdop", lambda request: listing(range(3), 900) if request.method == "POST" else page())
    assert (len(circle.records), circle.kinds(), circle.made.exit_code) == (3, ["source-changed"], 4)


def test_a_broken_off_run_goes_on_at_its_page() -> None:
    """Each entry carries its page, and a listing from there gives the rest."""
    platform, _ = opened("jdop", portal(230))
    ref = next(islice(platform.refs(), 120, None))
    assert (ref.id, ref.page) == ("120", 2)
    assert [one.id for one in platform.refs(ref.page)] == [str(n) for n in range(100, 230)]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"data": None}, "unreachable"),
        ({"code": 500, "msg": "系统繁忙"}, "unreachable"),
        ({"data": "<div class='search"}, "unreachable"),
        ({"data": "<p>系统维护，敬请期待</p>"}, "unreachable"),
        ({"data": "<form><input type=password></form>"}, "login"),
        ({"data": "<script>document.cookie='__jsl_clearance=1'</script>"}, "wall"),
        ({"data": "<span class=onColor></span>"}, "source-changed"),
        ({"data": "<div class=search_result><a href=#>x</a></div>"}, "source-changed"),
        (412, "wall"),
        (503, "unreachable"),
        (listing(range(0), 20), "unreachable"),
    ],
)
def test_a_listing_that_fails_ends_the_crawl(answer: Any, kind: str) -> None:
    """Broken outside or inside, walled, behind a sign-in or empty before its total: exit 4, with the reason."""
    found = crawl("jdop", lambda _: answer)
    assert (found.records, found.kinds(), found.made.exit_code) == ([], [kind], 4)


def test_a_listing_that_ends_a_little_early_is_complete() -> None:
    """Totals count entries that are not shown; more than a tenth missing is a fault."""

    def answer(request: httpx.Request) -> Any:
        shown = listed if form(request).get("pageNumber") == "1" else 0
        return page() if request.method == "GET" else listing(range(shown), 100)

    for listed, code in ((95, 0), (80, 4)):
        found = crawl("jdop", answer)
        assert (len(found.records), found.made.exit_code) == (listed, code)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("<html><title>x</title><p>数据不存在</p></html>", "no title"),
        ("<html><span class=sjxqTit1>暂无</span></html>", "no title"),
        ("<html><title>x</title><script>document.cookie='__jsl_clearance=1'</script></html>", "JavaScript"),
        ("<html><title>登录</title><input type=password></html>", "sign-in"),
        ("服务不可用", "no element"),
        (404, "404"),
    ],
)
def test_a_record_that_fails_is_skipped(answer: Any, reason: str) -> None:
    """A missing, walled or broken page costs its record only: exit 3."""
    listed = portal(1)
    found = crawl("jdop", lambda request: answer if request.method == "GET" else listed(request))
    assert (found.records, found.kinds(), found.made.exit_code) == ([], ["skipped"], 3)
    assert reason in found.issues[0].message


def test_a_page_of_a_withdrawn_record_is_asked_once() -> None:
    """It is whole, so asking again would change nothing."""
    asked: list[str] = []
    platform, _ = opened("jdop", lambda request: asked.append(request.url.path) or "<html><title>x</title></html>")
    with pytest.raises(SkipRecord):
        platform.record(Ref("1", ROW))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("label", "value", "field", "wanted"),
    [
        ("数据量：", "1,234", "volume.rows", 1234),
        ("数据条数", "3.5万条", "volume.rows", 35000),
        ("数据容量：", "12.5KB", "volume.bytes", 12800),
        ("联系方式", "a@b.test", "contact.email", "a@b.test"),
        ("联系方式：", "0571-12345678", "contact.phone", "0571-12345678"),
        ("发布日期", "2018年5月3日", "issued", "2018-05-03"),
        ("更新日期：", "2018-5-3 10:00:01", "modified", "2018-05-03T10:00:01"),
        ("开放条件：", "有条件开放", "open_type", "有条件开放"),
        ("资源格式：", "XLS、CSV 接口", "formats", ("xls", "csv", "api")),
        ("标　签：", "水文，潮位;水文", "tags", ("水文", "潮位")),
        ("数据领域：", "国土资源、能源", "theme", ("国土资源、能源",)),
    ],
)
def test_labels(label: str, value: str, field: str, wanted: Any) -> None:
    """Each label of the table reaches its field, with and without colon."""
    platform, issues = opened("jdop", lambda _: page((label, value)))
    found: Any = platform.record(Ref("1", ROW))
    for part in field.split("."):
        found = getattr(found, part)
    assert (found, issues) == (wanted, [])


@given(MARKUP)
def test_any_markup_is_read_or_refused(markup: str) -> None:
    """Any page gives a record that can be written, a skipped record, or a fetch error; any listing ends."""
    platform, _ = opened("jdop", lambda request: {"data": markup} if request.method == "POST" else markup)
    with suppress(SkipRecord, FetchError):
        to_json(platform.record(Ref("a", ROW)))
    crawl("jdop", lambda request: {"data": markup} if request.method == "POST" else markup)
