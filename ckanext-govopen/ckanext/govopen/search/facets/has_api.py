"""Whether programs can ask for a dataset's rows: by its publisher's interface or by this portal's."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import YES_OR_NO, Facet, written_labels, written_rank, written_read


def _values(package: Mapping[str, Any], _score: Mapping[str, Any]) -> Sequence[str]:
    return ["yes" if any(map(_is_asked, package.get("resources") or [])) else "no"]


def _is_asked(resource: Mapping[str, Any]) -> bool:
    said = str(resource.get("format") or "").lower()
    return resource.get("delivery_mode") == "api" or said == "api" or bool(resource.get("datastore_active"))


FACET = Facet(
    name="has_api",
    field="facet_has_api",
    title=N_("API access"),
    order=90,
    label=written_labels(YES_OR_NO),
    words=("接口",),
    example="接口:有",
    read=written_read(YES_OR_NO),
    values=_values,
    rank=written_rank(YES_OR_NO),
)
