"""English words for something Chinese: those of `synonyms.txt`, and beside them places by their pinyin.

`Air quality in Suzhou` looks for 空气质量 of 苏州 or 宿州; without such a word letters are what a title is typed with.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ckanext.govopen.national import data
from ckanext.govopen.search import placenames, synonyms
from ckanext.govopen.search.query import where

_WORD = re.compile("[A-Za-z]+")
_PLURALS = (("", ""), ("s", ""), ("es", ""), ("ies", "y"))
_MOST = 3
"""Words that mean something together (science and technology)."""


class Part(NamedTuple):
    """One word, or several that mean something together."""

    text: str
    others: Sequence[str] = ()
    """Chinese for it."""
    place: str = ""
    """The place that it names, in Chinese."""


def parts(words: Sequence[str]) -> list[Part]:
    """Latin words without the punctuation around them, in their parts; as they are where none is known to be English."""
    found = list(_parts(words))
    if not any(part.others for part in found):
        return [Part(word) for word in words]
    idle = data.load("search.yml")["english_idle"].split()
    return [part for part in found if part.text.lower() not in idle]


def meant(text: str) -> list[str]:
    """Chinese for the English words of a text."""
    found = parts(_WORD.findall(text))
    return [word for part in found for word in (*part.others, *filter(None, part.place.split(where.JOINED)))]


def _parts(words: Sequence[str]) -> Iterator[Part]:
    at = 0
    while at < len(words):
        ends = range(min(len(words), at + _MOST), at, -1)
        tries = (_part(" ".join(words[at:end])) for end in ends)
        found = next((part for part in tries if part.others or part.place), Part(words[at]))
        yield found
        at += found.text.count(" ") + 1


def _part(text: str) -> Part:
    return Part(text, _others(text), _places().get(text.lower(), ""))


def _others(text: str) -> Sequence[str]:
    """Other words; a plural means what its singular means."""
    found = (
        synonyms.alternatives(text.removesuffix(end) + singular) for end, singular in _PLURALS if text.lower().endswith(end)
    )
    return next(filter(None, found), ())


@data.cached
def _places() -> Mapping[str, str]:
    """Places by their pinyin in one word: the largest, and all of these where several sound alike."""
    found = {letters: where.JOINED.join(_largest(names)) for letters, names in placenames.by_pinyin().items()}
    return {**found, **data.load("vocabularies/places.yaml")["english"]}


def _largest(names: Sequence[tuple[str, int]]) -> Iterable[str]:
    """The names of the highest level among these."""
    highest = min(level for _, level in names)
    return dict.fromkeys(name for name, level in names if level == highest)
