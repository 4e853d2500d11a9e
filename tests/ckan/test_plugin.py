"""What the plugin gives CKAN."""

import pytest

from ckan import plugins
from ckan.plugins import toolkit as tk
from ckanext.govopen.logic import action

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.mark.parametrize("name", sorted(action.__all__))
def test_action_is_registered(name: str) -> None:
    """Every action can be called."""
    assert tk.get_action(name)


def test_defaults() -> None:
    """Defaults do not change by accident: who changes one tells it in the changelog."""
    defaults = {key: tk.config[f"ckanext.govopen.{key}"] for key in ("file_megabytes", "preview_rows", "issues_max")}
    assert defaults == {"file_megabytes": 200, "preview_rows": 100, "issues_max": 1000}


def test_no_activity() -> None:
    """A harvest of half a million datasets writes no activities."""
    assert not plugins.plugin_loaded("activity")
