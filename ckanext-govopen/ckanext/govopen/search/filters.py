"""Chosen values of facets as filters of a search, and counts that keep the values that were not chosen.

Values of one facet are alternatives, facets narrow each other. A filter carries its facet's name as a tag, and the
counts of the same facet leave that filter out, so that every value says how many datasets it would add. Both need
Solr's local parameters; of these, nothing but the forms that are made here is let through (`foreign`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckanext.govopen.search.facet import LIMIT, Facet

Chosen = Mapping[str, Sequence[str]]
"""Name of a facet → the values that were chosen in it."""

PARSER = "lucene"
"""The one parser that local parameters of a search may name."""

_ESCAPED = re.compile(r'([\\"{}:!])')
"""What ends a phrase, and what CKAN would take for a parser or a field with a meaning of its own."""
_VALUE = r'(?:\w+|"[\w,]*")'
_FORMS = {
    "fq_list": re.compile(rf"\{{!{PARSER} tag=\w+\}}"),
    "facet.field": re.compile(rf"\{{!{PARSER}(?: (?:ex|key|terms|facet\.(?:limit|prefix|method))={_VALUE})*\}}\w+\Z"),
}
"""What may stand at the beginning of a parameter; anywhere else CKAN refuses local parameters itself."""


def filters(facets: Iterable[Facet], chosen: Chosen) -> list[str]:
    """A filter for every facet in which values were chosen, for `fq_list`; never one that Solr cannot read."""
    return [
        f"{{!{PARSER} tag={facet.name}}}{has_any(facet.field, chosen[facet.name])}"
        for facet in facets
        if chosen.get(facet.name)
    ]


def quoted(text: str) -> str:
    """A text as one value, whatever it holds; nothing in it acts as syntax."""
    return '"' + _ESCAPED.sub(r"\\\1", text) + '"'


def has_value(field: str, value: str) -> str:
    """The filter for one value of a field."""
    return f"{field}:{quoted(value)}"


def has_any(field: str, values: Iterable[str]) -> str:
    """The filter for any of some values of a field."""
    return f"{field}:({' OR '.join(map(quoted, values))})"


def public(site_id: str) -> list[str]:
    """The filters for what anybody may see of a portal; several may share an index."""
    return [has_value("site_id", site_id), "state:active", "permission_labels:public"]


def counts(facets: Iterable[Facet], chosen: Chosen, limits: Mapping[str, int]) -> list[str]:
    """What `facet.field` has to be so that every facet counts its values whatever was chosen in it; `facet.limit` is `LIMIT`.

    `limits` are numbers of values that replace a facet's own. A tree has a count for its topmost values and one more
    for every opened part, whose key is that of `opened`. CKAN takes a millisecond to read local parameters, so only
    facets that need any have them.
    """
    return [entry for facet in facets for entry in _counted(facet, chosen.get(facet.name, ()), limits.get(facet.name))]


def opened(facet: Facet, values: Iterable[str]) -> dict[str, str]:
    """Topmost values of a tree below or at which something was chosen, each with the key of its count; what is no value of
    the tree opens nothing, or an address could have any number of parts counted."""
    roots = dict.fromkeys(lineage(facet, value)[0] for value in values if value in facet.read(value))
    return {root: f"{facet.field}_{root}" for root in roots if re.fullmatch(r"\w+", root, re.ASCII)}


def lineage(facet: Facet, value: str) -> list[str]:
    """The way down a tree to a value, which comes last."""
    way = [value]
    while facet.tree and (above := facet.tree.parent(way[0])) is not None:
        way.insert(0, above)
    return way


def foreign(params: Mapping[str, Any]) -> str | None:
    """The first parameter with local parameters that were not made here; `q` is text, where they mean nothing."""
    for name, value in params.items():
        texts = value if isinstance(value, list | tuple) else [value]
        if name != "q" and any(isinstance(text, str) and not _is_ours(name, text) for text in texts):
            return name
    return None


def _is_ours(name: str, text: str) -> bool:
    form = _FORMS.get(name)
    return not text.strip().startswith("{!") or bool(form and form.match(text))


def _counted(facet: Facet, values: Sequence[str], limit: int | None) -> list[str]:
    params = {"ex": facet.name} if values else {}
    if (limit or facet.limit) != LIMIT:
        params["facet.limit"] = str(limit or facet.limit)
    if facet.tree is None:
        return [_entry(facet, params)]
    parts = [({"key": key}, facet.tree.below(root)) for root, key in opened(facet, values).items()]
    return [_entry(facet, params | own | _narrowed(part)) for own, part in [({}, facet.tree.top()), *parts]]


def _narrowed(params: Mapping[str, str]) -> dict[str, str]:
    return {name: f'"{value}"' for name, value in params.items()}


def _entry(facet: Facet, params: Mapping[str, str]) -> str:
    said = "".join(f" {name}={value}" for name, value in params.items())
    return f"{{!{PARSER}{said}}}{facet.field}" if said else facet.field
