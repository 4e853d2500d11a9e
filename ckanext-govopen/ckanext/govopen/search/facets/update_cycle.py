"""How often the publisher says to renew the data."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, dataset_values, vocabulary_label, vocabulary_rank, vocabulary_read

FACET = Facet(
    name="update_cycle",
    field="update_cycle",
    title=N_("Update cycle"),
    order=80,
    label=vocabulary_label("update_cycles"),
    words=("更新周期", "更新频率", "更新"),
    example="更新:每年",
    read=vocabulary_read("update_cycles"),
    values=dataset_values("update_cycle"),
    rank=vocabulary_rank("update_cycles"),
    folded=True,
)
