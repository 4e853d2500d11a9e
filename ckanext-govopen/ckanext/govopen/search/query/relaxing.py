"""What is asked instead of a query that finds nothing: one thing is given up at a time, and the answer says which."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Any

from ckanext.govopen.national import data
from ckanext.govopen.search import places
from ckanext.govopen.search.normalise import YEAR_DIGITS, normalise
from ckanext.govopen.search.query import respelling, tokens
from ckanext.govopen.search.query.kinds import BESIDES, FORMAT, LACKED, PLACE, WORD, YEAR, Token
from ckanext.govopen.search.words import is_word

SPELLING, SHORT, NO_SORT, LOOSE, NO_FORMAT, NO_YEAR, NO_PLACE, NO_WORD, FEWER = (
    *("spelling", "short", "sort", "character", "format", "year", "place", "word", "words"),
)
"""Kinds of ways."""

_TOWN = re.compile("(?:[镇乡]|街道)$")
"""How the places end that no list has."""
_PART_OF_YEAR = re.compile(
    rf"{YEAR_DIGITS}年?度?的?\s?(?P<part>前?[一二三四五六七八九十两]{{1,2}}(?:月份?|个?季度)|[上下]半年度?)"
)
"""A month, a quarter or a half behind its year."""

Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to give something up: what is asked where a query found nothing."""

    kind: str
    """`spelling`, `short`, `sort`, `character`, `format`, `year`, `place`, `word` or `words`."""
    q: str
    """What is asked instead, as a person would type it."""
    dropped: tuple[str, ...] = ()
    """What was typed and is no longer asked for, in its order."""
    readings: tuple[Tokens, ...] = ()
    """The tokens, or several readings of which any will do."""
    missing: int = 0
    """How many of the tokens may be missing."""
    spellings: tuple[str, ...] = ()
    """Of `spelling`: the texts that are asked for at once, the likeliest first."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """The parameters of the search, as `rewrite` gives them."""

    @property
    def key(self) -> str:
        """What tells the way from the others of a query."""
        return ":".join((self.kind, *self.dropped))

    def meant(self, found: str) -> str:
        """What was asked instead, seen from the text of a dataset that it found."""
        text = normalise(found)
        return max(self.spellings, key=lambda one: sum(pair in text for pair in map("".join, pairwise(one))), default=self.q)

    def given_up(self, found: str) -> tuple[str, ...]:
        """What is no longer asked for; where any words may be missing, those that the text of the best dataset lacks."""
        text = normalise(found).lower()
        lacked = (token.text for token in self.readings[0] if token.kind in LACKED and token.text.lower() not in text)
        return tuple(lacked) if self.missing else self.dropped


def ways(text: str, found: Sequence[Token]) -> Iterator[Way]:
    """The ways that there are for a normalised text and its tokens, in the order in which they are tried."""
    for way in _WAYS:
        yield from way(text, found)


def others(text: str, found: Sequence[Token]) -> list[str]:
    """Texts that may have been meant: two of the same sound, those without one thing, the longest first, then the rest of
    the same sound."""
    spelled = respelling.spellings(text)
    left = [typed(_without(found, unit)) for unit in _units(text, found)]
    shorter = sorted(filter(None, dict.fromkeys(left)), key=len, reverse=True)
    return list(dict.fromkeys((*spelled[:2], *shorter, *spelled[2:])))


def typed(found: Sequence[Token]) -> str:
    """Tokens as a person would type them: Chinese words side by side."""
    text = ""
    for token in found:
        close = text and token.text and not token.text[0].isascii() and not text[-1].isascii()
        text += token.text if close or not text else f" {token.text}"
    return text


def _spelling(text: str, found: Sequence[Token]) -> Iterator[Way]:
    """By places that were typed in pinyin, else by words of the same sound; a dictionary word alone is what was meant."""
    if meant := respelling.places_meant(text):
        yield Way(SPELLING, meant[0], readings=tuple(tuple(tokens.read(one)) for one in meant), spellings=tuple(meant))
    elif not _is_one_word(text, found):
        spelled, readings = respelling.by_sound(text, found)
        if spelled:
            yield Way(SPELLING, spelled[0], readings=readings, spellings=spelled)


def _is_one_word(text: str, found: Sequence[Token]) -> bool:
    """Whether what is looked for is one word of the dictionary."""
    topics = [unit for unit in _units(text, found) if any(map(_is_topic, unit))]
    return len(topics) == 1 and len(topics[0][0].text) > 1 and is_word(typed(topics[0]))


def _short(_text: str, found: Sequence[Token]) -> Iterator[Way]:
    long = respelling.written_out(found)
    if long != tuple(found):
        yield Way(SHORT, typed(found), readings=(long,))


def _no_sort(text: str, found: Sequence[Token]) -> Iterator[Way]:
    """Without what sort of thing is meant, the last words of the only topic: 测绘企业 becomes 测绘."""
    parts = [list(filter(_is_topic, tokens.read(part))) for part in text.split() if not _TOWN.search(part)]
    topics = [part for part in parts if part]
    if len(topics) > 1:
        return
    own = [token for token in found if topics and token in topics[0]]
    last = list(takewhile(lambda token: token.kind == WORD and token.text in _sorts(), reversed(own)))[::-1]
    if last and (kept := _without(found, last)):
        yield Way(NO_SORT, typed(kept), tuple(token.text for token in last), (kept,))


def _is_topic(token: Token) -> bool:
    """Whether a token says what is looked for, not where, when or in which form."""
    return token.kind not in BESIDES


def _tells(token: Token) -> bool:
    """Whether a token alone says what is looked for, not what sort of thing."""
    return _is_topic(token) and len(token.text) > 1 and token.text not in _sorts()


@data.cached
def _sorts() -> frozenset[str]:
    return frozenset(data.load("search.yml")["relaxed"]["sorts"].split())


@data.cached
def _asides() -> frozenset[str]:
    return frozenset(data.load("search.yml")["relaxed"]["asides"].split())


def _is_loose(token: Token) -> bool:
    """A character that is no word with those beside it."""
    return token.kind == WORD and len(token.text) == 1


def _is_place(token: Token) -> bool:
    """Whether a token names a place, or would with its type: 磐石 is a word, and the city 磐石市."""
    return token.kind == PLACE or (token.kind == WORD and any(places.is_name(token.text + end) for end in "市县区"))


def _is_month(text: str) -> Callable[[Token], bool]:
    """Whether a token is a month, a quarter or a half of a year that the text names."""
    spans = [match["part"] for match in _PART_OF_YEAR.finditer(text)]
    return lambda token: token.kind == WORD and any(token.text in span for span in spans)


def _is_aside(token: Token) -> bool:
    """Whether a word says how the data shall be, not of what (坐标, 实时)."""
    return token.text in _asides()


def _no(kind: str, is_given_up: Callable[[Token], bool]) -> Callable[[str, Sequence[Token]], Iterator[Way]]:
    def way(_text: str, found: Sequence[Token]) -> Iterator[Way]:
        given_up = list(filter(is_given_up, found))
        kept = _without(found, given_up)
        if given_up and kept:
            yield Way(kind, typed(kept), tuple(token.text for token in given_up), (kept,))

    return way


def _no_aside(text: str, found: Sequence[Token]) -> Iterator[Way]:
    """Without what says how the data shall be, and without a month or quarter, whose year alone says enough."""
    months = list(filter(_is_month(text), found))
    given_up = [token for token in found if token in months or _is_aside(token)]
    kept = _without(found, given_up)
    if months == given_up and months:
        kept = tuple(token for token in found if token not in months)
    if given_up and kept:
        yield Way(NO_WORD, typed(kept), tuple(token.text for token in given_up), (kept,))


def _no_year(text: str, found: Sequence[Token]) -> Iterator[Way]:
    """Without the year, and without its month or quarter."""
    is_month = _is_month(text)
    yield from _no(NO_YEAR, lambda token: token.kind == YEAR or is_month(token))(text, found)


def _no_format(text: str, found: Sequence[Token]) -> Iterator[Way]:
    """Without the form that was asked for, and without what else says how the data shall be."""
    if any(token.kind == FORMAT for token in found):
        yield from _no(NO_FORMAT, lambda token: token.kind == FORMAT or _is_aside(token))(text, found)


def _units(text: str, found: Sequence[Token]) -> list[list[Token]]:
    """The tokens, those together that make up one word of the text (公共|厕所)."""
    units: list[list[Token]] = []
    for token in found:
        whole = typed([*units[-1], token]) if units else ""
        if whole and token.kind == WORD == units[-1][0].kind and whole in text and is_word(whole):
            units[-1].append(token)
        else:
            units.append([token])
    return units


def _without(found: Sequence[Token], given_up: Sequence[Token]) -> Tokens:
    """The tokens that are left, if they say what is looked for."""
    kept = tuple(token for token in found if token not in given_up)
    return kept if any(map(_tells, kept)) else ()


def _fewer(_text: str, found: Sequence[Token]) -> Iterator[Way]:
    settings: Mapping[str, float] = data.load("search.yml")["relaxed"]
    words = [token for token in found if token.kind in LACKED]
    if len(words) >= settings["words"]:
        missing = max(1, int(len(words) * settings["share"]))
        yield Way(FEWER, typed(found), readings=(tuple(found),), missing=missing)


_WAYS = (
    _spelling,
    _short,
    _no_sort,
    _no(LOOSE, _is_loose),
    _no_aside,
    _no_format,
    _no_year,
    _no(NO_PLACE, _is_place),
    _fewer,
)
