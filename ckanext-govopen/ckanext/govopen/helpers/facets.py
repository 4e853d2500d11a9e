"""Facets as links: every value is an address that adds it, or takes it away, and works without script."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from ckan.plugins import toolkit as tk
from ckanext.govopen.helpers.urls import govopen_url, govopen_url_without
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets

Entry = dict[str, Any]

ORDERED = frozenset({"grade", "open_type", "update_cycle"})
"""Facets whose values have an order of their own; those of the others come by their counts."""

DEEPEST = 2
"""Steps of indentation of a tree."""


def govopen_facets(found: Mapping[str, Any], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The facets of a search in the order of `titles`, each `{name, title, entries}`.

    `found` is CKAN's `search_facets`; an entry is `{label, count, url, active, depth}`.
    """
    known = {facet.field: facet for facet in facets()}
    shown = [(known.get(name), name, title) for name, title in titles.items() if name in found]
    return [
        {"name": name, "title": title, "entries": _entries(facet, name, found[name]["items"])} for facet, name, title in shown
    ]


def govopen_facet_label(name: str, value: str) -> str:
    """The label of a value of a search field: of a facet in its own words, of any other field as it stands."""
    if name == "organization":
        return tk.h.get_organization(value).get("title") or value
    facet = next((facet for facet in facets() if facet.field == name), None)
    return facet.label(value, tk.h.lang()) if facet else value


def _entries(facet: Facet | None, name: str, items: Iterable[Mapping[str, Any]]) -> list[Entry]:
    chosen = tk.request.args.getlist(name)
    if facet and facet.tree:
        return _tree(facet, {item["name"]: item["count"] for item in items}, chosen[-1] if chosen else None)
    return [
        {
            "label": _label(facet, item),
            "count": item["count"],
            "active": item["name"] in chosen,
            "depth": 0,
            "url": govopen_url_without(name, item["name"])
            if item["name"] in chosen
            else govopen_url(**{name: [*chosen, item["name"]]}),
        }
        for item in sorted(items, key=_by_code if name in ORDERED else _by_count)
    ]


def _by_count(item: Mapping[str, Any]) -> tuple[int, str]:
    return -item["count"], item["name"]


def _by_code(item: Mapping[str, Any]) -> tuple[int, str]:
    return len(item["name"]), item["name"]


def _label(facet: Facet | None, item: Mapping[str, Any]) -> str:
    """The facet's own word for a value; CKAN's where the facet is not ours, or is that of organizations."""
    if facet is None or facet.name == "organization":
        return item["display_name"]
    return facet.label(item["name"], tk.h.lang())


def _tree(facet: Facet, counts: Mapping[str, int], chosen: str | None) -> list[Entry]:
    """The way down to the chosen value and the values right under it; the topmost ones where none is chosen."""
    parent = cast("Callable[[str], str | None]", facet.parent)
    way: list[str] = []
    while chosen:
        way.insert(0, chosen)
        chosen = parent(chosen)
    below = [value for value in counts if value not in way and parent(value) == (way[-1] if way else None)]
    above = [None, *way]
    shown = [(value, depth, above[depth]) for depth, value in enumerate(way)]
    shown += [(value, len(way), value) for value in sorted(below, key=lambda value: -counts[value])]
    return [
        {
            "label": facet.label(value, tk.h.lang()),
            "count": counts.get(value, 0),
            "active": value in way,
            "depth": min(depth, DEEPEST),
            "url": govopen_url(**{facet.name: target}),
        }
        for value, depth, target in shown
    ]
