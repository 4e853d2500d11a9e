"""What a facet is: one dimension of search, the same from the index field and the URL to the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.govopen.national.vocabularies import vocabulary

Values = Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[str]]
"""(dataset, its score or an empty mapping) → the codes that the dataset has in a facet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One dimension of search."""

    name: str
    """The URL's parameter."""
    field: str
    """The field of the index; a new facet takes `facet_<name>`, which needs no line in the schema."""
    title: str
    """Message to translate."""
    order: int
    """Place on the page, from the top."""
    label: Callable[[str, str], str]
    """(value, language) → what a reader sees, in Chinese for a language without labels."""
    values: Values | None = None
    """`None`: CKAN fills the field itself."""
    parent: Callable[[str], str | None] | None = None
    """Of a tree: the value that stands above a value."""

    @property
    def tree(self) -> bool:
        """Whether values stand below each other; a dataset then has all values on the way down."""
        return self.parent is not None


def vocabulary_label(name: str) -> Callable[[str, str], str]:
    """Labels from a national vocabulary."""
    return lambda value, lang: vocabulary(name).label(value, lang)


def dataset_values(key: str) -> Values:
    """The code or codes in a field of the dataset."""

    def values(package: Mapping[str, Any], _score: Mapping[str, Any]) -> Sequence[str]:
        found = package.get(key) or []
        return [found] if isinstance(found, str) else [str(value) for value in found]

    return values
