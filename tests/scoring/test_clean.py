"""A clean table is clean in every format."""

from collections.abc import Callable
from typing import Any

import pytest
from support.formats import CLEAN

INHERENT = {"xls": {"F05"}, "et": {"F05"}}


@pytest.mark.parametrize("name", sorted(CLEAN))
def test_clean_in_every_format(check: Callable[..., dict[str, Any]], name: str) -> None:
    """Nothing is found but what lies in the format itself, and open formats have nearly all points."""
    report = check(f"人口.{name}", CLEAN[name]())
    assert {finding["rule"] for finding in report["findings"]} == INHERENT.get(name, set())
    assert report["score"] >= (90 if name in INHERENT else 95)
    assert (report["confidence"], report["sampled"]) == (1.0, False)
