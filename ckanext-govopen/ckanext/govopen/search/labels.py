"""Labels of themes and industries: of a dataset's codes, and those that its source gave it.

A label of the national lists names what hundreds of datasets have in common and often several things at once
(公共管理、社会保障和社会组织), of which a dataset may be about none. So it is one term of the index, met by who asks for
the whole label and by nobody who asks for one of its words.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.govopen.national import data
from ckanext.govopen.national.vocabularies import vocabulary
from ckanext.govopen.search.normalise import PUNCTUATION, normalise

CODED: Mapping[str, str] = {"theme": "themes", "industry": "industries"}
"""Keys of the dataset that hold codes, with the vocabularies that have their labels."""

_BETWEEN = re.compile(r"[；;]")


def of(package: Mapping[str, Any]) -> list[str]:
    """The labels of a dataset as terms, each once: of its codes, and those of its source that are known."""
    found = (vocabulary(name).terms.get(code) for key, name in CODED.items() for code in package.get(key) or ())
    coded = (term(one.label()) for one in found if one)
    return list(dict.fromkeys((*coded, *(one for label in _said(package) if (one := term(label)) in _known()))))


def own_words(package: Mapping[str, Any]) -> list[str]:
    """What the source says of a dataset's theme in a word of its own, which no list has."""
    return [label for label in _said(package) if not PUNCTUATION.search(label) and term(label) not in _known()]


@data.bounded
def term(label: str) -> str:
    """The form in which a label is indexed and asked for: 农、林、牧、渔业 is 农林牧渔业."""
    return PUNCTUATION.sub("", normalise(label)).lower()


def is_label(text: str) -> bool:
    """Whether a text, as `term` gives it, is a label of the lists or another word for one."""
    return text in _known()


def joined(text: str) -> str:
    """A normalised text with the labels in it as one word each, whatever stands between their parts."""
    return _divided().sub(lambda match: term(match[0]), text)


def _said(package: Mapping[str, Any]) -> list[str]:
    said = package.get("theme_source")
    return [label.strip() for label in _BETWEEN.split(said)] if said and isinstance(said, str) else []


@data.cached
def _known() -> frozenset[str]:
    return frozenset(map(term, _labels()))


@data.cached
def _divided() -> re.Pattern[str]:
    """The labels that punctuation divides, the longest first."""
    forms = {form for label in _labels() if PUNCTUATION.search(form := normalise(label))}
    return re.compile("|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form)))) or r"(?!)")


def _labels() -> Iterator[str]:
    """Those of the lists, other words for them, and those that portals have for themes of their own."""
    for name in CODED.values():
        yield from (label for one in vocabulary(name) for label in (one.label(), *one.aliases))
    yield from data.load("vocabularies/themes.yaml")["portal_labels"]
