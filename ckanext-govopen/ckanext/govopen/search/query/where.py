"""A place that a query names, and what speaks for a dataset that is about it."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import places
from ckanext.govopen.search.query import clauses
from ckanext.govopen.search.query.kinds import PLACE, YEAR, Token

JOINED = "、"
"""What stands between places of which any will do."""

_MOST = 4
"""Regions of one name whose own datasets come first."""


def token(name: str, *, alone: bool = False) -> Token:
    """A place: the datasets of its own and of its parts, and those about the divisions above it, which are about it too;
    these not where it is all that was typed (`alone`). Several places (泰州、宜宾) are alternatives."""
    if JOINED in name:
        return Token(PLACE, name, clauses.any_of(token(one, alone=alone).clause for one in name.split(JOINED)))
    found = [*_spoken(name), *_own(name), *([] if alone else _above(name))]
    return Token(PLACE, name, clauses.any_of(found))


def alone(found: Sequence[Token]) -> list[Token]:
    """The tokens of a query, its places without what is above them where nothing else is looked for: all that a province
    has is no answer to the name of a county."""
    if all(one.kind in {PLACE, YEAR} for one in found):
        return [token(one.text, alone=True) if one.kind == PLACE else one for one in found]
    return list(found)


def behind(text: str, at: int, ends: Container[int]) -> int:
    """Where what belongs to the name of a place ends that itself ends there (泸州|地区); `ends` are those of words."""
    match = _around().match(text, at)
    return match.end() if match and match.end() in ends else at


@data.cached
def _around() -> re.Pattern[str]:
    words = sorted(data.load("search.yml")["around"].split(), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


def codes(found: Iterable[Token]) -> tuple[str, ...]:
    """Codes of the regions that the tokens of a query name."""
    return tuple(dict.fromkeys(code for one in found if one.kind == PLACE for code in places.codes(one.text)))


def _spoken(name: str) -> Iterator[str]:
    """Datasets that have the name in title, department or region, but for those of a place whose own name only holds it;
    and those that name it anywhere and are about no other one."""
    if len(name) == 1:
        yield from clauses.within(name, "single")
        return
    named = clauses.within(name, "place")
    apart = [f"-region_path:{code}" for code in places.others(name)]
    yield from [clauses.all_of([clauses.any_of(named), *apart])] if apart else named
    yield clauses.all_of([*clauses.within(name, "place_mentioned"), f"about:{regions.NATION}"])


def _own(name: str) -> Iterator[str]:
    """Of a group, the datasets of all that it takes in."""
    if members := places.group(name):
        yield from (clause for code in members for clause in clauses.within(code, "place_group"))
        return
    yield from (clause for code in places.codes(name)[:_MOST] for clause in clauses.within(code, "place_own"))


def _above(name: str) -> Iterator[str]:
    """Of a name that several regions bear, nothing is above all of them."""
    own = places.codes(name)
    above = regions.path(own[0])[:-1] if len(own) == 1 else ()
    yield from (clause for code in above for clause in clauses.within(code, "place_above"))
