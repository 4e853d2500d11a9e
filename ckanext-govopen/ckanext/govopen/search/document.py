"""A dataset as the index holds it: CKAN's own fields, the Chinese views of its text, its facets and its score."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national import data
from ckanext.govopen.search import codes, folding, labels, pinyin, places, ranking, views
from ckanext.govopen.search.facet import Facet
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.normalise import YEAR_ALONE, YEAR_DIGITS, normalise, written

MOST_BYTES = 32_766
"""The longest term that Lucene takes, in bytes of UTF-8; a longer one makes Solr refuse the whole document."""

UNSEARCHED = ("data_items", "registration", "contact_phone", "contact_email", "score", "stars", "uses")
"""Keys of the dataset that get no field of their own and stay out of CKAN's catch-all: nested lists, what would let
people be found by their number, `score`, which is the relevance to Solr, and what ranks."""

CODED = (
    *("theme", "theme_source", "industry", "open_type", "share_type", "share_mode", "update_cycle", "region_code"),
    *("license_id", "record_count", "byte_size", "resource_class", "related_codes", "security_level", "grade"),
    *("issued", "data_modified", "temporal_start", "temporal_end"),
    *("source_id", "source_portal", "source_url", "source_formats"),
)
"""Keys whose codes, labels, numbers, dates and addresses may be asked for by field but are no text: they stay out of CKAN's
catch-all."""

_STORED = frozenset({"data_dict", "validated_data_dict"})
_FITS = MOST_BYTES // 4
"""Characters that fit whatever they are; what is printable holds no half of a surrogate pair."""
_SPAN = re.compile(rf"(?<!\d)({YEAR_DIGITS})年?[-—–~至到]({YEAR_DIGITS})(?!\d)")


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
    about = places.about(package)
    built |= views.fields(package, organizations, about)
    built |= pinyin.fields(written(package.get("title") or ""))
    built |= {facet.field: values for facet in own if (values := _facet_values(facet, package, known))}
    if offices := views.offices(package, organizations):
        built["offices"] = offices
    if found := labels.of(package):
        built["labels"] = found
    built["about"] = list(about)
    if divisions := places.divisions(package, about):
        built["region_path"] = divisions
    if years := _years(package):
        built["years"] = years
    if found := codes.of(package):
        built["code"] = _fitting("code", found)
    built |= ranking.fields(index, package) | folding.fields(index, package, organizations)
    if known.get("score") is not None:
        built["quality_score"] = round(known["score"])
    if known.get("stars") is not None:
        built["quality_stars"] = known["stars"]
    return built


@data.cached
def _dropped() -> frozenset[str]:
    """Keys of CKAN's document that ours has not, or fills itself."""
    own = (facet.field for facet in facets() if facet.values)
    hidden = (f"extras_{key}" for key in (*UNSEARCHED, *CODED))
    return frozenset((*UNSEARCHED, *own, "about", "labels", "region_path", *hidden))


def _facet_values(facet: Facet, package: Mapping[str, Any], score: Mapping[str, Any]) -> list[str]:
    return [_fitting(facet.field, value) for value in facet.values(package, score)] if facet.values else []


def _years(package: Mapping[str, Any]) -> list[int]:
    """The years that the title, the files' names and the period name; a span has its years in between."""
    texts = [package.get("title"), *(one.get("name") for one in package.get("resources") or [])]
    text = " ".join(normalise(text) for text in texts if text)
    spans = [match.groups() for match in _SPAN.finditer(text)]
    spans += [(year, year) for year in YEAR_ALONE.findall(text)]
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
    if isinstance(value, str):
        if (len(value) <= _FITS and value.isprintable()) or key in _STORED:
            return value
        return value.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore")
    return [_fitting(key, one) for one in value] if isinstance(value, list | tuple) else value
