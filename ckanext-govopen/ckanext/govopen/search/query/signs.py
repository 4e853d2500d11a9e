"""What people know from other search engines: `-` or NOT before a word that shall be missing, AND and OR between words.

AND is what is done anyway, so it goes, and so does a sign with nothing to join. A sign without a space before it belongs to
the word (COVID-19), and so does a dash before a digit (-5℃) unless a year stands there (-2021年).
"""

import re
from collections.abc import Iterator

from ckanext.govopen.search import places
from ckanext.govopen.search.filters import has_value
from ckanext.govopen.search.normalise import YEAR_DIGITS, normalise
from ckanext.govopen.search.query import forms
from ckanext.govopen.search.query.clauses import any_of
from ckanext.govopen.search.seams import parted

OR = r"(?:OR|\|\|)"
"""The signs between alternatives, as a pattern."""
BETWEEN = re.compile(rf"(?<=\S)(?:\s+{OR})+\s+(?=\S)")
"""What stands between alternatives (`either`)."""

_LONGEST = 100
_MISSING = re.compile(
    rf"(?<!\S)(?:[-－](?=[\"“]?(?:[^\W\d_]|{YEAR_DIGITS}年))|NOT\s+(?=[\"“]?[^\W_]))"
    rf"(?:\"(?P<quoted>[^\"]{{1,{_LONGEST}}})\"|“(?P<curly>[^”]{{1,{_LONGEST}}})”|"
    rf"(?P<word>[^\s\"“]{{1,{_LONGEST}}}))(?!\S)"
)
_AND = re.compile(r"(?<=\S)\s+(?:AND|&&)\s+(?=\S)")
_JOINING = rf"(?:AND|&&|{OR})"
_LOOSE = re.compile(rf"^(?:{_JOINING}\s+)+(?=\S)|(?<=\S)(?:\s+(?:{_JOINING}|NOT))+$")
_ALONE = re.compile(rf"(?:{_JOINING}|NOT)")
_YEARS = re.compile(rf"(?P<year>{YEAR_DIGITS})年?度?")


def read(text: str) -> tuple[list[str], str]:
    """The filter for the words that shall be missing, if any, and the text without them, without AND and loose signs."""
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        found.append(_anywhere(match["quoted"] or match["curly"] or match["word"]))
        return " "

    rest = _AND.sub(" ", tidy(_MISSING.sub(taken, text).strip() if _MISSING.search(text) else text))
    return [f"-{any_of(found)}"] if found else [], rest if rest == text else " ".join(rest.split())


def missing(text: str) -> list[str]:
    """The words that shall be missing, as they were typed."""
    return [match[0] for match in _MISSING.finditer(text)]


def plain(text: str) -> str:
    """The text without OR."""
    return BETWEEN.sub(" ", text)


def tidy(text: str) -> str:
    """The text without signs at its beginning and end, which join nothing."""
    return _LOOSE.sub("", text)


def left(text: str) -> str:
    """What is left of a text beside filters: the same, and nothing of a sign alone."""
    return "" if _ALONE.fullmatch(text) else tidy(text)


def _anywhere(typed: str) -> str:
    """A word in any text of a dataset; of a place also its datasets, of a format those that have it; a year as such."""
    text = normalise(typed)
    if year := _YEARS.fullmatch(text):
        return has_value("facet_years", year["year"])
    return any_of([*_places(text), *_formats(text), has_value("zh_all", parted(text))])


def _places(text: str) -> Iterator[str]:
    if places.is_name(text):
        yield from (has_value("region_path", code) for code in places.codes(text))


def _formats(text: str) -> Iterator[str]:
    for code in forms.codes(text):
        yield has_value("formats", code)
        if code == forms.SERVED:
            yield has_value("facet_has_api", "yes")
