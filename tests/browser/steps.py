"""What every visitor does, and what tests wait for."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator
from support.client import Portal

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
"""How a visitor with a phone differs."""
PATIENCE = 300
"""Seconds for what the portal does by itself: a minute is promised, the machine of a test may be slow."""


def follow(link: Locator) -> None:
    """Click on what leads to another page (a link, the button of a form), and wait until that is there."""
    with link.page.expect_navigation():
        link.click()


def exactly(text: str) -> re.Pattern[str]:
    """For `has_text`: this and nothing else, since 教育 is a part of 教育文化 too."""
    return re.compile(rf"^\s*{re.escape(text)}\s*$")


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Poll until the condition holds; fail when the bound is passed."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.3)


def wait_for_score(portal: Portal, resource: str) -> None:
    """Wait until a file has its score."""
    wait_for(lambda: portal.api("govopen_score_show", id=resource)["state"] == "done", "the score")


def purge_department(portal: Portal, department: str) -> None:
    """Take out a department and its datasets, by its id; return when no search finds any of them.

    What was published a moment ago is not in the index yet: members are asked of the database.
    """
    token = portal.facts["admin"]["token"]
    for dataset, *_ in portal.api("member_list", token=token, id=department, object_type="package"):
        portal.api("dataset_purge", token=token, id=dataset)
    portal.api("organization_purge", token=token, id=department)
    asked = {"fq": f'owner_org:"{department}"', "include_drafts": True, "include_private": True, "rows": 0}
    wait_for(lambda: portal.api("package_search", token=token, **asked)["count"] == 0, "the index")
