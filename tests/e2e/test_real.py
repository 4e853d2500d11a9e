"""Real catalogue records, served in the vendor's markup and harvested over HTTP."""

import json
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.client import ROOT, Portal

REAL = Path(os.environ.get("GOVOPEN_REAL") or ROOT.parent / "shared" / "real") / "640000_ningxia.jsonl"
CODE = "sandbox_real_640000_ningxia"
TAIL = re.compile(r"(基本|相关)?(信息|情况|数据|名单|统计|一览)表?$")
REGION = re.compile(r"^(宁夏回族自治区|宁夏|自治区|全区|银川市|石嘴山市|吴忠市|固原市|中卫市)")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.exists(), reason=f"the real catalogue records are absent ({REAL.name})"),
]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def portal_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The portal YAML of a simulator that serves the real records."""
    folder = tmp_path_factory.mktemp("portals")
    port = free_port()
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--config", "config/sandbox"]
    server = subprocess.Popen([*command, "--write-portals", str(folder), "--real", str(REAL)], cwd=ROOT)
    deadline = time.monotonic() + 60
    while not answers(f"http://127.0.0.1:{port}/health"):
        assert server.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield folder / f"{CODE}.yml"
    server.terminate()
    server.wait(20)


def answers(address: str) -> bool:
    """Whether something answers there yet."""
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def harvested(portal: Portal, portal_file: Path) -> dict[str, int]:
    """The counts of the first run over the real records."""
    done = portal.script("ckan", "govopen", "harvest", "--portal-file", str(portal_file), "--wait", timeout=1500)
    assert done.returncode in {0, 3}, done.stderr[-2000:]
    return last_run(portal)


def last_run(portal: Portal) -> dict[str, int]:
    """Counters of the newest run of the real portal."""
    run: dict[str, int] = portal.api("govopen_portal_show", id=CODE)["last_run"]
    return run


def distinct() -> list[dict[str, str]]:
    """The real records without those that repeat an address."""
    rows = [json.loads(line) for line in REAL.read_text().splitlines()]
    return list({row["详情页网址"]: row for row in rows}.values())


def test_exactly_the_distinct_records(portal: Portal, harvested: dict[str, int]) -> None:
    """Every distinct address is one dataset, none lost and none doubled."""
    assert harvested["failed"] == 0
    assert harvested["skipped"] == 0
    found = portal.api("package_search", fq=f"source_portal:{CODE}", rows=0)["count"]
    assert found == len(distinct())


def test_fields_are_mapped(portal: Portal, harvested: dict[str, int]) -> None:
    """Fields of sampled records arrive in national terms; what no vocabulary knows is an issue, not a loss."""
    known = portal.api("govopen_issue_list", portal=CODE, limit=1000)
    assert known["count"] > 0
    for row in random.Random(3).sample(distinct(), 40):
        identifier = row["详情页网址"].rsplit("/", 1)[-1]
        package = portal.api("package_search", fq=f'source_portal:{CODE} +source_id:"{identifier}"', rows=2)["results"]
        assert [found["source_id"] for found in package] == [identifier]
        assert package[0]["title"].replace(" ", "")[:6] == row["标题"].strip().replace(" ", "")[:6]
        assert package[0]["provider_name"] == row["来源部门"].strip()
        assert package[0]["open_type"] == {"无条件开放": "1", "有条件开放": "2"}[row["开放条件"]]
        assert package[0]["issued"] == row["发布时间"]
        assert package[0]["update_cycle"]
        assert (
            package[0].get("industry")
            or package[0].get("theme")
            or package[0].get("theme_source")
            or row["重点领域"] in {"暂无", ""}
        )


def test_second_run_writes_nothing(portal: Portal, harvested: dict[str, int], portal_file: Path) -> None:
    """An unchanged catalogue is recognised record by record."""
    portal.script("ckan", "govopen", "harvest", "--portal-file", str(portal_file), "--wait", timeout=900)
    second = last_run(portal)
    assert (second["created"], second["updated"]) == (0, 0)
    assert second["unchanged"] == len(distinct())


def test_shortened_titles_find_their_dataset(portal: Portal, harvested: dict[str, int]) -> None:
    """At least 95 % of 200 sampled titles, without region prefix and tail, find their dataset in the top ten."""
    titles = sorted({row["标题"].strip() for row in distinct() if len(row["标题"].strip()) > 4})
    sample = random.Random(11).sample(titles, 200)
    hits = 0
    for title in sample:
        short = TAIL.sub("", REGION.sub("", title)) or title
        found = portal.api("package_search", q=short, rows=10)["results"]
        hits += any(package["title"].strip() == title for package in found)
    assert hits >= 190
