"""`govopen check --html`: all reports as one page that needs nothing else."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html

from ckanext.govopen.tool import main

GOOD, BAD = "区县,户数\n甲县,12\n乙县,30\n", "区县,户数\n甲县,12户\n乙县,30\n"


def call(*arguments: str | Path, lang: str = "en") -> Result:
    """Runs the tool in this process."""
    return CliRunner().invoke(main, ["check", *(str(one) for one in arguments)], env={"GOVOPEN_LANG": lang})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files, one of them with a name and a cell that are no harmless text."""
    found = tmp_path / "data"
    (found / "sub").mkdir(parents=True)
    (found / "好.csv").write_text(GOOD, encoding="utf-8")
    (found / "sub" / "坏.csv").write_text(BAD, encoding="utf-8")
    (found / "<b>.csv").write_text(BAD.replace("乙县,30", "乙县,30户\n<script>alert(1)</script>县,3"), encoding="utf-8")
    return found


def page_of(folder: Path, *more: str, lang: str = "en") -> tuple[str, html.HtmlElement]:
    """The page of a folder, as text and as a tree."""
    out = folder.parent / "out.html"
    result = call("--recursive", folder, "--html", out, *more, lang=lang)
    assert result.exit_code == 0, result.output
    text = out.read_text(encoding="utf-8")
    return text, html.fromstring(text)


def test_every_file_with_its_findings(folder: Path) -> None:
    """Worst first, each file has a row with its score, and its findings behind a summary."""
    _, tree = page_of(folder)
    rows = tree.xpath("//table[@id='files']/tbody/tr")
    scores = [float(row.xpath("string(td[1])")) for row in rows]
    assert scores == sorted(scores)
    assert len(rows) == 3
    names = [row.xpath("td[3]/@data-value")[0] for row in rows]
    assert sorted(names) == sorted(["<b>.csv", "sub/坏.csv", "好.csv"])
    assert rows[names.index("sub/坏.csv")].xpath("count(.//li[contains(., 'V01')])") == 1
    assert rows[names.index("好.csv")].xpath("count(.//details)") == 0


def test_figures(folder: Path) -> None:
    """The page counts the files of each grade and the files that each rule found something in."""
    _, tree = page_of(folder)
    assert tree.xpath("string(//dl[@class='figures']/div[1]/dd)") == "3"
    grades = [int(text) for text in tree.xpath("//section[1]//td[@class='n']/text()")]
    assert sum(grades) == 3
    defects = [" ".join(row.text_content().split()) for row in tree.xpath("//section[2]//tr")]
    assert (defects[0][:3], defects[0].split()[-1]) == ("V01", "2")


def test_nothing_from_elsewhere(folder: Path) -> None:
    """No address of another host, no other file; names and cells are text, whatever they say."""
    text, tree = page_of(folder)
    assert re.findall(r"""(?:src|href)=|url\(|@import|https?://""", text) == []
    assert len(tree.xpath("//script")) == 1
    assert "<script>alert" not in text
    assert tree.xpath("count(//td//b[contains(., 'csv')])") == 0


def test_unreadable_file_is_listed(folder: Path) -> None:
    """A path that cannot be checked has its row with the reason; the exit code stays."""
    out = folder.parent / "out.html"
    assert call(folder / "none.csv", folder / "好.csv", "--html", out).exit_code == 2
    tree = html.fromstring(out.read_text(encoding="utf-8"))
    assert tree.xpath("count(//table[@id='files']/tbody/tr)") == 2
    assert "no such file" in tree.text_content()


def test_page_that_cannot_be_written(folder: Path) -> None:
    """A target in no folder is told, not traced."""
    result = call(folder / "好.csv", "--html", folder / "none" / "out.html")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_empty_folder(tmp_path: Path) -> None:
    """Nothing to check is a page that says so by its figures."""
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out.html"
    assert call("--recursive", tmp_path / "empty", "--html", out).exit_code == 0
    assert html.fromstring(out.read_text(encoding="utf-8")).xpath("string(//dl/div[1]/dd)") == "0"
