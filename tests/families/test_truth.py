"""Parsers and simulators of a family come from different hands: here they meet, record by record and field by field."""

from collections.abc import Callable
from typing import Any

import pytest

from harvesters.base import platforms
from tests.families.conftest import FAMILIES, MALFORMED, Family

LOOSE = ("extra",)
"""What a source says beyond the fields of a record has no agreed form."""
UNORDERED = ("formats",)


def test_every_platform_is_simulated(family: Callable[[str], Family]) -> None:
    """Each platform has at least one simulated portal, with each of its dialects."""
    found = {(family(slug).portal.platform, family(slug).portal.options.get("dialect")) for slug in FAMILIES}
    wanted = {(name, None) for name, kind in platforms().items() if "dialect" not in kind.options}
    wanted |= {(name, choice) for name, kind in platforms().items() for choice in kind.options.get("dialect", ())}
    plain = {(name, choice or next(iter(platforms()[name].options.get("dialect", (None,))), None)) for name, choice in found}
    assert plain >= wanted


@pytest.mark.parametrize("slug", FAMILIES)
def test_every_record_once_and_right(slug: str, family: Callable[[str], Family]) -> None:
    """A crawl finds all ids, each exactly once, and every field as the simulator's truth has it."""
    portal = family(slug)
    truth, result = portal.truth(), portal.crawl()
    assert sorted(record["id"] for record in result.records) == sorted(truth)
    assert differences(truth, result.records) == {}
    assert result.summary.complete
    assert (result.code, bool(result.summary.skipped)) == ((3, True) if slug in MALFORMED else (0, False))
    assert not result.kinds & {"unknown-field", "unknown-label"}


def differences(truth: dict[str, dict[str, Any]], records: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Field → (id, expected, found) of its first three differences."""
    found: dict[str, list[Any]] = {}
    for record in records:
        expected = truth[record["id"]]
        for key in expected.keys() | record.keys():
            if key == "url" and expected["url"] is None:
                continue  # the family's notes name no landing page
            wanted, got = (sorted(one[key]) if key in UNORDERED else one.get(key) for one in (expected, record))
            if key not in LOOSE and wanted != got:
                found.setdefault(key, []).append((record["id"], expected.get(key), record.get(key)))
    return {key: rows[:3] for key, rows in found.items()}
