"""athena reads clean JSON, or says why not."""

import json
from contextlib import suppress
from itertools import islice
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.replies import crawl, opened

from harvesters.base import Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.record import to_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
FIELDS = [
    "title", "content", "keywords", "createDate", "dataUpdateDate", "domainStr", "deptName", "openCond", "openCondition",
    "dataCount", "dataSize", "deptContact", "updateFreq", "visitCount", "useCount", "invokes", "interfaceId",
    "downloadDataInfo", "x",
]  # fmt: skip


def portal(total: int, *, size: int = 100, **details: Any) -> Any:
    """A portal of so many records, all with the same details."""

    def answer(request: httpx.Request) -> Any:
        if request.method == "GET":
            return {"data": {"title": f"数据{request.url.params['dataId']}", **details}}
        first = size * (json.loads(request.content)["pageNum"] - 1)
        return {"data": {"total": total, "rows": [{"iid": iid} for iid in range(first, min(first + size, total))]}}

    return answer


def read(**details: Any) -> tuple[Any, list[Any]]:
    """The record of some details, and its issues."""
    platform, issues = opened("athena", lambda _: {"data": {"title": "题", **details}})
    return platform.record(Ref("1")), issues


@pytest.mark.parametrize("size", [100, 10])
def test_every_page_is_read_once(size: int) -> None:
    """All records in order, also where the portal gives smaller pages than it is asked for."""
    found = crawl("athena", portal(130, size=size))
    assert [record.id for record in found.records] == [str(n) for n in range(130)]
    assert (found.kinds(), found.made.exit_code, found.made.summary.complete) == ([], 0, True)


def test_a_broken_off_run_goes_on_at_its_page() -> None:
    """Each entry carries its page, and a listing from there gives the rest."""
    platform, _ = opened("athena", portal(230))
    ref = next(islice(platform.refs(), 120, None))
    assert (ref.id, ref.page) == ("120", 2)
    assert [one.id for one in platform.refs(ref.page)] == [str(n) for n in range(100, 230)]


@pytest.mark.parametrize(("total", "kinds", "code"), [(3, [], 0), (900, ["source-changed"], 4)])
def test_repeated_pages(total: int, kinds: list[str], code: int) -> None:
    """The last page once more after the total is the end; before it, a circle."""
    details = portal(3)
    rows = {"data": {"total": total, "rows": [{"iid": iid} for iid in range(3)]}}
    found = crawl("athena", lambda request: details(request) if request.method == "GET" else rows)
    assert (len(found.records), found.kinds(), found.made.exit_code) == (3, kinds, code)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"code": 500, "msg": "系统繁忙"}, "unreachable"),
        ({"data": {"total": 3, "rows": "x"}}, "unreachable"),
        ({"data": {"total": 3, "rows": []}}, "unreachable"),
        ({"data": {"rows": None}}, "source-changed"),
        ({"data": {"total": 3, "rows": [{"id": 1}]}}, "source-changed"),
        ("<html><input type=password></html>", "login"),
        ('{"data":', "unreachable"),
        (412, "wall"),
    ],
)
def test_a_listing_that_fails_ends_the_crawl(answer: Any, kind: str) -> None:
    """Broken, walled, behind a sign-in or empty before its total: exit 4, with the reason."""
    found = crawl("athena", lambda _: answer)
    assert (found.records, found.kinds(), found.made.exit_code) == ([], [kind], 4)


@pytest.mark.parametrize("answer", [{"data": None}, {"data": {}}, {"data": {"title": None, "content": "x"}}, "", 404, 500])
def test_details_that_fail_skip_their_record(answer: Any) -> None:
    """Missing, empty, in-band failure: exit 3."""
    listed = portal(1)
    found = crawl("athena", lambda request: answer if request.method == "GET" else listed(request))
    assert (found.records, found.kinds(), found.made.exit_code) == ([], ["skipped"], 3)


@pytest.mark.parametrize("code", range(1, 11))
def test_update_cycles(code: int) -> None:
    """Codes are numbers or strings, and the table starts with 1."""
    labels = ["每日", "每周", "每月", "每季度", "每半年", "每年", "不定期", "不更新", "分钟级", "小时级"]
    for written in (code, str(code)):
        record, issues = read(updateFreq=written)
        assert (record.update_cycle, issues) == (labels[code - 1], [])


@pytest.mark.parametrize("field", ["updateFreq", "openCond", "openCondition"])
@pytest.mark.parametrize("code", [0, 11, "99", -1])
def test_an_unknown_code_is_an_issue(field: str, code: Any) -> None:
    """A code without a label is never guessed."""
    record, issues = read(**{field: code})
    assert (record.update_cycle, record.open_type, record.open_condition) == (None, None, None)
    assert [(issue.kind, issue.data["field"]) for issue in issues] == [("bad-value", field)]


@pytest.mark.parametrize(
    ("details", "wanted"),
    [
        ({"openCond": "完全公开"}, ("完全公开", None)),
        ({"openCondition": "申请公开"}, ("申请公开", None)),
        ({"downloadDataInfo": {"openCondition": "登录公开"}}, ("登录公开", None)),
        ({"openCond": "有条件开放", "openCondition": "须实名"}, ("有条件开放", "须实名")),
        ({"openCond": "完全公开", "downloadDataInfo": {"openCondition": "完全公开"}}, ("完全公开", None)),
        ({"openCond": None, "openCondition": "null"}, (None, None)),
    ],
)
def test_the_open_attribute(details: dict[str, Any], wanted: tuple[Any, Any]) -> None:
    """It stands in one of three places; a second one tells the condition."""
    record, _ = read(**details)
    assert (record.open_type, record.open_condition) == wanted


def test_fields_that_are_null_or_missing() -> None:
    """Unknown is never zero."""
    for details in ({}, dict.fromkeys(FIELDS[1:-1])):
        record, issues = read(**details)
        assert (record.volume.rows, record.counters.views, record.apis, record.formats, issues) == (None, None, (), (), [])


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES) | VALUES)
def test_any_answer_is_read_or_refused(details: Any) -> None:
    """Any JSON gives a record that can be written, a skipped record, or a fetch error; any listing ends."""
    platform, _ = opened("athena", lambda _: {"data": details})
    with suppress(SkipRecord, FetchError):
        to_json(platform.record(Ref("a")))
    crawl("athena", lambda request: {"data": {"total": details, "rows": details}})
