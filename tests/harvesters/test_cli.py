"""`govopen crawl` as a person meets it: lines out, issues beside, a code at the end."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from harvesters.cli import crawl_command
from harvesters.issues import Issue

PAGE = (
    "<html><div class='right-content-catalog'><div class='bottom-content'><ul><li><div class=cata-title>"
    "<a href=/p/catalog/a>甲</a></div></li></ul></div></div></html>"
)
DETAIL = "<html><ul class=d-title><h4>甲</h4></ul></html>"


def convert(record: Any, portal: Any) -> Any:
    issue = Issue(time="t", portal=portal.code, platform="p", level="warning", kind="k", message="m")
    return SimpleNamespace(dataset={"name": record.id, "source_portal": portal.code}, issues=(issue,))


@pytest.fixture
def run(server: Any, reply: Any, tmp_path: Path) -> Any:
    """Run the command on a portal with one dataset."""
    server.on("/p/catalog/index", reply(PAGE), reply("<html><div class='right-content-catalog'></div></html>"))
    server.on("/p/catalog/a", reply(DETAIL))
    server.on("/p/catalog/getResourceWithFormat", reply('{"code": 0, "object": {"total": 0, "records": []}}'))
    server.on("/p/catalog/a/getData", reply('{"items": []}'))
    path = tmp_path / "000000_test.yml"
    path.write_text(
        f"title: 示例\nplatform: oportal\nurl: {server.url}/p\nregion: '000000'\n"
        "http: {delay: 0, retries: 0, allow_private: true}\n",
        "utf-8",
    )
    return lambda *options: CliRunner().invoke(crawl_command(convert, lambda value: value), [str(path), *options])


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_records_and_summary(run: Any) -> None:
    """Records on stdout, the summary as the last line of stderr, exit 0."""
    result: Result = run()
    assert [record["title"] for record in lines(result.stdout)] == ["甲"]
    assert list(lines(result.stderr)[-1]) == ["records", "duplicates", "skipped", "issues", "requests", "complete"]
    assert result.exit_code == 0


def test_national(run: Any) -> None:
    """Datasets instead of records, the conversion's issues among the others and in the count."""
    result: Result = run("--national")
    assert lines(result.stdout) == [{"name": "a", "source_portal": "000000_test"}]
    assert lines(result.stderr)[0]["kind"] == "k"
    assert lines(result.stderr)[-1]["issues"] == 1


def test_out_and_limit(run: Any, tmp_path: Path) -> None:
    """A file instead of stdout; a limit leaves the crawl incomplete without a fault."""
    result: Result = run("--limit", "1", "--out", str(tmp_path / "out.jsonl"))
    assert (result.stdout, result.exit_code) == ("", 0)
    assert len(lines((tmp_path / "out.jsonl").read_text())) == 1
    assert not lines(result.stderr)[-1]["complete"]


def test_a_record_that_fails(run: Any, server: Any, reply: Any) -> None:
    """Exit 3 with the issue."""
    server.on("/p/catalog/a", reply("", status=404))
    result: Result = run()
    assert (result.stdout, result.exit_code) == ("", 3)
    issue = lines(result.stderr)[0]
    assert list(issue) == ["time", "portal", "platform", "level", "kind", "where", "message", "data"]
    assert (issue["kind"], issue["where"]) == ("skipped", "a")


def test_a_wall(run: Any, server: Any, reply: Any) -> None:
    """Exit 4 and a summary all the same."""
    server.on("/p/catalog/index", reply("", status=412))
    result: Result = run()
    assert [line.get("kind") for line in lines(result.stderr)] == ["wall", None]
    assert result.exit_code == 4


def test_a_wrong_file(tmp_path: Path) -> None:
    """One sentence with file and key, exit 2, no traceback."""
    path = tmp_path / "x.yml"
    path.write_text("title: 1\n")
    result = CliRunner().invoke(crawl_command(convert, lambda value: value), [str(path)])
    assert result.exit_code == 2
    assert f"{path}: title:" in result.stderr
