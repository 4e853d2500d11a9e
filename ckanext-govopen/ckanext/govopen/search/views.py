"""The Chinese text of a dataset as the index holds it: by what it says of the dataset, in pairs of characters.

The fields of pairs (`title_bi` …) get normalised text; the schema copies from them what all text together is. What many
datasets have in common, departments and regions, is made once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import departments, labels
from ckanext.govopen.search.normalise import fold, is_traditional, mainland, simplified
from ckanext.govopen.search.seams import parted
from ckanext.govopen.search.words import cut_for_index

LONGEST = 8_000
"""Characters of a text that stand in one value: whatever they are, Lucene takes it."""

_SHORT = 24
_OFTEN = 20_000

Pieces = tuple[str, ...]
"""Normalised texts, each once, none too long for a value; of a traditional one the mainland's words too."""


def fields(package: Mapping[str, Any], organizations: Sequence[str], about: tuple[str, ...]) -> dict[str, list[str]]:
    """The fields of the index; those without text are left out. `organizations` are titles, the dataset's own first;
    `about` are codes of the regions that it is about."""
    views = {
        "title_bi": _pieces([package.get("title")]),
        "notes_bi": _pieces([package.get("notes")]),
        "tags_bi": _pieces([*(tag.get("name") for tag in package.get("tags") or []), *labels.own_words(package)]),
        "item_bi": _pieces(
            [one.get(key) for one in package.get("data_items") or [] for key in ("label", "name", "description")]
        ),
        "file_bi": _pieces([one.get(key) for one in package.get("resources") or [] for key in ("name", "description")]),
        "org_bi": _department(tuple(organizations), package.get("provider_name")),
        "region_bi": _region(about),
    }
    found = {name: list(pieces) for name, pieces in views.items() if pieces}
    if words := [words for piece in views["title_bi"] for words in _words(piece)]:
        found["title_word"] = words
    return found


def offices(package: Mapping[str, Any], organizations: Sequence[str]) -> list[str]:
    """The duties of the dataset's own department."""
    titles = _own(organizations, package.get("provider_name"))
    return list(dict.fromkeys(duty for title in titles for duty in departments.duties(title)))


def _pieces(texts: Iterable[Any]) -> Pieces:
    found: dict[str, None] = {}
    for text in texts:
        if text and isinstance(text, str):
            found |= dict.fromkeys(_remembered(text) if len(text) <= _SHORT else _forms(text))
    return tuple(found)


@data.bounded
def _department(organizations: tuple[str, ...], provider: str | None) -> Pieces:
    """The titles from the dataset's own department upwards, and the other names of its own."""
    other = (name for title in _own(organizations, provider) for name in departments.other_names(title))
    return _pieces([*organizations, provider, *other])


@data.bounded
def _region(codes: tuple[str, ...]) -> Pieces:
    """Every name of the regions and of those above them."""
    chain = [found for code in codes for step in regions.path(code) if (found := regions.region(step))]
    return _pieces(name for region in chain for name in (region.name, region.short, *region.aliases))


def _own(organizations: Sequence[str], provider: Any) -> tuple[str, ...]:
    """Titles of the office that provides the dataset and of the department that it belongs to."""
    return tuple(dict.fromkeys(title for title in (provider, *organizations[:1]) if title and isinstance(title, str)))


def _forms(text: str) -> Pieces:
    folded = fold(text)
    forms = (simplified(folded), mainland(folded)) if is_traditional(folded) else (folded,)
    parts = (parted(form) for form in forms if form)
    return tuple(part[at : at + LONGEST] for part in parts for at in range(0, len(part), LONGEST))


_remembered = data.keeping(_OFTEN)(_forms)
"""The same of a short text, which many datasets have."""


def _words(text: str) -> tuple[str, ...]:
    """The words of a piece, in values that are not too long."""
    words = " ".join(cut_for_index(text))
    if len(words) <= LONGEST:
        return (words,) if words else ()
    middle = len(text) // 2
    return (*_words(text[:middle]), *_words(text[middle:]))
