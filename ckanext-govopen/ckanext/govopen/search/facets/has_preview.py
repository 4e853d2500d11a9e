"""Whether rows of a dataset can be looked at before it is downloaded."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import YES_OR_NO, Facet, written_labels, written_rank, written_read


def _values(package: Mapping[str, Any], _score: Mapping[str, Any]) -> Sequence[str]:
    return ["yes" if any(map(_has_rows, package.get("resources") or [])) else "no"]


def _has_rows(resource: Mapping[str, Any]) -> bool:
    """Rows that the scorer read; a row count that only the source states shows nobody anything."""
    return bool(resource.get("datastore_active")) or bool(resource.get("row_count"))


FACET = Facet(
    name="has_preview",
    field="facet_has_preview",
    title=N_("Preview"),
    order=100,
    label=written_labels(YES_OR_NO),
    words=("预览",),
    example="预览:有",
    read=written_read(YES_OR_NO),
    values=_values,
    rank=written_rank(YES_OR_NO),
)
