"""Whether a dataset is the authoritative copy, or another portal's listing of one that its provider's own portal has."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, written_labels, written_rank, written_read

LABELS = {"own": ("权威版本", "Authoritative copy"), "copy": ("其他平台重复目录", "Listed again by another portal")}


def _values(package: Mapping[str, Any], _score: Mapping[str, Any]) -> Sequence[str]:
    return ["copy" if package.get("duplicate_of") else "own"]


FACET = Facet(
    name="copies",
    field="facet_copies",
    title=N_("Copies"),
    order=130,
    label=written_labels(LABELS),
    words=("版本",),
    example="版本:权威版本",
    read=written_read(LABELS),
    values=_values,
    rank=written_rank(LABELS),
    folded=True,
)
