"""Files are checked in children that hold to the limits in force."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.govopen.scoring import isolated

Judge = Callable[..., dict[str, Any] | isolated.BrokenOffError]


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """What libraries say of hostile bytes is not shown."""
    isolated.start(quiet=True)
    yield
    isolated.stop()


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """A function from a name and bytes to the report, or to the error that a person is told."""
    folder = tmp_path_factory.mktemp("hostile")

    def run(name: str, content: bytes) -> dict[str, Any] | isolated.BrokenOffError:
        path: Path = folder / name
        path.write_bytes(content)
        try:
            report = isolated.call("ckanext.govopen.scoring.examine:report", path=path, declared=None, now="", language="en")
        except isolated.BrokenOffError as error:
            return error
        assert 0 <= report["score"] <= 100
        assert report["confidence"] == (0.9 if report["sampled"] else 1.0), "a rule could not run"
        assert all(len(finding["examples"]) <= 20 for finding in report["findings"])
        return dict(report)

    return run
