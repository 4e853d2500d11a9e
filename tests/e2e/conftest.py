"""The portal that `scripts/test` brought up with the demo in it."""

import json
import os
from pathlib import Path

import pytest
from support.client import Portal


@pytest.fixture(scope="session")
def portal() -> Portal:
    """That portal."""
    file = Path(os.environ["GOVOPEN_TEST_INSTANCE"])
    return Portal(file, json.loads(file.read_text()))


@pytest.fixture(scope="session")
def admin_token(portal: Portal) -> str:
    """The operator's API token."""
    token: str = portal.facts["admin"]["token"]
    return token
