"""Cutting Chinese text into dictionary words, with the words of public administration that a general dictionary lacks.

The dictionary is rjieba's own, `user_dictionary.txt` of the data folder, every synonym and every name of a region; the
index and the query use the same one, or they would not meet. The statistical guess of new words is off: it would cut
the same word differently in two sentences.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

import rjieba

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import placenames, synonyms
from ckanext.govopen.search.normalise import HAN_RUN, normalise

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands in its text."""

    start: int
    end: int
    text: str


def cut(text: str) -> list[str]:
    """The words of a normalised text in their order, nothing lost but punctuation and spaces."""
    return [word for word in _dictionary().cut(text, hmm=False) if _WORD.search(word)]


def placed(run: str, at: int = 0) -> Iterator[Word]:
    """The words of a normalised run of letters, digits or Han, which begins at `at` in its text."""
    for word in cut(run):
        yield Word(at, at + len(word), word)
        at += len(word)


def is_word(text: str) -> bool:
    """Whether the dictionary has just this word."""
    return bool(_dictionary().has_word(text))


def frequency(word: str) -> int:
    """How often a dictionary word is met, against others; a word of ours counts as rare."""
    return int(_dictionary().suggest_freq(word))


def cut_for_index(text: str) -> list[str]:
    """The words of a normalised text and the shorter words inside them (企业法人: 企业, 法人, 企业法人)."""
    found = [word for word in _dictionary().cut_for_search(text, hmm=False) if _WORD.search(word)]
    found += [term for word in found if len(word) > 3 for term in _inside(word)]
    return found


def inner_starts(word: str) -> tuple[int, ...]:
    """Where shorter words begin inside a word, after its first character: 市政府 has 政府 in it, from 1 on."""
    found = _dictionary().tokenize(word, mode="search", hmm=False)
    return tuple(sorted({at for _, at, end in found if at and end - at > 1}))


@data.bounded
def _inside(word: str) -> tuple[str, ...]:
    """Own terms inside a longer word, of four characters and more: the search mode of rjieba looks for shorter ones."""
    return tuple(term for term in _long_terms() if len(term) < len(word) and term in word)


def own_terms() -> Iterable[str]:
    """The terms added to the general dictionary."""
    yield from (normalise(line) for _, line in data.lines("user_dictionary.txt"))
    yield from synonyms.words()


@data.cached
def _long_terms() -> tuple[str, ...]:
    return tuple(sorted({term for term in own_terms() if len(term) > 3}))


@data.cached
def _dictionary() -> rjieba.Jieba:
    # One of our own: datasets and departments are named by the words of the library's, which must stay what they are.
    dictionary = rjieba.Jieba()
    own = {*own_terms(), *placenames.known()}
    names = {name for region in regions.all_regions() for name in placenames.of(region)}
    for word in sorted(own | names):
        if len(word) > 1 and HAN_RUN.fullmatch(word) and (not dictionary.has_word(word) or _is_cut(dictionary, word, own)):
            dictionary.add_word(word, None, None)
    return dictionary


def _is_cut(dictionary: rjieba.Jieba, word: str, own: Container[str]) -> bool:
    """Whether the library knows one of our terms or places and cuts it nevertheless, being rare (个税, 高县)."""
    return word in own and dictionary.cut(word, hmm=False) != [word]
