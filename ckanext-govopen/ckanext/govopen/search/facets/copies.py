"""Whether a dataset is the authoritative copy, or another portal's listing of one that its provider's own portal has."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet

LABELS = {"own": ("权威版本", "Authoritative copy"), "copy": ("其他平台重复目录", "Listed again by another portal")}


def _values(package: Mapping[str, Any], _score: Mapping[str, Any]) -> Sequence[str]:
    return ["copy" if package.get("duplicate_of") else "own"]


def _label(value: str, lang: str) -> str:
    chinese, english = LABELS.get(value, (value, value))
    return chinese if lang.startswith("zh") else english


FACET = Facet(name="copies", field="facet_copies", title=N_("Copies"), order=90, label=_label, values=_values)
