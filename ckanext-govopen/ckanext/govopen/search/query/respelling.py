"""Other readings of what nothing has: as words of the same sound, as places by their pinyin, or as a short form.

A word that was put for another of the same sound must stand in the title itself: what is only meant by it, or called by
another word, would be two guesses at once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from ckanext.govopen.national import data
from ckanext.govopen.search import homophones, placenames
from ckanext.govopen.search.query import clauses, tokens
from ckanext.govopen.search.query.kinds import WORD, Token
from ckanext.govopen.search.words import is_word

_LONGEST_SHORT = 4
_LETTERS = re.compile("[a-z]{4,}")
_MOST_SOUNDS = 150
"""Characters that are tried in all unknown words together: Solr takes 1,024 clauses."""

Readings = tuple[tuple[Token, ...], ...]


@data.bounded
def spellings(text: str) -> tuple[str, ...]:
    """Other spellings of a text that sounds the same, the likeliest first."""
    return tuple(homophones.respelled(text, data.load("search.yml")["relaxed"]["spellings"]))


def by_sound(text: str, found: Sequence[Token]) -> tuple[tuple[str, ...], Readings]:
    """Other words of the same sound, and where no dictionary has what was meant, any characters that a title has there: the
    texts that are asked for, and their readings."""
    others = spellings(text)
    readings = [in_titles(text, tokens.read(other)) for other in others]
    unknown = [token for token in found if _is_unknown(token)]
    most = _MOST_SOUNDS // max(1, len(unknown))
    loose = {token: list(islice(_sounding(text, token.text), max(1, most))) for token in unknown}
    if any(loose.values()):
        anew = (_respelled(token, [part for _, part in loose[token]]) if loose.get(token) else token for token in found)
        readings.insert(1, tuple(anew))
        others = (*others, *(other for parts in loose.values() for other, _ in parts))
    return others, tuple(readings)


def in_titles(text: str, found: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens of another spelling of a text: of those that do not stand in it, titles must have the words."""
    return tuple(_in_title(token) if token.kind == WORD and token.text not in text else token for token in found)


def places_meant(text: str) -> list[str]:
    """A text with the pinyin of a place, which stands in it as a word beside others (yibin 公园), as the place."""
    words = text.split()
    found = [words]
    for at, word in enumerate(words) if len(words) > 1 else ():
        names = placenames.by_pinyin().get(word.lower(), ()) if _LETTERS.fullmatch(word.lower()) else ()
        found += [[*one[:at], name, *one[at + 1 :]] for one in found for name in dict.fromkeys(name for name, _ in names)]
    return [" ".join(one) for one in found[1:]][: data.load("search.yml")["relaxed"]["spellings"]]


def written_out(found: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, those in no word as a short form: the title has their characters in this order, with others between."""
    return tuple(_long(token) if _is_short(token) else token for token in found)


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


def _in_title(token: Token) -> Token:
    field = "title_bi" if len(token.text) > 1 else "title_uni"
    return replace(token, clause=clauses.all_of([f"{field}:{clauses.literal(token.text)}", token.clause]))


def _is_short(token: Token) -> bool:
    return token.kind == WORD and 1 < len(token.text) <= _LONGEST_SHORT and not is_word(token.text)


def _long(token: Token) -> Token:
    """Without a weight: Solr would take it for a word of the phrase (`clauses`)."""
    return replace(token, clause=f'title_uni:"{token.text}"~{data.load("search.yml")["relaxed"]["apart"]}')
