"""oportal reads whatever a portal of the family sends, or says why not; the simulator is another hand's view of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.base import Ref
from harvesters.crawl import Crawl
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Fetch
from harvesters.issues import Issues
from harvesters.pace import Clock, Pace
from harvesters.platforms.oportal import Oportal
from harvesters.portal import Http, Portal, load
from harvesters.record import Record, to_json
from tests.support.replies import Instant

ROOT = Path(__file__).parents[2]
PORTAL = Portal(code="t", title="t", platform="oportal", url="http://a.test/p", region="640000", http=Http(delay=0, retries=0))
ROW = {"title": "t", "description": None, "values": {}, "formats": [], "views": None}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
FIELDS = [
    "fileId", "idInRc", "fileName", "fileFormat", "fileSize", "dataCount", "updateTime", "isApply", "serviceId",
    "serviceName", "serviceDesc", "name_cn", "column_name_en", "x",
]  # fmt: skip
ROWS = st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6), max_size=2) | VALUES
ANSWERS = st.fixed_dictionaries(
    {"code": st.just(0), "object": st.fixed_dictionaries({"total": VALUES, "records": ROWS}) | VALUES, "items": ROWS}
)
PARTS = """
<li>|</li>|<ul class='list-inline'>|<span class=text-primary>|</span>|标签：|来源部门|接口数|数据量|1MB|2022|<td>|</td>
<li name=basicinfo><table><tr>|<ul class=d-title><h4>|<div id=catalog opentype>|<li name=api-service>|<tr fileformat>
<li name=file-download><table><tr fileformat='x,1'>|<input type=checkbox file-id file-name>
<input type=checkbox file-id=1 file-name=a.csv>
"""
MARKUP = st.lists(st.sampled_from(PARTS.replace("\n", "|").split("|")), max_size=25).map("".join)


@given(ANSWERS | VALUES, MARKUP)
def test_any_answer_is_read_or_refused(answer: Any, markup: str) -> None:
    """Any JSON beside any page gives a record that can be written, a skipped record, or a fetch error; never a bug."""

    def respond(request: httpx.Request) -> httpx.Response:
        text = json.dumps(answer) if "get" in request.url.path else f"<div id=catalog></div>{markup}"
        return httpx.Response(200, stream=httpx.ByteStream(text.encode()))

    fetch = Fetch(PORTAL, clock=Clock(), pace=Pace(Clock()), transport=httpx.MockTransport(respond))
    with suppress(SkipRecord, FetchError):
        to_json(Oportal(PORTAL, fetch, Issues(PORTAL, lambda _: None)).record(Ref("a", ROW)))


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the running sandbox's portals."""
    folder = tmp_path_factory.mktemp("portals")
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--config", "config/sandbox", "--write-portals", folder]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield folder
        process.terminate()


def crawl(folder: Path, **switches: Any) -> tuple[list[Record], list[str], Crawl]:
    """Crawl the Kunshan sandbox with some failures switched on."""
    portal = load(folder / "sandbox_kunshan.yml")
    address = portal.url.replace("/portal", "/_switch")
    urlopen(Request(address, json.dumps({"reset": True} | switches).encode(), method="POST")).close()
    issues: list[Any] = []
    made = Crawl(portal, emit=issues.append, fetch=Fetch(portal, clock=Instant()))
    return list(made), sorted({issue.kind for issue in issues}), made


def test_the_sandbox_is_read_to_its_end(sandbox: Path) -> None:
    """Every entry once, every field that the family offers somewhere, nothing unknown; again with all listed twice."""
    records, kinds, made = crawl(sandbox)
    assert (kinds, made.exit_code, made.summary.complete) == (["duplicate"], 0, True)
    assert len({record.id for record in records}) == len(records) == made.summary.records
    for field in ("description", "publisher", "theme", "industry", "open_type", "update_cycle", "issued", "modified",
                  "tags", "formats", "items", "files", "apis", "extra"):  # fmt: skip
        assert any(getattr(record, field) for record in records), field
    again, _, _ = crawl(sandbox, duplicate_rate=0.5)
    assert {record.id for record in again} == {record.id for record in records}


@pytest.mark.parametrize(
    ("switches", "kinds", "code"),
    [
        ({"wall": True}, {"wall"}, 4),
        ({"notice": True}, {"unreachable"}, 4),
        ({"first_page_forever": True}, {"source-changed"}, 4),
        ({"login_rate": 1, "match": "index?page=2"}, {"login"}, 4),
        ({"login_rate": 1, "match": "getData"}, {"duplicate", "incomplete-record"}, 0),
        ({"inband_rate": 1, "match": "getData"}, {"duplicate", "incomplete-record"}, 0),
        ({"login_rate": 0.2, "match": "getResource"}, {"duplicate", "skipped"}, 3),
    ],
)
def test_failures_of_the_sandbox(sandbox: Path, switches: dict[str, Any], kinds: set[str], code: int) -> None:
    """Each failure mode ends in the outcome that the platform's docstring states."""
    _, found, made = crawl(sandbox, **switches)
    assert (set(found), made.exit_code) == (kinds, code)
