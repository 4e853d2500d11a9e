"""What a facet is: one dimension of search, the same from the index field and the URL to the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.govopen.national.vocabularies import vocabulary

Values = Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[str]]
"""(dataset, its score or an empty mapping) → the codes that the dataset has in a facet."""


LIMIT = 50
"""Values of a facet that a page asks for where the facet says no other number."""


def as_written(text: str) -> Sequence[str]:
    """The text itself, as the only code that it can mean."""
    return [text]


def value_label(value: str, _lang: str) -> str:
    """The value itself, in every language."""
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """How the values of a facet stand below each other; a dataset has all values on the way down."""

    parent: Callable[[str], str | None]
    """The value that stands above a value."""
    top: Callable[[], Mapping[str, str]]
    """Local parameters of Solr's facets that count the topmost values and no others. Values that are named (`terms`) are
    counted far quicker than found, those that no dataset has with the others."""
    below: Callable[[str], Mapping[str, str]]
    """The same for what stands below a topmost value, at any depth."""


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
    words: tuple[str, ...]
    """What stands before the colon in the Chinese short form of a query (部门:教育局)."""
    example: str = ""
    """One of its filters in that form, for the help."""
    read: Callable[[str], Sequence[str]] = as_written
    """What a person writes after the colon → the values that it means; empty where it means none."""
    values: Values | None = None
    """`None`: the field is filled without the facet."""
    rank: Callable[[str], Any] | None = None
    """Place of a value among the others; `None`: the values of most datasets come first."""
    tree: Tree | None = None
    """`None`: values stand side by side."""
    titles: str | None = None
    """Who keeps the titles of the values, which `label` then cannot know: `organizations` or `portals`."""
    limit: int = LIMIT
    """Values that a page asks for, those of most datasets; a reader may ask for more."""
    folded: bool = False
    """Whether the page shows the title alone until somebody asks for the values."""


def vocabulary_label(name: str) -> Callable[[str, str], str]:
    """Labels from a national vocabulary."""
    return lambda value, lang: vocabulary(name).label(value, lang)


def vocabulary_read(name: str) -> Callable[[str], Sequence[str]]:
    """The code of a label or of another word for it; the text itself where it is a code."""

    def read(text: str) -> Sequence[str]:
        terms = vocabulary(name)
        code = text if text in terms else terms.match(text)
        return [code] if code else []

    return read


def vocabulary_rank(name: str) -> Callable[[str], int]:
    """The order of a national vocabulary; what it does not have comes last."""

    return lambda value: _place(value, list(vocabulary(name).terms))


def written_labels(labels: Mapping[str, tuple[str, str]]) -> Callable[[str, str], str]:
    """Labels that stand in the facet itself: value → (Chinese, English)."""

    def label(value: str, lang: str) -> str:
        chinese, english = labels.get(value, (value, value))
        return chinese if lang.startswith("zh") else english

    return label


def written_read(labels: Mapping[str, tuple[str, str]]) -> Callable[[str], Sequence[str]]:
    """The value of a label, or the text itself where it is a value."""
    return lambda text: [value for value, words in labels.items() if text in (value, *words)]


def written_rank(labels: Mapping[str, tuple[str, str]]) -> Callable[[str], int]:
    """The order in which they stand there."""
    return lambda value: _place(value, list(labels))


def _place(value: str, codes: Sequence[str]) -> int:
    return codes.index(value) if value in codes else len(codes)


def dataset_values(key: str) -> Values:
    """The code or codes in a field of the dataset."""

    def values(package: Mapping[str, Any], _score: Mapping[str, Any]) -> Sequence[str]:
        found = package.get(key) or []
        return [found] if isinstance(found, str) else [str(value) for value in found]

    return values


YES_OR_NO = {"yes": ("有", "Yes"), "no": ("无", "No")}
"""Labels of a facet that asks whether there is something."""
