"""Words that mean the same in public administration: `synonyms.txt` of the data folder, read anew at every start.

A line `医保, 医疗保险` finds either by the other. A line `养老 => 养老院, 敬老院` is one-way: who asks for 养老 finds
养老院 too, not the other way round. Lines that begin with # are remarks.
"""

import re
from collections.abc import Iterator, Mapping

from ckanext.govopen.national import data
from ckanext.govopen.search.normalise import HAN, listed

HAN_AND_OTHER = re.compile(rf"(?=.*[{HAN}])(?=.*[a-z0-9])[a-z0-9.&{HAN}]+")
"""What a word of two scripts is, in lower case."""
LONG = 4
"""Characters of a word that is taken for one wherever it stands, even where the cut is another."""


class SynonymError(ValueError):
    """A line of the list that says nothing: its number and its text."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"synonyms.txt, line {number}: {line}")


def alternatives(word: str) -> tuple[str, ...]:
    """Other words that a search for this one shall find too, in the order of the list; case does not count."""
    return _groups().get(word.casefold(), ())


def words() -> Iterator[str]:
    """Every word of the list, on either side."""
    for word, others in _groups().items():
        yield word
        yield from others


def mixed() -> list[str]:
    """The words of the list that have both Chinese and Latin characters or digits (5G基站), the longest first."""
    return sorted((word for word in _groups() if HAN_AND_OTHER.fullmatch(word)), key=lambda word: (-len(word), word))


def long_ones(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every word of the list, of four characters and more, that stands in a text; none inside another."""
    at = 0
    while at <= len(text) - LONG:
        end = next((end for end in range(min(len(text), at + _longest()), at + LONG - 1, -1) if text[at:end] in _groups()), 0)
        if end:
            yield at, end
        at = end or at + 1


@data.cached
def _longest() -> int:
    return max(map(len, _groups()), default=0)


@data.cached
def _groups() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for number, line in data.lines("synonyms.txt"):
        left, arrow, right = line.partition("=>")
        asked = listed(left)
        meant = listed(right) if arrow else asked
        if not asked or not meant or (not arrow and len(asked) == 1):
            raise SynonymError(number, line)
        for word in asked:
            found.setdefault(word.casefold(), {}).update((other, None) for other in meant if other != word)
    return {word: tuple(others) for word, others in found.items()}
