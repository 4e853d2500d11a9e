"""Which parts of a shown text a query asked for: the same after normalisation, so that either script marks the other.

The text itself is never changed: every character that is compared knows the character that it came from, since folding
makes one of several (㎡ is m2) or none of one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ckanext.govopen.search import pinyin, spelled, synonyms
from ckanext.govopen.search.normalise import RUN, fold, mainland, normalise, written, years
from ckanext.govopen.search.query import english
from ckanext.govopen.search.words import cut

Part = tuple[str, bool]
"""A piece of a text, and whether it was asked for."""

LONGEST = 30
"""Characters of an unbroken run of a query that are looked for."""
MOST_RUNS = 16
ELLIPSIS = "…"

_YEAR = re.compile(r"(?<!\d)(\d{2,4})年")
_BREAK = re.compile(r"[\s。；;！!？?，,、：:）)]")
_LEAD = 0.25
"""The share of an excerpt that stands before the first mark."""


def parts(text: str, query: str) -> list[Part]:
    """The text in pieces, marked and not in turn; joined they are the text.

    Of each run of Han in the query the longest parts that the text holds are marked, of two characters or more (a
    character that was asked for alone too), words only whole; where a word is not there, its synonyms are, and the words
    that its letters spell (gongjijin, gjj).
    """
    spans = _spans(text, query)
    edges = [0, *(at for span in spans for at in span), len(text)]
    found = [(text[start:end], bool(at % 2)) for at, (start, end) in enumerate(pairwise(edges))]
    return [part for part in found if part[0]]


def excerpt(text: str, query: str, length: int) -> str:
    """At most `length` characters of the text and an ellipsis on either side: its beginning, or what stands around the
    first mark where the beginning does not show it."""
    if len(text) <= length:
        return text
    spans = _spans(text, query)
    start = 0
    if spans and spans[0][1] > length:
        start = min(max(0, spans[0][0] - int(length * _LEAD)), len(text) - length)
        near = _BREAK.search(text, start, spans[0][0])
        start = near.end() if near else start
    end = min(len(text), start + length)
    return f"{ELLIPSIS if start else ''}{text[start:end].strip()}{ELLIPSIS if end < len(text) else ''}"


def _spans(text: str, query: str) -> list[tuple[int, int]]:
    """Places in the text that are marked, apart from each other and in order."""
    wanted = _wanted(query)
    if not text or not wanted:
        return []
    folded, origin = _folded(text)
    found: list[tuple[int, int]] = []
    for run in wanted:
        found += _places(folded, run)
    return _joined((origin[start], origin[end - 1] + 1) for start, end in found)


@lru_cache(maxsize=64)
def _wanted(query: str) -> tuple[str, ...]:
    """The runs of a query as they are compared, in the mainland's words and in Chinese too."""
    forms = dict.fromkeys((written(query), normalise(query), mainland(fold(query))))
    found = dict.fromkeys(run for form in forms for run in _runs(form.lower()))
    if letters := pinyin.typed(query):
        found[letters] = None
    found |= dict.fromkeys(english.meant(query))
    return tuple(found)[:MOST_RUNS]


def _runs(query: str) -> Iterator[str]:
    """Runs of Han, of letters and of digits; 年 behind a number is looked for with it and not alone."""
    for year in _YEAR.finditer(query):
        yield year[0]
    yield from RUN.findall(_YEAR.sub(r"\1 ", query))


def _places(text: str, run: str) -> Iterator[tuple[int, int]]:
    if run.isascii() or len(run) == 1 or _YEAR.fullmatch(run):
        yield from found if (found := list(_whole(text, run))) else _meant(text, run)
        return
    pieces = _pieces(text, run[:LONGEST])
    yield from (span for piece in pieces for span in _whole(text, piece))
    words = (word for word in cut(run) if not any(word in piece for piece in pieces))
    yield from (span for word in words for other in synonyms.alternatives(word) for span in _whole(text, other.lower()))


def _meant(text: str, run: str) -> Iterator[tuple[int, int]]:
    """Where a run that the text does not hold is said in other words, or is the pinyin or the initials of words."""
    yield from (span for other in synonyms.alternatives(run) for span in _whole(text, other.lower()))
    if len(run) > 1 and run.isalpha() and run.isascii():
        yield from spelled.places(text, run)


def _pieces(text: str, run: str) -> list[str]:
    """The longest parts of a run that the text holds, none inside another."""
    found: list[str] = []
    for size in range(len(run), 1, -1):
        held = {run[at : at + size] for at in range(len(run) - size + 1)}
        found += [part for part in held if part in text and not any(part in longer for longer in found)]
    return found


def _whole(text: str, piece: str) -> Iterator[tuple[int, int]]:
    """Where a piece stands; letters not inside a longer Latin word, digits not inside a longer number."""
    at = text.find(piece)
    while at >= 0:
        end = at + len(piece)
        if not (_go_on(text[at - 1 : at], piece[0]) or _go_on(piece[-1], text[end : end + 1])):
            yield at, end
        at = text.find(piece, end)


def _go_on(before: str, after: str) -> bool:
    """Whether two characters belong to one Latin word or to one number."""
    pair = before + after
    return len(pair) > 1 and pair.isascii() and (pair.isalpha() or pair.isdecimal())


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """A text as it is compared, and for each of its characters the place in the text that it comes from."""
    pieces = [_character(char) for char in text]
    origin = [at for at, piece in enumerate(pieces) for _ in piece]
    return years("".join(pieces)), origin


@lru_cache(maxsize=4096)
def _character(char: str) -> str:
    return " " if char.isspace() else written(char).lower()
