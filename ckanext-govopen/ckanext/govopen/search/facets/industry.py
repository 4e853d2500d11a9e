"""Sections of the national classification of industries."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, dataset_values, vocabulary_label, vocabulary_read

FACET = Facet(
    name="industry",
    field="industry",
    title=N_("Industry"),
    order=110,
    label=vocabulary_label("industries"),
    words=("行业", "所属行业"),
    read=vocabulary_read("industries"),
    values=dataset_values("industry"),
    folded=True,
)
