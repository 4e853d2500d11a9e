"""Regions as people name them in a query: full name, short name, alias (泸州市, 泸州, 沪)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import placenames
from ckanext.govopen.search.normalise import HAN_RUN, simplified
from ckanext.govopen.search.words import cut, placed

_MOST = 12


def is_name(word: str) -> bool:
    """Whether a word of two characters or more names a region."""
    return len(word) > 1 and word in placenames.known()


def needs(before: str, kind: str) -> bool:
    """Whether a text ends with a place that has no name without the 县, 区 … behind it: 高|县政府, 双塔|区教育局."""
    names = (before[-size:] for size in range(1, min(len(before), regions.longest_name()) + 1))
    return bool(kind) and any(is_name(name + kind) and not is_name(name) for name in names)


def group(word: str) -> tuple[str, ...]:
    """Codes of the regions of a group with this name (长三角); empty for anything else."""
    return placenames.groups().get(word, ())


def others(name: str) -> tuple[str, ...]:
    """Codes of the regions that a name does not mean though their own name holds it: 文县 is no part of 兴文县."""
    return placenames.inside().get(name, ())


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every name of a region in a normalised text."""
    for run in HAN_RUN.finditer(text):
        yield from ((word.start, word.end) for word in placed(run[0], run.start()) if is_name(word.text))


def codes(text: str) -> tuple[str, ...]:
    """Codes of the regions that a normalised text names, without repetition; all that bear an ambiguous name.

    A single character (沪, 京) names a region only where it stands alone.
    """
    found = dict.fromkeys(code for word in _words(text) for code in placenames.known().get(word, ()))
    return tuple(found)[:_MOST]


def about(package: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of the regions that a dataset is about: the parts of its own region that its title names, else the one that
    its department names, else its own; `regions.NATION` where it has none.

    A province's portal lists datasets of its cities: what its title says of 乐山市 is nothing of the province's other parts.
    """
    own = regions.path(package.get("region_code"))
    for key in ("title", "provider_name"):
        text = package.get(key)
        if own and text and isinstance(text, str) and (found := _parts(own, simplified(text))):
            return found
    return own[-1:] or (regions.NATION,)


def divisions(package: Mapping[str, Any], about: tuple[str, ...]) -> list[str]:
    """Codes of all regions that a dataset counts for: those that it is about and those above them, the higher ones of each
    first; the country for what central bodies publish."""
    return list(_with_above(about)) or [code for code in (package.get("region_code"),) if code == regions.NATION]


@data.bounded
def _with_above(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step for code in codes for step in regions.path(code)))


def _parts(own: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The regions inside one, given by its path, that a text names, without those that others of them lie in; a name that
    the region bears itself (吉林) is its own."""
    if not _mentions(own[-1]).search(text):
        return ()
    named = [known for word in _words(text) if (known := placenames.known().get(word)) and not set(known) & set(own)]
    paths = [path for known in named for code in known if (path := regions.path(code))[: len(own)] == own]
    above = {code for path in paths for code in path[:-1]}
    return tuple(dict.fromkeys(path[-1] for path in paths if path[-1] not in above))


@data.bounded
def _mentions(code: str) -> re.Pattern[str]:
    """Any name of a region's parts: what holds none need not be cut."""
    names = (name for one in _below(code) for name in placenames.of(one) if is_name(name))
    return re.compile("|".join(map(re.escape, names)) or r"(?!)")


def _below(code: str) -> Iterator[regions.Region]:
    for child in regions.children(code):
        yield child
        yield from _below(child.code)


def _words(text: str) -> list[str]:
    return [word for run in HAN_RUN.findall(text) for word in cut(run) if len(word) > 1 or len(run) == 1]
