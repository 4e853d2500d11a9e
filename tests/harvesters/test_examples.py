"""Every platform is replayed on stored answers: `tests/examples/<platform>/<portal>/{portal.yml, answers.yml, …}`.

A missing `expected.json` is written and the test fails, asking for a review.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import msgspec
import pytest
import yaml

from harvesters.base import platforms
from harvesters.crawl import Crawl
from harvesters.fetch import Fetch
from harvesters.pace import Clock, Pace
from harvesters.portal import load

EXAMPLES = Path(__file__).parents[1] / "examples"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/*/portal.yml"))


class Replay:
    """Answers requests from `answers.yml`; a request that is not in it is an error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        answers = yaml.safe_load((folder / "answers.yml").read_text("utf-8"))
        self._answers = {key: value if isinstance(value, list) else [value] for key, value in answers.items()}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = f"{request.method} {request.url.raw_path.decode()} {request.content.decode()}".strip()
        if unquote(key) in self._answers:
            # A body may be a document that is percent-encoded as a whole.
            key = unquote(key)
        if key not in self._answers:
            # Order of query parameters is nobody's business.
            path, _, query = key.partition("?")
            key = next((known for known in self._answers if _same(known, path, query)), key)
        turn = self._answers[key]
        return self._response(turn.pop(0) if len(turn) > 1 else turn[0])

    def _response(self, answer: dict[str, Any]) -> httpx.Response:
        if "json" in answer:
            content = json.dumps(answer["json"], ensure_ascii=False).encode()
        elif "file" in answer:
            content = (self._folder / answer["file"]).read_bytes()
        else:
            content = answer.get("text", "").encode()
        headers = answer.get("headers", {})
        return httpx.Response(answer.get("status", 200), headers=headers, stream=httpx.ByteStream(content))


def _same(known: str, path: str, query: str) -> bool:
    other_path, _, other_query = known.partition("?")
    return path == other_path and bool(query) and sorted(query.split("&")) == sorted(other_query.split("&"))


def _ordered(text: bytes) -> Any:
    """What was found, its issues in one order: records are read in other threads than their failures are told."""
    found = msgspec.json.decode(text)
    return found | {"issues": sorted(found["issues"], key=str)}


@pytest.mark.parametrize("name", sorted(platforms()))
def test_every_platform_has_an_example(name: str) -> None:
    """A platform without a stored portal cannot be trusted."""
    assert [folder for folder in FOLDERS if folder.parent.name == name], f"no example in tests/examples/{name}/"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_example(folder: Path, clock: Clock) -> None:
    """The stored answers of a portal give the records, issues and summary that were reviewed."""
    portal = load(folder / "portal.yml")
    issues: list[Any] = []
    fetch = Fetch(portal, clock=clock, pace=Pace(clock), transport=httpx.MockTransport(Replay(folder)))
    crawl = Crawl(portal, emit=issues.append, fetch=fetch)
    records = list(crawl)
    found = {
        "records": records,
        "issues": [[issue.level, issue.kind, issue.where, issue.message] for issue in issues],
        "summary": crawl.summary,
        "exit_code": crawl.exit_code,
    }
    text = msgspec.json.format(msgspec.json.encode(found), indent=1)
    expected = folder / "expected.json"
    if not expected.exists():
        expected.write_bytes(text + b"\n")
        pytest.fail(f"{expected} was written: review it, then run again")
    assert _ordered(text) == _ordered(expected.read_bytes())
