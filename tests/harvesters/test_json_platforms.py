"""What holds for every platform that reads JSON: any answer is read or refused, and records are made fast enough."""

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.base import Ref, open_platform
from harvesters.errors import FetchError, SkipRecord, SourceChanged
from harvesters.fetch import Fetch
from harvesters.issues import Issues
from harvesters.pace import Clock, Pace
from harvesters.portal import Http, Portal
from harvesters.record import to_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
FIELDS = {
    "chongqing": "id resourceName resourceDesc updateDate openAttr renewCycle downloadCnt fileTypes tags interfaceNum data",
    "guizhou": "id name topicName description createTime openAttribute frequency dataCapacity resourceFormats views",
    "fujian": "catalogID catalogName catalogDes openType dataVol updateTime files tags releasedTime updateCycle nameEn nameCn",
    "ckan": "id name title notes organization groups tags resources extras update_frequency url is_api format size",
    "odweb": "cata_id cata_title open_type conf_update_cycle conf_use_type conf_catalog_format suffixes cataLogGroups "
    "catalogStatistic file_count fileId fileName fileFormat formattedFileSize update_time total_storage cata_items",
}
WRAPPERS = ("data", "result", "rows", "results", "total", "count", "recordsTotal")


def rows(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Rows of a platform with its own keys and any values, one that is deep enough to hold rows itself."""
    inner = st.dictionaries(st.sampled_from(FIELDS[name].split()), VALUES, max_size=6)
    return st.dictionaries(st.sampled_from(FIELDS[name].split()), VALUES | st.lists(inner, max_size=2) | inner, max_size=8)


def answers(name: str) -> st.SearchStrategy[Any]:
    """Answers whose list stands wherever a platform may look for it, one level or two below, or nowhere."""
    listed = st.lists(rows(name), max_size=3) | rows(name) | VALUES
    deep = listed.map(lambda found: dict.fromkeys(WRAPPERS, found)) | listed
    return deep.map(lambda inner: {"code": 200, "success": True, **dict.fromkeys(WRAPPERS, inner)}) | VALUES


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_any_answer_is_read_or_refused(name: str) -> None:
    """Any JSON gives records that can be written, a skipped record, or an error that says why; never a bug.

    An entry can be read twice, with the same result.
    """
    turn: list[Any] = []

    def respond(request: httpx.Request) -> httpx.Response:
        text = "<div class=detail-table></div>" if request.url.path.endswith(".htm") else json.dumps(turn[-1])
        return httpx.Response(200, stream=httpx.ByteStream(text.encode()))

    http = Http(delay=0, retries=0)
    portal = Portal(code="t", title="t", platform=name, url="http://a.test/sc-data", region="350000", http=http)
    fetch = Fetch(portal, clock=Clock(), pace=Pace(Clock()), transport=httpx.MockTransport(respond))

    @settings(max_examples=30)
    @given(answers(name), rows(name))
    def check(answer: Any, row: dict[str, Any]) -> None:
        turn.append(answer)
        platform = open_platform(portal, fetch, Issues(portal, lambda _: None))
        with suppress(SkipRecord, FetchError, SourceChanged):
            for ref in [*platform.refs(), Ref("a", row)]:
                with suppress(SkipRecord, FetchError):
                    record = to_json(platform.record(ref))
                    assert to_json(platform.record(ref)) == record

    check()
