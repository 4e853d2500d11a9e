"""Formats of the files: what the publisher says and what the files really are."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national.text import N_
from ckanext.govopen.national.vocabularies import vocabulary
from ckanext.govopen.search.facet import Facet, vocabulary_label, vocabulary_read


def _values(package: Mapping[str, Any], score: Mapping[str, Any]) -> Sequence[str]:
    """Codes of known formats in the order of the resources; what no vocabulary knows is left out."""
    declared = [resource.get("format") for resource in package.get("resources") or []]
    known = (vocabulary("formats").match(said) for said in [*declared, *(score.get("detected_formats") or [])] if said)
    return list(dict.fromkeys(code for code in known if code))


FACET = Facet(
    name="formats",
    field="formats",
    title=N_("Format"),
    order=60,
    label=vocabulary_label("formats"),
    words=("格式", "文件格式"),
    example="格式:csv",
    read=vocabulary_read("formats"),
    values=_values,
)
