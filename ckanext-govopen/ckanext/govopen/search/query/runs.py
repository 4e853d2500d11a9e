"""Text as runs of clauses: pairs of characters, words, names of regions, and how many of them a dataset may lack.

Of one unbroken run a few pairs may be missing (`config/search.yml`): words joined in another order have pairs across
the seams that no document holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.govopen.national import data
from ckanext.govopen.search import places, synonyms
from ckanext.govopen.search.normalise import HAN, fold, is_traditional, other_words, simplified
from ckanext.govopen.search.words import cut

Span = tuple[int, int, str]
"""Start and end of a word in a run, and another word for it."""

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年度?")
_RUNS = re.compile(f"[{HAN}]+|[^{HAN}\\s]+")
_HAN_RUN = re.compile(f"[{HAN}]+")
_EDGES = re.compile(r"^[^\w]+|[^\w+#]+$")
_LETTER = re.compile(r"[^\W_]")
_PARTICLES = frozenset("的之和与及在有省市县区")
_SPECIAL = re.compile(r'([\\+\-&|!(){}\[\]^"~*?:/;=<>])')


@dataclass(frozen=True, slots=True)
class Run:
    """Clauses that belong together, and how many of them a dataset may lack."""

    clauses: tuple[str, ...]
    missing: int = 0


def written(run: Run) -> str:
    """Required clauses, or optional ones that `mm` counts; between clauses CKAN makes AND the default."""
    return " OR ".join(run.clauses) if run.missing else " ".join(f"+{clause}" for clause in run.clauses)


def within(runs: Iterable[Run], most: int) -> list[Run]:
    """The first runs that together have so many clauses at most."""
    kept: list[Run] = []
    for run in runs:
        room = most - sum(len(one.clauses) for one in kept)
        if room < len(run.clauses):
            break
        kept.append(run)
    return kept


def read(text: str) -> Iterable[Run]:
    """The text in runs: unbroken Chinese without the regions it names, each region, Latin words together."""
    folded = _YEAR.sub(r" \1 ", fold(text))
    traditional = is_traditional(folded)
    latin: list[str] = []
    for match in _RUNS.finditer(folded):
        if _HAN_RUN.fullmatch(match[0]):
            yield from _han(match[0], traditional=traditional)
        elif _LETTER.search(match[0]):
            latin.append(_latin(match[0]))
    if latin:
        yield Run(tuple(latin), _missing("missing_words", len(latin)))


def _latin(text: str) -> str:
    """A Latin word without the punctuation around it; AND, OR and NOT are words here, not operators."""
    bare = _EDGES.sub("", text)
    word = bare.lower() if bare in {"AND", "OR", "NOT", "TO"} else bare
    return _any_of([_SPECIAL.sub(r"\\\1", word), *map(_synonym, synonyms.alternatives(word))])


def _han(run: str, *, traditional: bool) -> Iterable[Run]:
    """A run of Chinese: cut at the regions that it names, since topic and region come in any order."""
    text = simplified(run)
    others = other_words(run) if traditional and len(text) == len(run) else []
    start = at = 0
    for word in cut(text):
        at += len(word)
        if places.is_name(word):
            yield from _topic(text[start : at - len(word)], _moved(others, start, at - len(word)))
            yield Run((f'"{word}"',))
            start = at
    yield from _topic(text[start:], _moved(others, start, len(text)))


def _moved(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The spans that lie in a part of a text, with their places in the part."""
    return [(first - start, last - start, word) for first, last, word in spans if start <= first and last <= end]


def _topic(text: str, others: list[Span]) -> Iterable[Run]:
    if len(text) > 1:
        clauses = _pairs(text, others)
        yield Run(clauses, _missing("missing", len(clauses)))
    elif text and text not in _PARTICLES:
        yield Run((_any_of(_in_fields(text, "single")),))


def _pairs(text: str, others: Iterable[Span]) -> tuple[str, ...]:
    """Every two neighbouring characters.

    A long word is looked for as a word too, with its first pair; a word of the same meaning stands in for each pair
    that it would replace.
    """
    choices = [[text[at : at + 2]] for at in range(len(text) - 1)]
    spans = [(first, last, _phrase(word)) for first, last, word in others]
    start = 0
    for word in cut(text):
        if len(word) > 2:  # words of two are pairs
            choices[start] += _in_fields(word, "word")
        spans += [(start, start + len(word), _synonym(other)) for other in synonyms.alternatives(word)]
        start += len(word)
    for first, last, word in spans:
        for at in range(max(first - 1, 0), min(last, len(choices))):
            choices[at].append(word)
    return tuple(_any_of(list(dict.fromkeys(choice))) for choice in choices)


def _phrase(words: str) -> str:
    return f'"{_SPECIAL.sub(" ", words)}"'


def _synonym(words: str) -> str:
    return f"{_phrase(words)}^{data.load('search.yml')['query']['synonym']}"


def _in_fields(word: str, kind: str) -> list[str]:
    return [f"{field}:{word}^{weight}" for field, weight in data.load("search.yml")["query"][kind].items()]


def _any_of(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"({' OR '.join(choices)})"


def _missing(rule: str, count: int) -> int:
    """How many of so many clauses may be missing."""
    allowed = 0
    for step in data.load("search.yml")[rule]:
        if count >= step["from"]:
            allowed = step["pairs"] if "pairs" in step else int(count * step["share"])
    return allowed
