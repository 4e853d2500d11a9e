"""`govopen check`, `table`, `rules` and `explain` as people call them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ckanext.govopen.files.limits import limits
from ckanext.govopen.scoring import isolated
from ckanext.govopen.tool import main

TABLE = "区县,户数\n甲县,12\n乙县,30\n"


def call(*arguments: str | Path, lang: str = "en") -> Result:
    """Runs the tool in this process."""
    return CliRunner().invoke(main, [str(one) for one in arguments], env={"GOVOPEN_LANG": lang})


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A tidy file."""
    path = tmp_path / "好.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file with a unit in a number."""
    path = tmp_path / "坏.csv"
    path.write_text(TABLE.replace("12", "12户"), encoding="utf-8")
    return path


def test_one_report_a_line(good: Path, bad: Path) -> None:
    """--json prints one strict report a file, under the name that was given."""
    result = call("check", "--json", good, bad)
    reports = [json.loads(line, parse_constant=pytest.fail) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [report["file"] for report in reports] == [str(good), str(bad)]
    assert reports[0]["score"] == 100.0 > reports[1]["score"]


def test_many_files_in_their_order(tmp_path: Path) -> None:
    """Files are read side by side and told in the order in which they were named; a folder's in that of names."""
    names = [f"{number:02}.csv" for number in range(30)]
    for name in names:
        (tmp_path / name).write_text(TABLE * (1 + int(name[:2]) % 7), encoding="utf-8")
    reports = [json.loads(line) for line in call("check", "--json", "--recursive", tmp_path).stdout.splitlines()]
    assert [Path(report["file"]).name for report in reports] == names


def test_progress_on_a_terminal(tmp_path: Path) -> None:
    """A terminal sees how far the tool has come; the reports are as without it."""
    for number in range(3):
        (tmp_path / f"{number}.csv").write_text(TABLE, encoding="utf-8")
    terminal, theirs = pty.openpty()
    command = [
        sys.executable,
        "-c",
        "from ckanext.govopen.tool import main; main()",
        "check",
        "--json",
        "--recursive",
        tmp_path,
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    assert len(done.stdout.splitlines()) == 3
    assert b"100%" in os.read(terminal, 1 << 16)


def test_a_broken_reader_costs_one_file(good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that breaks or outlasts its reader is told in one line, the others are checked; nobody sees a traceback."""
    ask = isolated.call

    def call_or_break(function: str, **arguments: Any) -> Any:
        if arguments["path"] == bad:
            raise isolated.BrokenOffError("time")
        return ask(function, **arguments)

    monkeypatch.setattr(isolated, "call", call_or_break)
    result = call("check", "--json", bad, good)
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [report["score"] for report in reports] == [None, 100.0]
    assert reports[0]["error"] == f"Reading the file takes longer than the {limits().child_seconds} seconds allowed."
    assert result.stderr.count("\n") == 1


def test_people_read_what_and_how(bad: Path) -> None:
    """Without --json the defects and remedies are told."""
    shown = call("check", bad).stdout
    assert "V01" in shown
    assert "how to mend" in shown


@pytest.mark.parametrize(("least", "code"), [("60", 0), ("99", 1)])
def test_fail_under(bad: Path, least: str, code: int) -> None:
    """A score below the bar exits with 1."""
    assert call("check", bad, "--fail-under", least).exit_code == code


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "device"])
def test_what_is_no_file(tmp_path: Path, good: Path, kind: str) -> None:
    """Paths that are no files exit with 2 and a message; the others are still checked."""
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/null")
    result = call("check", "--json", path, good)
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert [report["error"] is None for report in reports] == [False, True]


def test_folder_with_recursive(tmp_path: Path, good: Path, bad: Path) -> None:
    """--recursive walks folders in the order of names."""
    result = call("check", "--json", "--recursive", tmp_path)
    assert result.exit_code == 0
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == sorted([str(good), str(bad)])


def test_damaged_file_is_a_finding(tmp_path: Path) -> None:
    """A file that opens but is broken has a report and exit 0."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\3\4broken")
    result = call("check", "--json", path)
    assert result.exit_code == 0
    assert [finding["rule"] for finding in json.loads(result.stdout)["findings"]] == ["F06"]


def test_declared_format_counts(good: Path) -> None:
    """--declared takes the place of the extension."""
    report = json.loads(call("check", "--json", "--declared", "xlsx", good).stdout)
    assert report["format"]["declared"] == "xlsx"
    assert [finding["rule"] for finding in report["findings"]] == ["F01"]


@pytest.mark.parametrize("command", ["check", "table", "repair"])
def test_declared_format_must_be_one(command: str, good: Path, tmp_path: Path) -> None:
    """A name that no format has is refused with the names that there are."""
    result = call(command, "--declared", "xyz", good, *(["--out", tmp_path / "out"] if command == "repair" else []))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "xyz" in result.stderr
    assert " xlsx " in result.stderr


def test_table_is_clean_csv(tmp_path: Path) -> None:
    """`table` prints the flattened header and the data rows as UTF-8."""
    path = tmp_path / "a.csv"
    path.write_text("某表,,\n区县,人口,\n,男,女\n甲县,1,2\n乙县,3,4\n合计,4,6\n", encoding="gb18030")
    result = call("table", path)
    assert (result.exit_code, result.stdout) == (0, "区县,人口_男,人口_女\n甲县,1,2\n乙县,3,4\n")


def test_table_into_a_folder(tmp_path: Path, good: Path) -> None:
    """--out writes one CSV a file, and never over the file itself."""
    assert call("table", good, "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "好.csv").read_text(encoding="utf-8") == TABLE
    result = call("table", good, "--out", tmp_path)
    assert (result.exit_code, good.read_text(encoding="utf-8")) == (2, TABLE)


def test_table_without_header(tmp_path: Path) -> None:
    """A table without header gets none."""
    path = tmp_path / "a.csv"
    path.write_text("甲县,12,2021-01-01\n乙县,30,2021-01-02\n", encoding="utf-8")
    assert call("table", path).stdout == "甲县,12,2021-01-01\n乙县,30,2021-01-02\n"


@pytest.mark.parametrize("arguments", [["--sheet", "nowhere"], ["--table", "9"]])
def test_no_such_table(good: Path, arguments: list[str]) -> None:
    """A sheet or number that is not there is told."""
    result = call("table", good, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there" in result.stderr


def test_rules_and_explain() -> None:
    """The rule book is listed, and one rule explained in any case of its code."""
    listed = json.loads(call("rules", "--json").stdout)
    assert {"code", "title", "weight", "severity", "gbt36344", "japan"} <= set(listed[0])
    assert "Bad:" in call("explain", "h01").stdout
    assert call("explain", "nothing").exit_code == 2


def test_no_name_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    """Control characters in the name of a file are shown as spaces, in its report and in its error."""
    path = tmp_path / "\x1b[31m红.csv"
    path.write_text(TABLE, encoding="utf-8")
    told = call("check", path, tmp_path / "\x1b[2J.csv")
    assert "红.csv" in told.output
    assert "\x1b" not in told.output
    assert json.loads(call("check", "--json", path).stdout)["file"] == str(path)


def test_a_folder_without_files_says_so(tmp_path: Path) -> None:
    """Nothing to check is no failure, but is told."""
    told = call("check", "--recursive", tmp_path)
    assert (told.exit_code, told.stderr) == (0, "There is no file in these folders.\n")
