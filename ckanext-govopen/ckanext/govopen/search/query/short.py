"""The Chinese short form of filters in a query: 部门:教育局 年份:2023 格式:csv,xlsx, with either colon.

The words are those that the facets give themselves, and 标签. Values of one facet are alternatives, facets narrow each
other, unless OR stands between them. With a sign before it (-格式:csv, NOT 格式:csv) a filter takes out what has the value;
such a word is told with a dash. A value that means nothing is no filter but text to look for: better too much than nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from ckanext.govopen.national import data
from ckanext.govopen.national.names import NAME
from ckanext.govopen.search import departments, places
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.filters import has_value
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.query import signs
from ckanext.govopen.search.seams import parted

TAG = "标签"
NOT = "-"
"""What a word begins with whose values shall be missing."""

_VALUES = re.compile(r"[,，、]")
_QUOTES = "\"“”'"
_LONGEST = 200
"""Characters of a value: without an end, each of many opened quotation marks would be followed through the whole text."""
_MOST = 100
"""Values of a facet that are read, as of one in an address."""
_BEFORE = r"(?<![^\s，。；,;])"
_VALUE = rf"\"[^\"]{{0,{_LONGEST}}}\"|“[^”]{{0,{_LONGEST}}}”|[^\s:：]{{1,{_LONGEST}}}(?=\s|$)"


def read(q: str) -> tuple[list[str], str]:
    """The filters that a text names, for `fq_list`, and the text without them."""
    chosen: dict[str, list[str]] = {}
    rest: list[str] = []

    def is_kept(word: str, value: str) -> bool:
        if found := list(_filters(word, value)):
            chosen.setdefault(_named(word), []).extend(found)
        else:
            rest.append(f"{NOT}{value}" if word.startswith(NOT) else value)
        return False

    pieces = _pieces(q)
    text = "".join(" " if both else _kept_of(piece, is_kept) for piece, both in pieces)
    filters = [f"{NOT if name.startswith(NOT) else ''}{_any_of(values)}" for name, values in chosen.items()]
    filters += [both for _, both in pieces if both]
    text = " ".join([text if text == q else " ".join(text.split()), *rest]).strip()
    return filters, signs.left(text) if filters else text


def picked(q: str) -> tuple[dict[str, list[str]], str]:
    """Name of a facet → its values that a text names, and the text without them: what a page shows as chosen.

    Departments by their title and tags are no values of a facet, and stay (`typed`), with whatever else would do instead;
    so does what shall be missing.
    """
    found: dict[str, list[str]] = {}
    pieces = _pieces(q)
    alone = [pair for piece, both in pieces if not both for pair in typed(piece)]
    staying = {_named(word) for word, value in alone if word not in _words() or not _codes(_words()[word], value)}

    def is_kept(word: str, value: str) -> bool:
        codes = () if _named(word) in staying or word not in _words() else _codes(_words()[word], value)
        if codes:
            found.setdefault(_named(word), []).extend(codes)
        return not codes

    text = "".join(piece if both else _kept_of(piece, is_kept) for piece, both in pieces)
    return found, signs.left(" ".join(text.split())) if found else q


def typed(q: str) -> list[tuple[str, str]]:
    """The word and the value, as they were typed, of each filter that a text names."""
    found: list[tuple[str, str]] = []

    def is_kept(word: str, value: str) -> bool:
        if any(_filters(word, value)):
            found.append((word, value))
        return True

    _kept(q, is_kept)
    return list(dict.fromkeys(found))


def without(q: str, word: str, value: str) -> str:
    """The text without one of its filters."""
    return signs.left(_kept(q, lambda *one: one != (word, value)))


def said(word: str, value: str) -> str:
    """A filter as it is typed."""
    return f'{word}:"{value}"' if " " in value else f"{word}:{value}"


def facet_of(word: str) -> Facet | None:
    """The facet that a word before the colon means; `None` for tags."""
    return _words().get(word.removeprefix(NOT))


def is_missing(word: str) -> bool:
    """Whether the values of a typed filter shall be missing."""
    return word.startswith(NOT)


def narrowing(q: str) -> list[str]:
    """The filters of a text as they are typed, those together between which OR stands."""
    return [text for piece, both in _pieces(q) for text in ([piece] if both else (said(*pair) for pair in typed(piece)))]


def _kept(q: str, is_kept: Callable[[str, str], bool]) -> str:
    """The text without the values that are not kept; a word that keeps none goes too, and an OR with nothing beside it."""
    pieces = _pieces(q)
    text = "".join(_kept_of_any(piece, is_kept) if both else _kept_of(piece, is_kept) for piece, both in pieces)
    return text if text == q else " ".join(text.split())


def _kept_of_any(piece: str, is_kept: Callable[[str, str], bool]) -> str:
    """The same of filters between which OR stands."""
    left = [_kept_of(match[0], is_kept) for match in _pattern().finditer(piece)]
    return " OR ".join(one for one in left if one.strip()) or " "


def _kept_of(text: str, is_kept: Callable[[str, str], bool]) -> str:
    """The same of filters that stand alone."""

    def kept(match: re.Match[str]) -> str:
        values = _split(match["value"])
        word = f"{NOT if match['sign'] else ''}{match['word']}"
        left = [value for value in values if is_kept(word, value)]
        if left == values:
            return match[0]
        return " ".join(said(word, value) for value in left) or " "

    return _pattern().sub(kept, text)


def _split(values: str) -> list[str]:
    return [value.strip() for value in _VALUES.split(values.strip(_QUOTES))]


def _pieces(q: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the filter for all of it where it is filters of several facets with OR between them."""
    text = _alternatives().sub(_within_facets, q)
    found, at = [], 0
    for match in _alternatives().finditer(text):
        if both := _both(match[0]):
            found += [(text[at : match.start()], ""), (match[0], both)]
            at = match.end()
    return [*found, (text[at:], "")]


