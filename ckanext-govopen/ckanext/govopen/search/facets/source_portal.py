"""The portals that datasets were harvested from; what people entered here has none."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, dataset_values, value_label

FACET = Facet(
    name="source_portal",
    field="source_portal",
    title=N_("Portal"),
    order=120,
    label=value_label,
    words=("门户", "平台", "来源平台"),
    values=dataset_values("source_portal"),
    titles="portals",
    folded=True,
)
