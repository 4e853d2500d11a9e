"""Whatever process dies comes back; what runs lose and double by it, `test_chaos` tells."""

import os
import signal
import time
from collections.abc import Callable
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


@pytest.mark.parametrize("name", NAMES)
def test_killed_process_comes_back(portal: Portal, name: str) -> None:
    """`kill -9` of any one process is mended without anybody's help."""
    before = portal.pids()[name]
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: portal.pids().get(name) not in {before, None, 0} and portal.status()["healthy"])
    wait_for(lambda: finds_datasets(portal), 30)


def finds_datasets(portal: Portal) -> bool:
    """Whether a search answers with what was there before."""
    answer = httpx.get(f"{portal.facts['site_url']}/api/3/action/package_search?rows=0", timeout=60)
    return answer.status_code == 200 and answer.json()["result"]["count"] > 0
