"""What the way from a record to a dataset may meet, in the same shape as the issues of a crawl."""

from ckanext.govopen.national.text import N_

from harvesters.errors import Fault
from harvesters.issues import Issue, Level, Named, made

KINDS: dict[str, str] = {
    "unmapped-theme": N_("No national theme is known for the label {value}"),
    "unmapped-industry": N_("No national industry is known for the label {value}"),
    "unmapped-open-type": N_("The label {value} does not say whether the data are open to the public"),
    "unmapped-cycle": N_("No national update cycle is known for the label {value}"),
    "unmapped-format": N_("No format of the vocabulary is known for {value}"),
    "unmapped-item-type": N_("No national data type is known for {value}"),
    "unknown-region": N_("The division {value} is not in GB/T 2260"),
    "retired-region": N_("The division {value} no longer exists; its area now belongs to {successor}"),
    "no-publisher": N_("The record names no department; it was filed under {value}"),
    "bad-date": N_("The date of {field} cannot be read: {value}"),
    "date-order": N_("The dates look wrong: {value}"),
    "bad-address": N_("The address of {field} is no web address: {value}"),
    "bad-contact": N_("The contact's {field} cannot be used: {value}"),
    "personal-data": N_("Personal data in {field} were masked"),
    "nameless-item": N_("Data item number {number} has neither a name nor a label and was left out"),
    "dropped-tag": N_("The tag {value} is too short and was left out"),
    "fewer-files": N_("The portal counts {declared} files and shows {found}"),
}
"""Kind → message, an English msgid with placeholders for the issue's data."""

_OURS = {kind for kind in KINDS if kind.startswith("unmapped-")}
"""A table of ours that lacks a label is ours to mend."""
BLAME: dict[str, Fault] = {kind: "ours" if kind in _OURS else "record" for kind in KINDS}
"""Whose fault an issue is (`data.fault`)."""

_INFO = {"retired-region", "date-order", "dropped-tag", "fewer-files"}


def issue(portal: Named, record: str, kind: str, data: dict[str, object]) -> Issue:
    """One issue of a record, named by its id."""
    level: Level = "info" if kind in _INFO else "warning"
    return made(portal, level, kind, record, KINDS[kind], {"fault": BLAME[kind], **data})
