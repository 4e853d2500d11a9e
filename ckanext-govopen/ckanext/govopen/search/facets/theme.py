"""The national themes that a dataset belongs to."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, dataset_values, vocabulary_label, vocabulary_read

FACET = Facet(
    name="theme",
    field="theme",
    title=N_("Theme"),
    order=20,
    label=vocabulary_label("themes"),
    words=("主题", "领域"),
    example="主题:教育文化",
    read=vocabulary_read("themes"),
    values=dataset_values("theme"),
)
