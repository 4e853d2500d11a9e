"""Whatever process dies comes back, and a run cut short loses and doubles nothing."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.client import Portal

NAMES = ["web", "worker-1", "worker-2", "scheduler", "solr", "postgres", "redis", "sandbox"]


def wait_for(condition: Callable[[], Any], seconds: float = 90) -> None:
    """Poll until the condition holds; fail when the bound is passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.5)


def pids(portal: Portal) -> dict[str, int]:
    """Process ids by name."""
    return {process["name"]: process["pid"] for process in portal.status()["processes"]}


@pytest.mark.parametrize("name", NAMES)
def test_killed_process_comes_back(portal: Portal, name: str) -> None:
    """`kill -9` of any one process is mended without anybody's help."""
    before = pids(portal)[name]
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: pids(portal).get(name) not in {before, None, 0} and portal.status()["healthy"])
    wait_for(lambda: finds_datasets(portal), 30)


def finds_datasets(portal: Portal) -> bool:
    """Whether a search answers with what was there before."""
    answer = httpx.get(f"{portal.facts['site_url']}/api/3/action/package_search?rows=0", timeout=60)
    return answer.status_code == 200 and answer.json()["result"]["count"] > 0


def test_run_killed_half_way_loses_and_doubles_nothing(portal: Portal, admin_token: str, tmp_path: Path) -> None:
    """The worker dies in mid-harvest; the next run completes the catalogue, each record once."""
    source = next(row for row in portal.api("govopen_portal_list") if row["sandbox"] and row["datasets"] > 100)
    code, total = source["code"], source["datasets"]
    copy = tmp_path / "sandbox_killed_copy.yml"
    copy.write_text((portal.file.parent / "config" / "portals" / f"{code}.yml").read_text())
    command = ["ckan", "govopen", "harvest", "--portal-file", str(copy)]
    assert portal.script(*command).returncode == 0  # queued: a worker runs it
    wait_for(lambda: half_way(portal, total), 120)
    for name in ("worker-1", "worker-2"):
        kill_tree(pids(portal)[name])
    wait_for(lambda: portal.status()["healthy"])
    assert count(portal) < total
    done = portal.script(*command, "--wait")
    assert done.returncode in {0, 3}, done.stderr[-2000:]
    assert count(portal) == total
    ids = [package["source_id"] for package in datasets(portal)]
    assert len(ids) == len(set(ids)) == total


def half_way(portal: Portal, total: int) -> bool:
    """Whether some but not all of the copy's records are stored."""
    run = portal.api("govopen_portal_show", id="sandbox_killed_copy")["last_run"]
    return bool(run) and 0 < run["created"] < total


def kill_tree(pid: int) -> None:
    """Kill a worker with the work horse it forked."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    for victim in [pid, *map(int, children.stdout.split())]:
        os.kill(victim, signal.SIGKILL)


def count(portal: Portal) -> int:
    """How many datasets of the copy are found."""
    found: int = portal.api("package_search", fq="source_portal:sandbox_killed_copy", rows=0)["count"]
    return found


def datasets(portal: Portal) -> list[dict[str, Any]]:
    """All datasets of the copy."""
    found: list[dict[str, Any]] = portal.api("package_search", fq="source_portal:sandbox_killed_copy", rows=1000)["results"]
    return found
