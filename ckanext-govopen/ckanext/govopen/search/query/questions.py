"""Questions as people put them: the words that ask, apart from the words for what is asked."""

import re

from ckanext.govopen.national import data


def is_question(text: str) -> bool:
    """Whether a normalised text asks in a sentence."""
    return bool(_asking().search(text))


def without_phrases(text: str) -> str:
    """A normalised text with a space for every character of a phrase that only asks (我想找, 有没有, 的数据)."""
    return _phrases().sub(lambda match: " " * len(match[0]), text)


def asks(word: str) -> bool:
    """Whether a word of a question says nothing of what is looked for (什么, 怎么, 可以)."""
    return word in _words()


@data.cached
def _phrases() -> re.Pattern[str]:
    return _any(data.load("search.yml")["questions"]["phrases"])


@data.cached
def _asking() -> re.Pattern[str]:
    settings = data.load("search.yml")["questions"]
    return _any(f"{settings['signs']} {settings['phrases']}")


@data.cached
def _words() -> frozenset[str]:
    settings = data.load("search.yml")["questions"]
    return frozenset(f"{settings['words']} {settings['signs']}".split())


def _any(words: str) -> re.Pattern[str]:
    longest_first = sorted(words.split(), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)))
