"""Reports of files written for one test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckanext.govopen.scoring.check import check_file

Check = Callable[..., dict[str, Any]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """A function from a name and bytes (or text, as UTF-8) to the report."""

    def run(name: str, content: bytes | str, declared: str | None = None) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return check_file(path, declared=declared, now="2026-01-01T00:00:00+08:00")

    return run
