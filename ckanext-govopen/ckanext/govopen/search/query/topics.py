"""An unbroken run of Chinese without places and offices: its words, and what speaks for a dataset that has them.

A word is looked for by its pairs of characters in every field, so that the cut of the index does not matter. Beside it
stand the word as a word, the pair across the seam to the next word, and words of the same meaning, which may all stand in
for it. Long words that are made of words (养老机构) are looked for by their parts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ckanext.govopen.national import data
from ckanext.govopen.search import labels, seams, synonyms
from ckanext.govopen.search.query import clauses, questions
from ckanext.govopen.search.query.kinds import BESIDE, WORD, Token
from ckanext.govopen.search.words import Word, is_word, placed

Span = tuple[int, int, str]
"""Start and end of a word in a run, and a clause for another word for it."""

_SHORTEST_PART = 2


@dataclass(frozen=True, slots=True)
class _Part(Word):
    """A piece of the run: a word, or characters that are in no word."""

    extras: tuple[str, ...] = ()
    """Clauses that stand in for it."""


def read(text: str, others: Iterable[Span] = (), *, idle: Callable[[str], bool]) -> list[Token]:
    """The tokens of a run; words that are `idle` need not be there, but raise a title that has them."""
    words = list(placed(text))
    parts = list(_joined(part for word in words for part in _parts(word)))
    wanted = [part for part in parts if not idle(part.text)]
    spans = [*others, *_synonyms(text, words, parts), *_label(text, wanted)]
    tokens = [_token(text, part, spans) for part in wanted]
    tokens += [Token(BESIDE, one, "") for one in _stretches("" if part in wanted else part.text for part in parts)]
    return tokens


def says_little(word: str) -> bool:
    """Whether every dataset could have the word (信息, 情况) or it only joins others (的)."""
    return word in _generic() or only_joins(word)


def only_joins(word: str) -> bool:
    """Whether a word only joins others (的)."""
    return word in _particles()


def only_asks(word: str) -> bool:
    """Whether a word of a question says little or only asks."""
    return says_little(word) or questions.asks(word)


def _stretches(texts: Iterable[str]) -> list[str]:
    """Neighbours as one, parted by empty ones, without what joins them to others (的信息表: 信息表)."""
    found = [""]
    for text in texts:
        if text and (found[-1] or text not in _particles()):
            found[-1] += text
        elif not text:
            found.append("")
    return [one for one in found if len(one) > 1]


def _synonyms(text: str, words: Sequence[Word], parts: Sequence[_Part]) -> list[Span]:
    """The other words for what stands in the run: for its words, or for the parts of those that have none.

    Long ones are found across the cut too, which a longer word of the dictionary may have moved (规上工业|企业名录).
    """
    known: list[Word] = [word for word in words if synonyms.alternatives(word.text)]
    known += [part for part in parts if not any(word.start <= part.start and part.end <= word.end for word in known)]
    known += [Word(start, end, text[start:end]) for start, end in synonyms.long_ones(text)]
    found = ((one, other) for one in known for other in synonyms.alternatives(one.text))
    return list(dict.fromkeys((one.start, one.end, instead(other)) for one, other in found))


def _label(text: str, wanted: Sequence[_Part]) -> list[Span]:
    """What stands in for the run as a whole where a theme or an industry is called so."""
    start, end = (wanted[0].start, wanted[-1].end) if wanted else (0, 0)
    known = labels.is_label(text[start:end])
    return [(start, end, clause) for clause in clauses.within(text[start:end], "label")] if known else []


def instead(other: str) -> str:
    """The clause for a word of the list that stands in for one that was typed."""
    return clauses.any_of(clauses.within(other, "synonym"))


def _parts(word: Word) -> Iterator[_Part]:
    """The words that a long word is made of, the first with the word as such; else the word."""
    size = len(word.text)
    extras = tuple(clauses.within(word.text, "word")) if size > _SHORTEST_PART else ()
    start = word.start
    for text in _made_of(word.text):
        yield _Part(start, start + len(text), text, extras)
        start += len(text)
        extras = ()


@data.bounded
def _made_of(word: str) -> tuple[str, ...]:
    """The shorter dictionary words of two characters and more that make up a word; the word alone where none do."""
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        if is_word(word[:at]) and (rest := _tiled(word[at:])):
            return (word[:at], *rest)
    return (word,)


def _tiled(word: str) -> tuple[str, ...]:
    if len(word) > _SHORTEST_PART + 1:
        parts = _made_of(word)
        return parts if len(parts) > 1 or is_word(word) else ()
    return (word,) if is_word(word) else ()


def _joined(parts: Iterable[_Part]) -> Iterator[_Part]:
    """Characters in no word, one after the other, as one piece: they are looked for together."""
    loose: list[_Part] = []
    for part in parts:
        if len(part.text) == 1 and part.text not in _particles():
            loose.append(part)
            continue
        yield from _together(loose)
        loose = []
        yield part
    yield from _together(loose)


def _together(loose: Sequence[_Part]) -> list[_Part]:
    return [_Part(loose[0].start, loose[-1].end, "".join(one.text for one in loose))] if loose else []


def _token(text: str, part: _Part, spans: Iterable[Span]) -> Token:
    before = text[part.start - 1 : part.start + 1] if part.start else ""
    after = text[part.end - 1 : part.end + 1] if part.end < len(text) else ""
    replaced = [clause for start, end, clause in spans if start < part.end and part.start < end]
    if len(part.text) == 1:
        choices = [seam for seam in (before, after) if seam] or clauses.within(part.text, "single")
        return Token(WORD, part.text, clauses.any_of([*choices, *replaced]))
    seam = clauses.within(after, "seam") if after and not seams.stands_at(text, part.end) else []
    return Token(WORD, part.text, clauses.any_of([part.text, *part.extras, *seam, *replaced]))


@data.cached
def _generic() -> frozenset[str]:
    return frozenset(data.load("search.yml")["generic"].split())


@data.cached
def _particles() -> frozenset[str]:
    return frozenset(data.load("search.yml")["particles"])
