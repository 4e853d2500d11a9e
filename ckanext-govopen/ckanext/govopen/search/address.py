"""The address of a results page: what was searched for, which values were chosen, in which order, which page.

The address is the whole state of the page. Addresses that mean the same are the same: facets come in the order of the
page, their values sorted, whatever was chosen first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus, urlencode

from ckanext.govopen.search import filters as clauses
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.filters import lineage
from ckanext.govopen.search.query import AS_IT_IS, RELAXED, bounded, short
from ckanext.govopen.search.query.reading import holds_text

MOST_VALUES = 100
"""Chosen values that are read of an address; those after them are left out, also of its links."""
LONGEST_VALUE = 200
"""Characters that are read of one value."""
MORE = "_more"
"""Parameter that names the facet whose values are listed at length."""

_ASKED_IN = {"res_format": "formats"}
"""Fields of CKAN's own pages → the facet whose values the words in them are, where it knows them."""
_ONCE = frozenset({"q", "sort", MORE})
"""Parameters of which the first counts."""
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
"""Of a page: no list is so long that more digits lead anywhere, and offsets stay countable."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What an address says."""

    path: str
    q: str = ""
    cut: int = 0
    """Characters that are read, where more was typed."""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Name of a facet → values, in the order of the page; facets without a value are absent."""
    fields: Pairs = ()
    """Values of other fields of the index, as clients and other extensions link to them."""
    extras: Pairs = ()
    """Parameters of other extensions (`ext_…`)."""
    sort: str = ""
    more: str = ""
    page: int = 1

    def __str__(self) -> str:
        query = urlencode(self._pairs())
        return f"{self.path}?{query}" if query else self.path

    def _pairs(self) -> list[tuple[str, str]]:
        values = [(name, value) for name, values in self.chosen.items() for value in values]
        said = [("q", self.q), *values, *self.fields, *self.extras, ("sort", self.sort), (MORE, self.more)]
        return [pair for pair in said if pair[1]] + ([("page", str(self.page))] if self.page > 1 else [])

    @property
    def typed(self) -> Pairs:
        """Filters that stand in `q`, each as its word and its value."""
        return short.typed(self.q)

    @property
    def filters(self) -> Pairs:
        """All chosen values with their parameters, those of facets first."""
        return [*((name, value) for name, values in self.chosen.items() for value in values), *self.fields]

    def narrowing(self, facets: Sequence[Facet]) -> list[str]:
        """The filters of the index for all chosen values."""
        return [*clauses.filters(facets, self.chosen), *(clauses.has_value(*pair) for pair in self.fields)]

    def asking(self, q: str) -> "Address":
        """The first page of other words, with the same choice; they are read in any way again."""
        return replace(self, q=q, extras=self._read_anew(), page=1)

    def as_typed(self) -> "Address":
        """The first page of the same words in no other reading, where nothing has them too."""
        return replace(self, extras=[*self._read_anew(), (RELAXED, AS_IT_IS)], page=1)

    def _read_anew(self) -> list[tuple[str, str]]:
        return [pair for pair in self.extras if pair[0] != RELAXED]

    def sorted_by(self, order: str) -> "Address":
        """The first page in another order."""
        return replace(self, sort=order, page=1)

    def at(self, page: int) -> "Address":
        """Another page of the same results."""
        return replace(self, page=page)

    def listing(self, name: str) -> "Address":
        """The same with more values of one facet."""
        return replace(self, more=name)

    def without(self, name: str, value: str) -> "Address":
        """The first page without one chosen value."""
        chosen = {key: [one for one in values if (key, one) != (name, value)] for key, values in self.chosen.items()}
        fields = [pair for pair in self.fields if pair != (name, value)]
        return replace(self, chosen={key: values for key, values in chosen.items() if values}, fields=fields, page=1)

    def without_typed(self, word: str, value: str) -> "Address":
        """The first page without one of the filters that stand in `q`."""
        return self.asking(short.without(self.q, word, value))

    def cleared(self) -> "Address":
        """The first page without any chosen or typed value."""
        return replace(self, q=short.read(self.q)[1] if self.typed else self.q, chosen={}, fields=(), page=1)


def read(path: str, args: Iterable[tuple[str, str]], facets: Sequence[Facet], *, page: int = 1) -> Address:
    """What an address says, given its parameters in their order.

    A facet is asked for by its name or by its field. A parameter that is neither a facet nor a field of the index that
    holds text is none of the search's (links get parameters of others on their way) and is left out. A value that is
    typed in short form (年份:2023) is chosen like any other.
    """
    reading = _Reading(facets)
    single: dict[str, str] = {}
    extras: list[tuple[str, str]] = []
    for key, value in args:
        if not value:
            continue
        if key in _ONCE:
            single.setdefault(key, value)
        elif key.startswith("ext_"):
            extras.append((key, value))
        else:
            reading.take(key, value[:LONGEST_VALUE])
    typed = single.get("q", "")
    read = bounded(typed)
    named, q = short.picked(read)
    for name, values in named.items():
        reading.choose(name, values)
    return Address(
        path=path,
        q=q,
        cut=len(read) if read != typed else 0,
        chosen={facet.name: sorted(reading.chosen[facet.name]) for facet in facets if facet.name in reading.chosen},
        fields=tuple(reading.fields),
        extras=extras,
        sort=single.get("sort", ""),
        more=single.get(MORE, ""),
        page=page,
    )


class _Reading:
    """What narrows a search, as long as there is room for it."""

    def __init__(self, facets: Sequence[Facet]) -> None:
        self._names = {name: facet.name for facet in facets for name in (facet.field, facet.name)}
        self._facets = {facet.name: facet for facet in facets}
        self._room = MOST_VALUES
        self.chosen: dict[str, dict[str, None]] = {}
        """Name of a facet → values."""
        self.fields: dict[tuple[str, str], None] = {}

    def take(self, key: str, value: str) -> None:
        """A parameter: a value of a facet or of another field, else none of the search's."""
        if not self._room:
            return
        if key in self._names:
            self.choose(self._names[key], [value])
        elif values := self._meant(key, value):
            self.choose(_ASKED_IN[key], values)
        elif not key.startswith("_") and key != "page" and holds_text(key):
            self.fields[key, value] = None
        else:
            return
        self._room -= 1

    def choose(self, name: str, values: Sequence[str]) -> None:
        """Values of a facet, which one parameter or the query names: as many as there is room for."""
        if fitting := values[: self._room]:
            self.chosen.setdefault(name, {}).update(dict.fromkeys(fitting))

    def _meant(self, key: str, value: str) -> Sequence[str]:
        """The values of a facet that a word in a field of CKAN's pages means."""
        facet = self._facets.get(_ASKED_IN.get(key, ""))
        return facet.read(value) if facet else ()


