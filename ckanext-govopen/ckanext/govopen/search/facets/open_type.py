"""Whether a dataset is open without conditions, with conditions, or not."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, dataset_values, vocabulary_label

FACET = Facet(
    name="open_type",
    field="open_type",
    title=N_("Open attribute"),
    order=40,
    label=vocabulary_label("open_types"),
    values=dataset_values("open_type"),
)
