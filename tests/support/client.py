"""A running portal, reached as people and programs reach it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Portal:
    """One instance: its facts, its API and its command line."""

    file: Path
    facts: dict[str, Any]

    def api(self, action: str, *, token: str | None = None, **data: Any) -> Any:
        """The result of an action, called as any client calls it."""
        headers = {"Authorization": token} if token else {}
        address = f"{self.facts['site_url']}/api/3/action/{action}"
        answer = httpx.post(address, json=data, headers=headers, timeout=120)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def datasets(self, **asked: Any) -> Iterator[dict[str, Any]]:
        """All that `package_search` finds, whatever its number, in the order of their names: the same on every machine."""
        start = 0
        while found := self.api("package_search", rows=1000, start=start, sort="name asc", **asked)["results"]:
            yield from found
            start += len(found)

    def script(self, *arguments: str, timeout: int = 900) -> subprocess.CompletedProcess[str]:
        """`scripts/portal` on this instance."""
        environment = os.environ | {"GOVOPEN_VAR": str(self.file.parent)}
        command = [sys.executable, str(ROOT / "scripts" / "portal"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)

    def status(self) -> dict[str, Any]:
        """What `scripts/portal status --json` says."""
        result: dict[str, Any] = json.loads(self.script("status", "--json").stdout)
        return result

    def pids(self) -> dict[str, int]:
        """Its process ids by name."""
        return {process["name"]: process["pid"] for process in self.status()["processes"]}


def brought_up() -> Portal:
    """The portal that `scripts/test` brought up with the demo in it."""
    file = Path(os.environ["GOVOPEN_TEST_INSTANCE"])
    return Portal(file, json.loads(file.read_text()))
