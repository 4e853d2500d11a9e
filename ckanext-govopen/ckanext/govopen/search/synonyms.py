"""Words that mean the same in public administration: `synonyms.txt` of the data folder, read anew at every start.

A line `医保, 医疗保险` finds either by the other. A line `养老 => 养老院, 敬老院` is one-way: who asks for 养老 finds
养老院 too, not the other way round. Lines that begin with # are remarks.
"""

from collections.abc import Iterator, Mapping

from ckanext.govopen.national import data
from ckanext.govopen.search.normalise import listed


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
