"""Sections of the national classification of industries."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, dataset_values, vocabulary_label

FACET = Facet(
    name="industry",
    field="industry",
    title=N_("Industry"),
    order=70,
    label=vocabulary_label("industries"),
    values=dataset_values("industry"),
)
