"""What people know from other search engines: `-` or NOT before a word that shall be missing, AND and OR between words.

AND is what is done anyway, so it goes. A sign without a space before it belongs to the word (COVID-19), and so does one
before a digit (-5℃).
"""

import re
from collections.abc import Iterator

from ckanext.govopen.search import places
from ckanext.govopen.search.filters import has_value
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.query.clauses import any_of
from ckanext.govopen.search.seams import parted

_LONGEST = 100
_MISSING = re.compile(
    rf"(?<!\S)(?:[-－]|NOT\s+)(?=[\"“]?[^\W\d_])(?:\"(?P<quoted>[^\"]{{1,{_LONGEST}}})\"|“(?P<curly>[^”]{{1,{_LONGEST}}})”|"
    rf"(?P<word>[^\s\"“]{{1,{_LONGEST}}}))(?!\S)"
)
_AND = re.compile(r"(?<=\S)\s+(?:AND|&&)\s+(?=\S)")
_OR = re.compile(r"(?<=\S)\s+(?:OR|\|\|)\s+(?=\S)")


def read(text: str) -> tuple[list[str], str]:
    """The filter for the words that shall be missing, if any, and the text without them and without AND."""
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        found.append(_anywhere(match["quoted"] or match["curly"] or match["word"]))
        return " "

    rest = _AND.sub(" ", _MISSING.sub(taken, text))
    return [f"-{any_of(found)}"] if found else [], rest if rest == text else " ".join(rest.split())


def missing(text: str) -> list[str]:
    """The words that shall be missing, as they were typed."""
    return [match[0] for match in _MISSING.finditer(text)]


def either(text: str) -> list[str]:
    """The parts of a text between which OR stands."""
    return _OR.split(text)


def plain(text: str) -> str:
    """The text without OR."""
    return _OR.sub(" ", text)


def _anywhere(typed: str) -> str:
    """A word in any text of a dataset; of a place also its datasets."""
    text = normalise(typed)
    return any_of([*_places(text), has_value("zh_all", parted(text))])


def _places(text: str) -> Iterator[str]:
    if places.is_name(text):
        yield from (has_value("region_path", code) for code in places.codes(text))
