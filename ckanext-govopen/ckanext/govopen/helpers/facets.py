"""Facets as links: every value is an address that adds it, or takes it away, and works without script."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.helpers.labels import govopen_portal_title
from ckanext.govopen.helpers.urls import govopen_address
from ckanext.govopen.logic import departments
from ckanext.govopen.national.text import N_
from ckanext.govopen.search import folding
from ckanext.govopen.search.address import Address, Choices
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.filters import lineage, opened
from ckanext.govopen.search.query import short

FIRST = 10
"""Values of a facet that stand open; the rest opens on demand."""

FIELDS = {folding.FIELD: N_("Near-duplicates of one dataset")}
"""Fields whose values say nothing to a reader → what a choice in them means."""
NAMES = {folding.FIELD: N_("Shown only"), "tags": N_("Tags"), "res_format": N_("Format")}
"""Fields that are no facet → what they are called."""

Titles = Mapping[str, str]
"""Value → title, where somebody keeps titles."""


@dataclass(slots=True)
class Entry:
    """One value of a facet on a page."""

    value: str
    label: str
    count: int | None
    """Datasets that have it; `None` where it was chosen but is not among the values that were counted."""
    url: str
    active: bool
    below: "Level | None" = None
    """Of a tree: the values under it, where it or one of them was chosen."""


@dataclass(slots=True)
class Level:
    """Values that stand side by side: some of them open, the rest on demand."""

    first: Sequence[Entry] = ()
    rest: Sequence[Entry] = ()


@dataclass(slots=True)
class Shown:
    """A facet on a page."""

    name: str
    title: str
    level: Level
    more: str = ""
    """Address of the page that lists more of its values; empty where there are none, or it does so already."""
    long: bool = False
    """Whether this is that page."""
    folded: bool = False
    """Whether the title stands alone until it is asked for."""


def govopen_facets(found: Mapping[str, Any], titles: Mapping[str, str], count: int) -> list[Shown]:
    """The facets of a search that leave a choice, in the order of `titles` (field → title).

    `found` is CKAN's `search_facets`, `count` the number of datasets found.
    """
    address, known = govopen_address(), {facet.field: facet for facet in facets()}
    shown = (_shown(known[name], title, found, address) for name, title in titles.items() if name in known and name in found)
    return [facet for facet in shown if _is_choice(facet.level, count)]


def govopen_chips(address: Address) -> list[dict[str, str]]:
    """The chosen and typed values, each `{title, label, url}` with the address without it."""
    known, lang = {facet.name: facet for facet in facets()}, tk.h.lang()
    names = {facet.titles: address.chosen.get(facet.name, ()) for facet in facets() if facet.titles}
    titles = {kind: TITLES[kind](values) for kind, values in names.items() if values}

    def chip(name: str, value: str) -> dict[str, str]:
        facet, url = known.get(name), str(address.without(name, value))
        if facet is None:
            return {"title": tk._(NAMES.get(name, name)), "label": tk._(FIELDS[name]) if name in FIELDS else value, "url": url}
        label = titles.get(facet.titles, {}).get(value) or facet.label(value, lang)
        return {"title": tk._(facet.title), "label": label, "url": url}

    return [*(chip(name, value) for name, value in address.filters), *_typed_chips(address)]


def _typed_chips(address: Address) -> Iterator[dict[str, str]]:
    """The same of the filters that stand in the query."""
    for word, value in address.typed:
        facet = short.facet_of(word)
        title = tk._(facet.title) if facet else tk._("Tags")
        if short.is_missing(word):
            title = tk._("Without {title}").format(title=title)
        yield {"title": title, "label": value, "url": str(address.without_typed(word, value))}


def portal_titles(codes: Iterable[str]) -> Titles:
    """Titles of portals by their codes, remembered for a minute: a page asks for fifty."""
    minute = int(time.monotonic() // 60)
    return {code: _portal_title(code, minute) for code in codes}


@lru_cache(maxsize=4096)
def _portal_title(code: str, _minute: int) -> str:
    return govopen_portal_title(code)


TITLES = {"organizations": departments.titles, "portals": portal_titles}
"""Who keeps titles, and how they are asked for."""


def _is_choice(level: Level, count: int) -> bool:
    """Whether there is a value that narrows the search, or one that was chosen."""
    return any(entry.active or entry.below or entry.count != count for entry in (*level.first, *level.rest))


@dataclass(slots=True)
class _Values:
    """The values of one facet while they become entries."""

    facet: Facet
    counts: Mapping[str, int]
    choices: Choices
    titles: Titles
    lang: str
    complete: bool
    opened: frozenset[str] = field(default_factory=frozenset)

    def entry(self, value: str) -> Entry:
        return Entry(
            value=value,
            label=self.titles.get(value) or self.facet.label(value, self.lang),
            count=self.counts.get(value, 0 if self.complete else None),
            url=self.choices.toggled(value),
            active=value in self.choices.chosen,
        )

    def place(self, value: str) -> tuple[Any, str]:
        return (self.facet.rank(value) if self.facet.rank else -self.counts.get(value, 0), value)

    def level(self, above: Mapping[str | None, Sequence[str]], parent: str | None) -> Level:
        """The values under one of a tree; a level on which something stands open shows nothing else at first."""
        entries = [self.entry(value) for value in sorted(above.get(parent, ()), key=self.place)]
        for entry in entries:
            if entry.value in self.opened:
                entry.below = self.level(above, entry.value)
        on_the_way = any(entry.below and not entry.active for entry in entries)
        room = 0 if on_the_way else FIRST
        kept = [entry.active or entry.below is not None or place < room for place, entry in enumerate(entries)]
        return Level(
            [entry for entry, keep in zip(entries, kept, strict=True) if keep],
            [entry for entry, keep in zip(entries, kept, strict=True) if not keep],
        )


def _shown(facet: Facet, title: str, found: Mapping[str, Any], address: Address) -> Shown:
    chosen = address.chosen.get(facet.name, ())
    keys = [facet.field, *(opened(facet, chosen).values() if facet.tree else ())]
    items = {item["name"]: item for key in keys if key in found for item in found[key]["items"] if item["count"]}
    long = address.more == facet.name
    complete = len(items) < facet.limit or long
    values = _Values(
        facet=facet,
        counts={name: item["count"] for name, item in items.items()},
        choices=Choices(address, facet, facets()),
        titles=_titles(facet, items, chosen),
        lang=tk.h.lang(),
        complete=complete,
        opened=frozenset(step for value in chosen for step in lineage(facet, value)) if facet.tree else frozenset(),
    )
    above: dict[str | None, list[str]] = {}
    for value in dict.fromkeys([*items, *chosen, *values.opened]):
        above.setdefault(facet.tree.parent(value) if facet.tree else None, []).append(value)
    more = "" if complete else str(address.listing(facet.name))
    return Shown(facet.name, title, values.level(above, None), more, long, facet.folded and not chosen and not long)


def _titles(facet: Facet, items: Mapping[str, Mapping[str, Any]], chosen: Iterable[str]) -> Titles:
    """Titles from where they are kept."""
    values = dict.fromkeys([*items, *chosen])
    return TITLES[facet.titles](values) if facet.titles and values else {}
