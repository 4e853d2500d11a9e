"""The portal that `scripts/test` brought up with the demo in it."""

import pytest
from support.client import Portal, brought_up


@pytest.fixture(scope="session")
def portal() -> Portal:
    """That portal."""
    return brought_up()


@pytest.fixture(scope="session")
def admin_token(portal: Portal) -> str:
    """The operator's API token."""
    token: str = portal.facts["admin"]["token"]
    return token
