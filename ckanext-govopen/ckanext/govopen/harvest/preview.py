"""The first datasets that a portal would give, with nothing stored."""

from typing import Any

import msgspec

from ckanext.govopen.national.dataset import from_record

from harvesters.portal import Portal
from harvesters.stream import Stream

RECORDS = 20


def preview(portal: Portal, limit: int = RECORDS) -> dict[str, Any]:
    """`datasets`, `issues`, `total` as the listing states it, and `requests`; raises PortalError for wrong options."""
    stream = Stream(portal, limit=limit)
    datasets, issues = [], []
    for read in stream:
        issues += read.issues if read else []
        if read and read.record:
            converted = from_record(read.record, portal)
            datasets.append(converted.dataset)
            issues += converted.issues
    issues = [*stream.settled().issues, *issues, *stream.told()]
    shown = [msgspec.to_builtins(issue) for issue in issues]
    return {"datasets": datasets, "issues": shown, "total": stream.total, "requests": stream.asked()}
