"""The Chinese text of a dataset as the index holds it: by what it says of the dataset, in pairs of characters and words.

The fields of pairs (`title_bi` …) get normalised text, those of words text that was cut before; the schema copies from
them what all text together is. What many datasets have in common, departments and regions, is made once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import departments, labels
from ckanext.govopen.search.normalise import fold, mainland, simplified
from ckanext.govopen.search.seams import parted
from ckanext.govopen.search.words import cut_for_index

T = TypeVar("T")

LONGEST = 8_000
"""Characters of a text that stand in one value: whatever they are, Lucene takes it."""

_SHORT = 24
_OFTEN = 10_000


@dataclass(frozen=True, slots=True)
class View:
    """The texts that say one thing of a dataset."""

    pieces: list[str]
    """Normalised, each once, in values that are not too long; a traditional one in the mainland's words too."""
    words: list[str]
    """The words of each, with a space between."""


def fields(package: Mapping[str, Any], organizations: Sequence[str], about: tuple[str, ...]) -> dict[str, list[str]]:
    """The fields of the index; those without text are left out. `organizations` are titles, the dataset's own first;
    `about` are codes of the regions that it is about."""
    views = {
        "title": _view([package.get("title")]),
        "notes": _view([package.get("notes")]),
        "tags": _view([*(tag.get("name") for tag in package.get("tags") or []), *labels.own_words(package)]),
        "item": _view(one.get(key) for one in package.get("data_items") or [] for key in ("label", "name", "description")),
        "file": _view(one.get(key) for one in package.get("resources") or [] for key in ("name", "description")),
        "org": _department(tuple(organizations), package.get("provider_name")),
        "region": _region(about),
    }
    found = {f"{name}_bi": view.pieces for name, view in views.items()}
    found["title_word"] = views.pop("title").words
    found["zh_all_word"] = [text for view in views.values() for text in view.words]
    return {name: list(texts) for name, texts in found.items() if texts}


def offices(package: Mapping[str, Any], organizations: Sequence[str]) -> list[str]:
    """The duties of the dataset's own department."""
    titles = _own(organizations, package.get("provider_name"))
    return list(dict.fromkeys(duty for title in titles for duty in departments.duties(title)))


def _view(texts: Iterable[Any]) -> View:
    given = [text for text in texts if text and isinstance(text, str)]
    forms = given and dict.fromkeys(form for text in given for form in _often(_forms, text))
    pieces = [text[at : at + LONGEST] for text in forms for at in range(0, len(text), LONGEST)]
    return View([parted(text) for text in pieces], [words for text in pieces for words in _often(_words, text)])


@data.bounded
def _department(organizations: tuple[str, ...], provider: str | None) -> View:
    """The titles from the dataset's own department upwards, and the other names of its own."""
    other = (name for title in _own(organizations, provider) for name in departments.other_names(title))
    return _view([*organizations, provider, *other])


@data.bounded
def _region(codes: tuple[str, ...]) -> View:
    """Every name of the regions and of those above them."""
    chain = [found for code in codes for step in regions.path(code) if (found := regions.region(step))]
    return _view(name for region in chain for name in (region.name, region.short, *region.aliases))


def _own(organizations: Sequence[str], provider: Any) -> tuple[str, ...]:
    """Titles of the office that provides the dataset and of the department that it belongs to."""
    return tuple(dict.fromkeys(title for title in (provider, *organizations[:1]) if title and isinstance(title, str)))


def _forms(text: str) -> tuple[str, ...]:
    folded = fold(text)
    return tuple(form for form in (simplified(folded), mainland(folded)) if form)


def _words(text: str) -> tuple[str, ...]:
    """The words of a piece, in values that are not too long."""
    words = " ".join(cut_for_index(text))
    if len(words) <= LONGEST:
        return (words,) if words else ()
    middle = len(text) // 2
    return (*_words(text[:middle]), *_words(text[middle:]))


def _often(function: Callable[[str], T], text: str) -> T:
    """What a function makes of a text; of a short one, which many datasets have, it is remembered."""
    return _remembered(function, text) if len(text) <= _SHORT else function(text)


@data.keeping(_OFTEN)
def _remembered(function: Callable[[str], Any], text: str) -> Any:
    return function(text)
