"""What is sent to the index without a commit is found nevertheless, by all the ways in which CKAN and we send."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

SITE = "search-tests-visible"
XML = {"content": f"<delete><query>site_id:{SITE}</query></delete>", "headers": {"Content-Type": "text/xml"}}


def seen(core: Any, wanted: int) -> bool:
    """Whether so many documents are found, within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if core.search(SITE, {"q": "*:*"})["response"]["numFound"] == wanted:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("deletion", [{"json": {"delete": ["visible"]}}, XML], ids=["by id", "by query in XML"])
def test_updates_are_seen_by_themselves(core: Any, deletion: Mapping[str, Any]) -> None:
    """A new document and its end, for `/update` says itself how long searches may not know."""
    one = {"id": "1", "index_id": "visible", "site_id": SITE, "state": "active", "metadata_modified": "2026-01-01T00:00:00Z"}
    core.post("/update", json=[one])
    assert seen(core, 1)
    core.post("/update", **deletion)
    assert seen(core, 0)
