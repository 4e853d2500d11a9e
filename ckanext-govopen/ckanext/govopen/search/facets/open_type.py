"""Whether a dataset is open without conditions, with conditions, or not."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, dataset_values, vocabulary_label, vocabulary_rank, vocabulary_read

FACET = Facet(
    name="open_type",
    field="open_type",
    title=N_("Open attribute"),
    order=40,
    label=vocabulary_label("open_types"),
    words=("开放属性", "开放"),
    example="开放:有条件开放",
    read=vocabulary_read("open_types"),
    values=dataset_values("open_type"),
    rank=vocabulary_rank("open_types"),
)
