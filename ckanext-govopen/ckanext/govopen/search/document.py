"""A dataset as the index holds it: CKAN's own fields, the Chinese views of its text, its facets and its score."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from ckanext.govopen.national import data, regions
from ckanext.govopen.national.vocabularies import vocabulary
from ckanext.govopen.search import pinyin
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.normalise import fold, mainland, normalise, simplified
from ckanext.govopen.search.words import cut_for_index

T = TypeVar("T")

MOST_BYTES = 32_766
"""The longest term that Lucene takes, in bytes of UTF-8; a longer one makes Solr refuse the whole document."""

UNSEARCHED = ("data_items", "registration", "contact_phone", "contact_email", "score", "stars")
"""Keys of the dataset that get no field of their own and stay out of CKAN's catch-all: nested lists, what would let
people be found by their number, and `score`, which is the relevance to Solr."""

CODED = (
    *("theme", "industry", "open_type", "share_type", "share_mode", "update_cycle", "region_code", "license_id"),
    *("record_count", "byte_size", "resource_class", "related_codes", "security_level", "grade"),
    *("issued", "data_modified", "temporal_start", "temporal_end"),
)
"""Keys whose codes, numbers and dates may be asked for by field but are no text: they stay out of CKAN's catch-all."""

_STORED = frozenset({"data_dict", "validated_data_dict"})
_PIECE = 8_000
_FITS = MOST_BYTES // 4
"""Characters that fit whatever they are; what is printable holds no half of a surrogate pair."""
_SHORT = 24
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)年?[-—~至]((?:19|20)\d\d)(?!\d)")


def document(
    index: Mapping[str, Any],
    package: Mapping[str, Any],
    *,
    organizations: Sequence[str],
    score: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The Solr document of a dataset.

    `index` is CKAN's own document, `package` the dataset by its schema (`validated_data_dict`, decoded), `score` its
    `score`, `grade`, `stars` and `detected_formats`, or `None` while no file has a score; `organizations` are the
    titles of its department and of the departments above. No string in the result is longer than Lucene takes.
    """
    known = score or {}
    own = [facet for facet in facets() if facet.values]
    dropped = _dropped()
    built = {key: _fitting(key, value) for key, value in index.items() if key not in dropped}
    views = _views(package, organizations)
    cut = {f"{view}_bi": pieces for view, texts in views.items() if (pieces := _pieces(texts))}
    built |= cut | _word_views(cut)
    built |= pinyin.fields(cut.get("title_bi", [""])[0])
    built |= {facet.field: values for facet in own if (values := _facet_values(facet, package, known))}
    if years := _years(package):
        built["years"] = years
    if known.get("score") is not None:
        built["quality_score"] = round(known["score"])
    if known.get("stars") is not None:
        built["quality_stars"] = known["stars"]
    return built


@data.cached
def _dropped() -> frozenset[str]:
    """Keys of CKAN's document that ours has not, or fills itself."""
    own = (facet.field for facet in facets() if facet.values)
    return frozenset((*UNSEARCHED, *own, *(f"extras_{key}" for key in (*UNSEARCHED, *CODED))))


def _facet_values(facet: Facet, package: Mapping[str, Any], score: Mapping[str, Any]) -> list[str]:
    return [_fitting(facet.field, value) for value in facet.values(package, score)] if facet.values else []


def _views(package: Mapping[str, Any], organizations: Sequence[str]) -> dict[str, Iterable[str | None]]:
    """The texts of a dataset by what they say of it."""
    return {
        "title": [package.get("title")],
        "notes": [package.get("notes")],
        "tags": [tag.get("name") for tag in package.get("tags") or []],
        "item": [text for item in package.get("data_items") or [] for text in map(item.get, ("label", "name", "description"))],
        "file": [text for one in package.get("resources") or [] for text in map(one.get, ("name", "description"))],
        "org": [*organizations, package.get("provider_name")],
        "region": _region_names(package.get("region_code")),
        "theme": [
            *(vocabulary("themes").label(code) for code in package.get("theme") or []),
            *(vocabulary("industries").label(code) for code in package.get("industry") or []),
            package.get("theme_source"),
        ],
    }


def _region_names(code: str | None) -> list[str]:
    """Every name of the region and of those above it."""
    chain = [found for step in regions.path(code) if (found := regions.region(step))]
    return [name for region in chain for name in (region.name, region.short, *region.aliases)]


def _pieces(texts: Iterable[str | None]) -> list[str]:
    """Normalised texts, each once, long ones in pieces; a traditional one in the mainland's words too."""
    given = [text for text in texts if isinstance(text, str) and text]
    found = dict.fromkeys(form for text in given for form in _often(_forms, text))
    return [text[at : at + _PIECE] for text in found for at in range(0, len(text), _PIECE)]


def _forms(text: str) -> tuple[str, ...]:
    folded = fold(text)
    return tuple(form for form in (simplified(folded), mainland(folded)) if form)


def _words(text: str) -> str:
    return " ".join(cut_for_index(text))


def _often(function: Callable[[str], T], text: str) -> T:
    """What a function makes of a text; of a short one, which many datasets have, it is remembered."""
    return _remembered(function, text) if len(text) <= _SHORT else function(text)


@data.bounded
def _remembered(function: Callable[[str], Any], text: str) -> Any:
    return function(text)


def _word_views(views: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The views cut into words, the title's for itself (the schema copies it to the rest)."""
    texts = dict(views)
    title = [_words(text) for text in texts.pop("title_bi", [])]
    rest = [_often(_words, text) for values in texts.values() for text in values]
    found = {"title_word": title, "zh_all_word": rest}
    return {name: [_fitting(name, text) for text in values] for name, values in found.items() if values}


def _years(package: Mapping[str, Any]) -> list[int]:
    """The years that the title, the files' names and the period name; a span has its years in between."""
    texts = [package.get("title"), *(one.get("name") for one in package.get("resources") or [])]
    text = " ".join(normalise(text) for text in texts if text)
    spans = [match.groups() for match in _SPAN.finditer(text)]
    spans += [(year, year) for year in _YEAR.findall(text)]
    if package.get("temporal_start") and package.get("temporal_end"):
        spans.append((str(package["temporal_start"])[:4], str(package["temporal_end"])[:4]))
    years = {
        year
        for first, last in spans
        if first.isdecimal() and last.isdecimal()
        for year in range(int(first), min(int(last), int(first) + 50) + 1)
    }
    return sorted(years)


def _fitting(key: str, value: Any) -> Any:
    """The value with no string over the limit, cut between characters; what is only stored has no limit."""
    if isinstance(value, list | tuple):
        return [_fitting(key, one) for one in value]
    if not isinstance(value, str) or key in _STORED or (len(value) <= _FITS and value.isprintable()):
        return value
    return value.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore")
