"""`govopen repair` as people call it."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ckanext.govopen.scoring import isolated
from ckanext.govopen.tool import main

from tests.corpus.defects.files import encrypted_workbook

TABLE = '户数统计表,\n区县,户数\n甲县,"1,200"\n乙县,3万\n合计,31200\n'


def call(*arguments: str | Path) -> Result:
    """Runs the tool in this process."""
    return CliRunner().invoke(main, ["repair", *(str(one) for one in arguments)], env={"GOVOPEN_LANG": "en"})


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file with a title, separators, 万 and a total."""
    path = tmp_path / "户数.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_lossless_repairs_and_what_is_left_to_ask(bad: Path, tmp_path: Path) -> None:
    """Without --accept only the lossless repairs are done; the others are named with what they would bring."""
    done = call(bad, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "户数.csv").read_text(encoding="utf-8") == "区县,户数\n甲县,1200\n乙县,3万\n合计,31200\n"
    assert "--accept totals" in done.stdout
    assert "--accept scales" in done.stdout
    assert bad.read_text(encoding="utf-8") == TABLE


def test_accepted_repairs(bad: Path, tmp_path: Path) -> None:
    """--accept may be repeated; --lossless goes before it."""
    assert call(bad, "--out", tmp_path / "a", "--accept", "totals", "--accept", "scales").exit_code == 0
    assert (tmp_path / "a" / "户数.csv").read_text(encoding="utf-8") == "区县,户数\n甲县,1200\n乙县,30000\n"
    assert call(bad, "--out", tmp_path / "b", "--accept", "totals", "--lossless").exit_code == 0
    assert json.loads((tmp_path / "b" / "report.json").read_text(encoding="utf-8"))["applied"] == ["titles", "digits"]


def test_an_unknown_fix_names_the_known_ones(bad: Path, tmp_path: Path) -> None:
    """A fix that nobody knows exits with 2."""
    done = call(bad, "--out", tmp_path / "out", "--accept", "magic")
    assert done.exit_code == 2
    assert "magic" in done.stderr
    assert "totals" in done.stderr


@pytest.mark.parametrize("kind", ["missing", "folder", "no table", "password", "own folder", "no folder"])
def test_what_cannot_be_done(bad: Path, tmp_path: Path, kind: str) -> None:
    """A path that is no file, a file without a table and a folder that cannot be written exit with 2 and say why."""
    path, out = bad, tmp_path / "out" / "deep"
    match kind:
        case "missing":
            path = tmp_path / "nothing.csv"
        case "folder":
            path = tmp_path
        case "no table":
            path = tmp_path / "a.pdf"
            path.write_bytes(b"%PDF-1.4\n%%EOF\n")
        case "password":
            path = tmp_path / "a.xlsx"
            path.write_bytes(encrypted_workbook(random.Random(1))[1])
        case "own folder":
            out = tmp_path
        case "no folder":
            out = bad / "out"
    done = call(path, "--out", out)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert str(path) in done.stderr
    assert not list(tmp_path.rglob("datapackage.json"))
    assert not (tmp_path / "out").exists()
    assert ("password" in done.stderr) == (kind == "password")


def test_a_refusal_exits_with_1(bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the guard refuses is told in one line."""

    def refuse(*_: object, **__: object) -> None:
        raise isolated.ToldError("RefusedError", "It would change “{column}”.", {"column": "户数"})

    monkeypatch.setattr(isolated, "call", refuse)
    monkeypatch.setattr(isolated, "start", lambda **_: None)
    done = call(bad, "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr) == (1, f"{bad}: It would change “户数”.\n")
