"""Grade of the machine-readability score; a dataset that has no score has none."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, vocabulary_label


def _values(_package: Mapping[str, Any], score: Mapping[str, Any]) -> Sequence[str]:
    return [score["grade"]] if score.get("grade") else []


FACET = Facet(
    name="grade",
    field="grade",
    title=N_("Score grade"),
    order=60,
    label=vocabulary_label("grades"),
    values=_values,
)
