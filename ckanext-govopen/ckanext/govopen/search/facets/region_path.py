"""Regions as a tree: a county's dataset counts for its city and its province too."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.govopen.national import regions
from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet


def _values(package: Mapping[str, Any], _score: Mapping[str, Any]) -> Sequence[str]:
    code = package.get("region_code")
    return [code] if code == regions.NATION else regions.path(code)


def _label(value: str, _lang: str) -> str:
    region = regions.region(value)
    return region.name if region else value


def _parent(value: str) -> str | None:
    above = regions.path(value)[:-1]
    return above[-1] if above else None


FACET = Facet(
    name="region_path", field="region_path", title=N_("Region"), order=10, label=_label, values=_values, parent=_parent
)
