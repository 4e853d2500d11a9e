"""Grade of the machine-readability score; a dataset that has no score has none."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, vocabulary_label, vocabulary_rank, vocabulary_read


def _values(_package: Mapping[str, Any], score: Mapping[str, Any]) -> Sequence[str]:
    return [score["grade"]] if score.get("grade") else []


FACET = Facet(
    name="grade",
    field="grade",
    title=N_("Score grade"),
    order=50,
    label=vocabulary_label("grades"),
    words=("评分", "等级", "机器可读性"),
    example="评分:A",
    read=vocabulary_read("grades"),
    values=_values,
    rank=vocabulary_rank("grades"),
)
