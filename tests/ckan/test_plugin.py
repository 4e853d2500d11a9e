"""What the plugin gives CKAN."""

from typing import Any

import pytest

from ckan import plugins
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.logic import action

from tests.ckan import kit

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


@pytest.mark.usefixtures("govopen")
def test_a_licence_in_the_reader_s_language(app: Any, department: dict[str, Any]) -> None:
    """Whoever told the index of a dataset, its licence has its title in the language of whoever asks."""
    name = factories.Dataset(**kit.dataset(department) | {"license_id": "notspecified"})["name"]
    for root, title in (("", "未指定许可证"), ("/en", "License not specified")):
        api, asked = f"{root}/api/3/action", {"fq": f"name:{name}"}
        shown = app.get(f"{api}/package_show", query_string={"id": name}).json["result"]
        (found,) = app.get(f"{api}/package_search", query_string=asked).json["result"]["results"]
        assert shown["license_title"] == found["license_title"] == title
