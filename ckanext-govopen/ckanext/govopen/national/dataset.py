"""A record becomes a dataset: an ordered tuple of small steps, each with one job.

Of the record's fields, `counters` are left behind on purpose: they change daily and say nothing about the data.
`extra` stays with the raw record, from which mapping rules can be run again.
"""

from dataclasses import dataclass
from typing import Any

from ckanext.govopen.national import departments
from ckanext.govopen.national.departments import Department
from ckanext.govopen.national.source import Source, Step
from ckanext.govopen.national.steps import (
    contact,
    cycle,
    dates,
    description,
    formats,
    industry,
    items,
    licence,
    name,
    opening,
    origin,
    publisher,
    region,
    resources,
    tags,
    theme,
    title,
    volume,
)

from harvesters.issues import Issue
from harvesters.portal import Portal
from harvesters.record import Record

STEPS: tuple[Step, ...] = (
    origin.step,  # source_portal, source_id, source_url
    title.step,  # title
    name.step,  # name
    description.step,  # notes
    publisher.step,  # owner_org, provider_name
    region.step,  # region_code
    theme.step,  # theme, theme_source
    industry.step,  # industry
    opening.step,  # open_type, open_condition
    cycle.step,  # update_cycle
    dates.step,  # issued, data_modified
    tags.step,  # tags
    items.step,  # data_items
    contact.step,  # contact_unit, contact_phone, contact_email
    formats.step,  # source_formats, resource_class
    resources.step,  # resources
    volume.step,  # record_count, byte_size
    licence.step,  # license_id
)
"""The table of contents. No step reads what another wrote, so that any order gives the same dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of a record."""

    dataset: dict[str, Any]
    """The CKAN package dict of the national schema; `None` = the source does not say."""
    department: Department
    """The organization that `dataset["owner_org"]` names, with those above it."""
    issues: tuple[Issue, ...]
    """What could not be carried over as it was, each with the label or value of the source."""


def from_record(record: Record, portal: Portal) -> Converted:
    """The dataset that a record of a portal describes; never raises for what a source may say."""
    source = Source(record, portal)
    dataset: dict[str, Any] = {"type": "dataset"}
    for step in STEPS:
        dataset |= step(source)
    return Converted(dataset=dataset, department=departments.of_record(source), issues=source.issues)
