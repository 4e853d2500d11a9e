"""The Chinese short form of filters in a query: 部门:教育局 年份:2023 格式:csv,xlsx, with either colon.

The words are those that the facets give themselves, and 标签. Values of one facet are alternatives, facets narrow each
other. A value that means nothing is no filter but text to look for: better too much than nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from ckanext.govopen.national import data
from ckanext.govopen.search import departments, places
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.filters import has_value
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.seams import parted

TAG = "标签"

_VALUES = re.compile(r"[,，、]")
_QUOTES = "\"“”'"
_LONGEST = 200
"""Characters of a value: without an end, each of many opened quotation marks would be followed through the whole text."""
_MOST = 100
"""Values of a facet that are read, as of one in an address."""
_SLUG = re.compile(r"[a-z0-9_-]{2,100}")


def read(q: str) -> tuple[list[str], str]:
    """The filters that a text names, for `fq_list`, and the text without them."""
    chosen: dict[str, list[str]] = {}
    rest: list[str] = []

    def is_kept(word: str, value: str) -> bool:
        if found := list(_filters(word, value)):
            chosen.setdefault(_named(word), []).extend(found)
        else:
            rest.append(value)
        return False

    text = _kept(q, is_kept)
    filters = [f"({' OR '.join(list(dict.fromkeys(values))[:_MOST])})" for values in chosen.values()]
    return filters, " ".join([text, *rest]).strip()


def picked(q: str) -> tuple[dict[str, list[str]], str]:
    """Name of a facet → its values that a text names, and the text without them: what a page shows as chosen.

    Departments by their title and tags are no values of a facet, and stay (`typed`), with whatever else would do instead.
    """
    found: dict[str, list[str]] = {}
    staying = {_named(word) for word, value in typed(q) if word == TAG or not _codes(_words()[word], value)}

    def is_kept(word: str, value: str) -> bool:
        codes = () if _named(word) in staying or word == TAG else _codes(_words()[word], value)
        if codes:
            found.setdefault(_named(word), []).extend(codes)
        return not codes

    text = _kept(q, is_kept)
    return found, text if found else q


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
    return _kept(q, lambda *one: one != (word, value))


def said(word: str, value: str) -> str:
    """A filter as it is typed."""
    return f'{word}:"{value}"' if " " in value else f"{word}:{value}"


def facet_of(word: str) -> Facet | None:
    """The facet that a word before the colon means; `None` for tags."""
    return _words().get(word)


def _kept(q: str, is_kept: Callable[[str, str], bool]) -> str:
    """The text without the values that are not kept; a word that keeps none goes too."""

    def kept(match: re.Match[str]) -> str:
        values = [value.strip() for value in _VALUES.split(match["value"].strip(_QUOTES))]
        left = [value for value in values if is_kept(match["word"], value)]
        if left == values:
            return match[0]
        return " ".join(said(match["word"], value) for value in left) or " "

    text = _pattern().sub(kept, q)
    return text if text == q else " ".join(text.split())


def _named(word: str) -> str:
    return _words()[word].name if word in _words() else word


def _filters(word: str, value: str) -> Iterator[str]:
    """The clauses of a value; none where it means nothing."""
    if word == TAG:
        if value:
            yield f"{has_value('tags', value)} OR {has_value('tags_bi', parted(normalise(value)))}"
        return
    facet = _words()[word]
    if codes := _codes(facet, value):
        yield from (has_value(facet.field, one) for one in codes)
    elif facet.titles == "organizations":
        yield from _office(value)


def _codes(facet: Facet, value: str) -> Sequence[str]:
    """The values of the facet that are meant; of one that is known by its titles that is the name in the URL."""
    if facet.titles:
        return [value] if _SLUG.fullmatch(value) else []
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
    words = "|".join(sorted((TAG, *_words()), key=lambda word: (-len(word), word)))
    value = rf"\"[^\"]{{0,{_LONGEST}}}\"|“[^”]{{0,{_LONGEST}}}”|[^\s:：]{{1,{_LONGEST}}}(?=\s|$)"
    return re.compile(rf"(?<![^\s，。；,;])(?P<word>{words})[:：]\s?(?P<value>{value})")
