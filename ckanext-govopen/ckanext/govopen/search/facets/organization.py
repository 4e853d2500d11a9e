"""Departments; CKAN indexes the organisation's name and keeps its title in its database."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, value_label

FACET = Facet(
    name="organization",
    field="organization",
    title=N_("Department"),
    order=30,
    label=value_label,
    words=("部门", "来源部门", "单位", "机构"),
    example="部门:教育局",
    titles="organizations",
)
