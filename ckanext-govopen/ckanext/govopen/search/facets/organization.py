"""Departments; CKAN indexes the organisation's name and shows its title beside it."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet


def _label(value: str, _lang: str) -> str:
    """The name itself: titles are in CKAN's database, `display_name` of `search_facets` has them."""
    return value


FACET = Facet(name="organization", field="organization", title=N_("Department"), order=30, label=_label)