def page_number(text: str) -> int:
    """The number of a page; the first where the text names none that could be."""
    return max(int(text), 1) if _NUMBER.fullmatch(text) else 1


class Choices:
    """Addresses of the values of one facet: each adds its value to what is chosen, or takes it away.

    In a tree, a value takes the place of those above and below it. What all addresses have in common is made once.
    """

    def __init__(self, address: Address, facet: Facet, facets: Sequence[Facet]) -> None:
        self._facet = facet
        self.chosen = list(address.chosen.get(facet.name, ()))
        place = [one.name for one in facets].index(facet.name)
        before = {one.name for one in facets[:place]}
        first = {name: values for name, values in address.chosen.items() if name in before}
        last = {name: values for name, values in address.chosen.items() if name not in before and name != facet.name}
        head = replace(address, chosen=first, fields=(), extras=(), sort="", more="", page=1)
        tail = replace(address, path="", q="", chosen=last, page=1)
        self._path = address.path
        self._head = str(head)[len(address.path) :].lstrip("?")
        self._tail = str(tail).lstrip("?")

    def toggled(self, value: str) -> str:
        """The address after a click on a value."""
        if value in self.chosen:
            return self._with([one for one in self.chosen if one != value])
        kept = self.chosen
        if self._facet.tree:
            way = lineage(self._facet, value)
            kept = [one for one in kept if one not in way and value not in lineage(self._facet, one)]
        return self._with(sorted([*kept, value]))

    def _with(self, values: Sequence[str]) -> str:
        own = "&".join(f"{self._facet.name}={quote_plus(value)}" for value in values)
        query = "&".join(part for part in (self._head, own, self._tail) if part)
        return f"{self._path}?{query}" if query else self._path
