"""What people search for as files: a table, and lines for the list of synonyms."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

COLUMNS = ("query", "searches", "empty", "askers", "clicks", "click_rate", "rank")


def synonym_lines(questions: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Lines for `synonyms.txt`, one remark and one line to fill in for each question.

    They are remarks as long as nobody has filled them in: the list stays readable with all of them in it.
    """
    for row in questions:
        word = " ".join(row["query"].replace("，", ",").replace("=>", ",").replace(",", " ").split()).lstrip("# ")
        if word:
            yield f"# {row['searches']} searches, {row['empty']} without an answer, {row['askers']} people\n"
            yield f"# {word} => \n"
