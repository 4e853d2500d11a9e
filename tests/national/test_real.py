"""Real catalogue records: every field mapped or named in an issue, none lost."""

import re
from collections import Counter

import pytest
from support import real

from ckanext.govopen.national.dataset import from_record

from harvesters.portal import Portal

PORTALS = [
    ("640000_ningxia", "640000", 1847, {"unmapped-theme": 15, "dropped-tag": 8}),
    ("640100_yinchuan", "640100", 1005, None),
    ("510600_deyang", "510600", 1946, {"unmapped-theme": 152}),
]
MAPPED = {"theme": "theme", "industry": "industry"}
SINGLE = {"open_type": "unmapped-open-type", "update_cycle": "unmapped-cycle"}


@pytest.mark.real
@pytest.mark.parametrize(("name", "region", "total", "issues"), PORTALS)
def test_nothing_is_lost(name: str, region: str, total: int, issues: dict[str, int] | None) -> None:
    """Each distinct record is one dataset of its own name, and each filled field is mapped or an issue."""
    portal = Portal(code=name, title=name, platform="oportal", url="https://data.example.test", region=region)
    records = list(real.records(name))
    converted = [from_record(record, portal) for record in records]
    assert len(records) == total
    assert len({found.dataset["name"] for found in converted}) == total
    for record, found in zip(records, converted, strict=True):
        dataset, reported = found.dataset, Counter(issue.kind for issue in found.issues)
        assert dataset["title"] == record.title
        assert (dataset["notes"], dataset["provider_name"]) == (record.description, record.publisher)
        assert (dataset["issued"] is None) == (record.issued is None)
        assert (dataset["data_modified"] is None) == (record.modified is None)
        assert len(dataset["theme"]) + reported["unmapped-theme"] == len(record.theme)
        assert len(dataset["industry"]) + reported["unmapped-industry"] == len(record.industry)
        assert all(label in dataset["theme_source"] for label in record.theme)
        assert dataset["source_formats"] == list(dict.fromkeys(record.formats))
        for field, kind in SINGLE.items():
            assert (dataset[field] is not None) or kind in reported or getattr(record, field) is None
        assert all(re.fullmatch(r"[\w \-.]{2,100}", tag["name"]) for tag in dataset["tags"])
    if issues is not None:
        assert Counter(issue.kind for found in converted for issue in found.issues) == issues
