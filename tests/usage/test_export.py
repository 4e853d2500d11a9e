"""Questions without an answer as lines for the list of synonyms."""

from pathlib import Path

import pytest

from ckanext.govopen.national import data
from ckanext.govopen.search import synonyms
from ckanext.govopen.usage.export import synonym_lines

WORDS = ("独角兽", "养老,敬老", "a => b", "# 学校", "，")


def text() -> str:
    """The lines of five questions."""
    return "".join(synonym_lines({"query": word, "searches": 17, "empty": 3, "askers": 2} for word in WORDS))


def test_lines() -> None:
    """A question is a remark with its figures and a line to fill in; what acts as syntax in the list is gone."""
    lines = text().splitlines()
    assert lines[:2] == ["# 17 searches, 3 without an answer, 2 people", "# 独角兽 => "]
    assert lines[3::2] == ["# 养老 敬老 => ", "# a b => ", "# 学校 => "]


@pytest.mark.parametrize("filled", [False, True])
def test_list_stays_readable(tmp_path: Path, filled: bool) -> None:
    """The lines can be put into the list as they are; one that is filled in is a synonym."""
    found = text().replace("# 独角兽 => ", "独角兽 => 麒麟") if filled else text()
    (tmp_path / "synonyms.txt").write_text("医保, 医疗保险\n" + found, "utf-8")
    data.use(tmp_path)
    try:
        assert "麒麟" in synonyms.alternatives("独角兽") or not filled
        assert synonyms.alternatives("医保") == ("医疗保险",)
    finally:
        data.use(None)
