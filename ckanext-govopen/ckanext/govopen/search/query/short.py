"""The Chinese short form of filters in a query: 部门:教育局 年份:2023 格式:csv,xlsx, with either colon.

The words are those that the facets give themselves, and 标签. Values of one facet are alternatives, facets narrow each
other. A value that means nothing is no filter but text to look for: better too much than nothing.
"""

import re
from collections.abc import Iterator

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
_SLUG = re.compile(r"[a-z0-9_-]{2,100}")


def read(q: str) -> tuple[list[str], str]:
    """The filters that a text names, for `fq_list`, and the text without them."""
    chosen: dict[str, list[str]] = {}
    rest: list[str] = []

    def taken(match: re.Match[str]) -> str:
        for value in _VALUES.split(match["value"].strip(_QUOTES)):
            if found := list(_filters(match["word"], value.strip())):
                chosen.setdefault(_named(match["word"]), []).extend(found)
            else:
                rest.append(value)
        return " "

    text = _pattern().sub(taken, q)
    filters = [f"({' OR '.join(dict.fromkeys(values))})" for values in chosen.values()]
    return filters, " ".join([text.strip(), *rest]).strip()


def _named(word: str) -> str:
    return _words()[word].name if word in _words() else word


def _filters(word: str, value: str) -> Iterator[str]:
    """The clauses of a value; none where it means nothing."""
    if word == TAG:
        if value:
            yield f"{has_value('tags', value)} OR {has_value('tags_bi', parted(normalise(value)))}"
        return
    facet = _words()[word]
    if facet.titles:
        yield from _titled(facet, value)
    else:
        yield from (has_value(facet.field, one) for one in facet.read(value))


def _titled(facet: Facet, value: str) -> Iterator[str]:
    """A value that is known by its title: by its name in the URL, and a department by any of its names, with a place."""
    if _SLUG.fullmatch(value):
        yield has_value(facet.field, value)
        return
    text = normalise(value)
    if facet.titles != "organizations" or not (offices := departments.named(text)):
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
