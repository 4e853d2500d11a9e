"""Whose fault an issue is: what an operator sorts by, before he writes to a portal or mends a table of ours."""

from collections.abc import Mapping
from typing import Any

from ckanext.govopen.national import issues as conversion

from harvesters import issues as crawl

CLASSES = ("portal", "network", "record", "ours")
"""The source as a whole, the way to it, one of its records, or us."""

BY_KIND: dict[str, str] = {
    **{kind: crawl.BLAME.get(kind, "portal") for kind in crawl.KINDS},
    **conversion.BLAME,
    "refused": "record",
    "unfit": "record",
    "held-share": "portal",
    "held-half": "portal",
    "held-empty": "portal",
    "held-bounds": "portal",
    "not-listed": "record",
    "unknown-record": "record",
    "configuration": "ours",
    "broken-off": "ours",
    "correction-superseded": "record",
}
"""Kind → class: of a crawl, of the conversion, and of the run engine. A test holds it against the kinds that there are."""


def fault(kind: str, data: Mapping[str, Any]) -> str:
    """The class of an issue: the one that it states, as that of a failed request, else that of its kind."""
    return str(data.get("fault") or BY_KIND.get(kind, "record"))
