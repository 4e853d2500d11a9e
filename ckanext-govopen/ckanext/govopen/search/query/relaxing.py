"""What is asked instead of a query that finds nothing: one thing is given up at a time, and the answer says which."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from ckanext.govopen.national import data
from ckanext.govopen.search import homophones, places
from ckanext.govopen.search.query import clauses, tokens
from ckanext.govopen.search.query.kinds import LACKED, PLACE, WORD, YEAR, Token
from ckanext.govopen.search.words import is_word

_LONGEST_SHORT = 4
_MOST_SOUNDS = 150
"""Characters that are tried in all unknown words together: Solr takes 1,024 clauses."""
_TOWN = re.compile("(?:[镇乡]|街道)$")
"""How the places end that no list has."""

SPELLING, SHORT, NO_SORT, LOOSE, NO_YEAR, NO_PLACE, FEWER = (
    *("spelling", "short", "sort", "character", "year", "place", "words"),
)
"""Kinds of ways."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to give something up."""

    kind: str
    q: str
    """What is asked instead, as a person would type it."""
    dropped: tuple[str, ...] = ()
    readings: tuple[tuple[Token, ...], ...] = ()
    """The tokens, or several readings of which any will do."""
    missing: int = 0
    """How many of the tokens may be missing."""
    spellings: tuple[str, ...] = ()
    """Of another spelling: the texts that are asked for at once, the likeliest first."""


def ways(text: str, found: Sequence[Token]) -> Iterator[Way]:
    """The ways that there are for a normalised text and its tokens, in the order in which they are tried."""
    for way in _WAYS:
        if known := way(text, found):
            yield known


@data.bounded
def spellings(text: str) -> tuple[str, ...]:
    """Other spellings of a text that sounds the same, the likeliest first."""
    return tuple(homophones.respelled(text, data.load("search.yml")["relaxed"]["spellings"]))


def shorter(found: Sequence[Token]) -> list[str]:
    """The text without one of its tokens each, longest first."""
    if len(found) < 2:
        return []
    left = [typed([*found[:at], *found[at + 1 :]]) for at in range(len(found))]
    return sorted(dict.fromkeys(left), key=len, reverse=True)


def typed(found: Sequence[Token]) -> str:
    """Tokens as a person would type them: Chinese words side by side."""
    text = ""
    for token in found:
        close = text and token.text and not token.text[0].isascii() and not text[-1].isascii()
        text += token.text if close or not text else f" {token.text}"
    return text


def _spelling(text: str, found: Sequence[Token]) -> Way | None:
    """Other words of the same sound, and where no dictionary has what was meant, any characters that a title has there."""
    others = spellings(text)
    readings = [tuple(tokens.read(other)) for other in others]
    unknown = [token for token in found if _is_unknown(token)]
    most = _MOST_SOUNDS // max(1, len(unknown))
    loose = {token: list(islice(_sounding(text, token.text), max(1, most))) for token in unknown}
    if any(loose.values()):
        anew = (_respelled(token, [part for _, part in loose[token]]) if loose.get(token) else token for token in found)
        readings.insert(1, tuple(anew))
        others = (*others, *(other for parts in loose.values() for other, _ in parts))
    return Way(SPELLING, others[0], readings=tuple(readings), spellings=others) if others else None


def _is_unknown(token: Token) -> bool:
    """Whether a token is characters that are in no word together, as those around a wrong one are."""
    return token.kind == WORD and len(token.text) <= _LONGEST_SHORT and token.text in token.clause and not is_word(token.text)


def _sounding(text: str, piece: str) -> Iterator[tuple[str, str]]:
    """The text with one character of a piece replaced by one that sounds the same, and the part of it that a title must
    have: the piece, of a single character with the one before it or behind."""
    start = text.find(piece)
    end = start + len(piece)
    if start < 0:
        return
    first, last = (max(0, start - 1), end) if len(piece) == 1 and start else (start, end + (len(piece) == 1))
    for at in range(start, end):
        for char in homophones.common(text[at]):
            other = text[:at] + char + text[at + 1 :]
            yield other, other[first:last]