def _within_facets(match: re.Match[str]) -> str:
    """Filters with OR between them, those of one facet as one: 格式:csv OR 格式:xlsx is 格式:csv,xlsx."""
    values: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for one in _pattern().finditer(match[0]):
        name = _named(one["word"])
        words.setdefault(name, one["word"])
        values.setdefault(name, []).extend(_split(one["value"]))
    return " OR ".join(said(words[name], ",".join(found)) for name, found in values.items())


def _both(text: str) -> str:
    """The filter that any of several filters fulfils; empty where one of them means nothing."""
    pairs = [(match["word"], value) for match in _pattern().finditer(text) for value in _split(match["value"])]
    found = [list(_filters(*pair)) for pair in pairs]
    return _any_of(clause for one in found for clause in one) if all(found) else ""


def _any_of(values: Iterable[str]) -> str:
    return f"({' OR '.join(list(dict.fromkeys(values))[:_MOST])})"


def _named(word: str) -> str:
    """The name of a facet for its word, with the sign before it."""
    facet = facet_of(word)
    return f"{NOT if is_missing(word) else ''}{facet.name}" if facet else word


def _filters(word: str, value: str) -> Iterator[str]:
    """The clauses of a value; none where it means nothing."""
    facet = facet_of(word)
    if facet is None:
        if value:
            yield f"{has_value('tags', value)} OR {has_value('tags_bi', parted(normalise(value)))}"
        return
    if codes := _codes(facet, value):
        yield from (has_value(facet.field, one) for one in codes)
    elif facet.titles == "organizations":
        yield from _office(value)


def _codes(facet: Facet, value: str) -> Sequence[str]:
    """The values of the facet that are meant; of one that is known by its titles that is the name in the URL."""
    if facet.titles:
        return [value] if NAME.fullmatch(value) else []
    return facet.read(value)


def _office(value: str) -> Iterator[str]:
    """A department by any of its names, with a place."""
    text = normalise(value)
    if not (offices := departments.named(text)):
        return
    duties = [has_value("offices", duty) for office in offices for duty in office.duties]
    where = [has_value("region_path", code) for code in places.codes(text[: offices[0].start])]
    bodies = f"({' OR '.join(duties)})"
    yield f"({bodies} AND ({' OR '.join(where)}))" if where else bodies


@data.cached
def _words() -> dict[str, Facet]:
    return {word: facet for facet in facets() for word in facet.words}


@data.cached
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}(?P<sign>[-－]|NOT\s+)?(?P<word>{_one_of()})[:：]\s?(?P<value>{_VALUE})")


@data.cached
def _alternatives() -> re.Pattern[str]:
    """Filters without a sign, between which OR stands."""
    one = rf"(?:{_one_of()})[:：]\s?(?:{_VALUE})"
    return re.compile(rf"{_BEFORE}(?<!NOT ){one}(?:\s+(?:{signs.OR}|或者?|[oO]r)\s+{one})+")


def _one_of() -> str:
    return "|".join(sorted((TAG, *_words()), key=lambda word: (-len(word), word)))
