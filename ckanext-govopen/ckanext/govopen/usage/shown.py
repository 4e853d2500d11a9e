"""What of people's questions others may see."""

from typing import NamedTuple

from ckanext.govopen.model import SearchQuery
from ckanext.govopen.model.renewed import Renewed
from ckanext.govopen.search.asked import is_showable
from ckanext.govopen.search.suggest import Names, Typed

MOST = 5000
FRESH = 60
"""Seconds for which a process remembers what it read."""


class Shown(NamedTuple):
    """Questions with how many people asked them, those first that most people ask, and the same by how they are typed."""

    questions: list[tuple[str, int]]
    names: Names[str]


def popular(limit: int) -> list[tuple[str, int]]:
    """Questions that five people asked within a week, that found something and that may be shown, with how many people
    those were; those first that most people ask. At the most `MOST`, about a minute old."""
    return known.get().questions[:limit]


def find(text: Typed, limit: int) -> list[str]:
    """Those of them that a text may mean, best first."""
    return known.get().names.find(text, limit)


def _read() -> Shown:
    questions = [(query, people) for query, people in SearchQuery.popular(MOST) if is_showable(query)]
    return Shown(questions, Names((query, (query,)) for query, _ in questions))


known = Renewed(_read, FRESH)
