"""Data files: found in the defaults, replaced file by file by an operator's folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ckanext.govopen.national import data
from ckanext.govopen.national.vocabularies import vocabulary


@pytest.fixture(autouse=True)
def defaults_again() -> Iterator[None]:
    """Take the overlay away after each test."""
    yield
    data.use(None)


def test_default_is_found() -> None:
    """A name is a path below the project's config folder."""
    assert data.locate("vocabularies/themes.yaml").is_file()


def test_overlay_wins_file_by_file(tmp_path: Path) -> None:
    """A file of the operator's folder replaces the default of that name, the others stay."""
    assert vocabulary("grades").label("A") == "优"
    themes = len(vocabulary("themes"))
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "vocabularies/grades.yaml").write_text(
        "source: 本省\ndate: 2026-01-01\nterms: [{code: A, zh_Hans_CN: 甲, en: First}]\n"
    )
    data.use(tmp_path)
    assert vocabulary("grades").label("A") == "甲"
    assert len(vocabulary("themes")) == themes
    data.use(None)
    assert vocabulary("grades").label("A") == "优"


def test_unknown_file() -> None:
    """A name that neither folder has is an error that says so."""
    with pytest.raises(FileNotFoundError, match=r"no-such\.yaml"):
        data.load("no-such.yaml")


def test_loading_twice_reads_once() -> None:
    """The same value is shared."""
    assert data.load("vocabularies/themes.yaml") is data.load("vocabularies/themes.yaml")


def test_lines_of_a_list(tmp_path: Path) -> None:
    """Without empty ones and remarks, each with the number that an editor shows."""
    (tmp_path / "words.txt").write_text("# 词\n医保\n\n  \n养老 => 养老院\n")
    data.use(tmp_path)
    assert list(data.lines("words.txt")) == [(2, "医保"), (5, "养老 => 养老院")]