def _respelled(token: Token, parts: Sequence[str]) -> Token:
    return replace(token, clause=clauses.any_of(f"title_bi:{clauses.literal(part)}" for part in parts))


def _short(_text: str, found: Sequence[Token]) -> Way | None:
    """Characters in no word as a short form: the title has them in this order, with others between."""
    long = tuple(_written_out(token) if _is_short(token) else token for token in found)
    return Way(SHORT, typed(found), readings=(long,)) if long != tuple(found) else None


def _is_short(token: Token) -> bool:
    return token.kind == WORD and 1 < len(token.text) <= _LONGEST_SHORT and not is_word(token.text)


def _written_out(token: Token) -> Token:
    """Without a weight: Solr would take it for a word of the phrase (`clauses`)."""
    return replace(token, clause=f'title_uni:"{token.text}"~{data.load("search.yml")["relaxed"]["apart"]}')


def _no_sort(text: str, found: Sequence[Token]) -> Way | None:
    """Without what sort of thing is meant, the last words of the only topic: 测绘企业 becomes 测绘, 消防栓 becomes 消防."""
    parts = [list(filter(_is_topic, tokens.read(part))) for part in text.split() if not _TOWN.search(part)]
    topics = [part for part in parts if part]
    if len(topics) > 1:
        return None
    own = [token for token in found if topics and token in topics[0]]
    dropped = list(takewhile(lambda token: token.kind == WORD and token.text in _sorts(), reversed(own)))[::-1]
    kept = [token for token in found if token not in dropped]
    if not any(map(_tells, kept)):
        kept, dropped = list(found), []
    stems = tuple(one for token in kept for one in _stem(token))
    return Way(NO_SORT, typed(stems), tuple(token.text for token in dropped), (stems,)) if stems != tuple(found) else None


def _is_topic(token: Token) -> bool:
    """Whether a token says what is looked for, not where nor when."""
    return token.kind not in {PLACE, YEAR}


def _tells(token: Token) -> bool:
    """Whether a token alone says what is looked for, not what sort of thing."""
    return _is_topic(token) and len(token.text) > 1 and token.text not in _sorts()


def _stem(token: Token) -> list[Token]:
    """A word of three characters without the last, where that leaves a word."""
    stem = token.text[:2]
    return tokens.read(stem) if token.kind == WORD and len(token.text) == len(stem) + 1 and is_word(stem) else [token]


@data.cached
def _sorts() -> frozenset[str]:
    return frozenset(data.load("search.yml")["relaxed"]["sorts"].split())


def _is(kind: str) -> Callable[[Token], bool]:
    return lambda token: token.kind == kind


def _is_loose(token: Token) -> bool:
    """A character that is no word with those beside it."""
    return token.kind == WORD and len(token.text) == 1


def _is_place(token: Token) -> bool:
    """Whether a token names a place, or would with its type: 磐石 is a word, and the city 磐石市."""
    return token.kind == PLACE or (token.kind == WORD and any(places.is_name(token.text + end) for end in "市县区"))


def _without(name: str, given_up: Callable[[Token], bool]) -> Callable[[str, Sequence[Token]], Way | None]:
    def way(_text: str, found: Sequence[Token]) -> Way | None:
        kept = tuple(token for token in found if not given_up(token))
        dropped = tuple(token.text for token in found if given_up(token))
        said = any(_tells(token) for token in kept)
        return Way(name, typed(kept), dropped, (kept,)) if dropped and said else None

    return way


def _fewer(_text: str, found: Sequence[Token]) -> Way | None:
    settings: Mapping[str, float] = data.load("search.yml")["relaxed"]
    words = [token for token in found if token.kind in LACKED]
    if len(words) < settings["words"]:
        return None
    return Way(FEWER, typed(found), readings=(tuple(found),), missing=max(1, int(len(words) * settings["share"])))


_WAYS = (
    _spelling,
    _short,
    _no_sort,
    _without(LOOSE, _is_loose),
    _without(NO_YEAR, _is(YEAR)),
    _without(NO_PLACE, _is_place),
    _fewer,
)
