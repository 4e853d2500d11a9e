"""What the plugin gives CKAN."""

from typing import Any

import pytest

from ckan import plugins
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.logic import action
from ckanext.govopen.national.vocabularies import vocabulary

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
    for root, title in (("", "未说明"), ("/en", "Not specified")):
        api, asked = f"{root}/api/3/action", {"fq": f"name:{name}"}
        shown = app.get(f"{api}/package_show", query_string={"id": name}).json["result"]
        (found,) = app.get(f"{api}/package_search", query_string=asked).json["result"]["results"]
        assert shown["license_title"] == found["license_title"] == title


@pytest.mark.usefixtures("govopen")
def test_the_licences_are_those_of_the_form(app: Any, department: dict[str, Any]) -> None:
    """CKAN lists the licences that can be chosen, knows which are open, and calls them by their titles."""
    listed = app.get("/api/3/action/license_list").json["result"]
    assert [one["id"] for one in listed] == [term.code for term in vocabulary("licences")]
    name = factories.Dataset(**kit.dataset(department) | {"license_id": "CC-BY-4.0"})["name"]
    for root, title in (("", "知识共享 署名 4.0"), ("/en", "Creative Commons Attribution 4.0")):
        shown = app.get(f"{root}/api/3/action/package_show", query_string={"id": name}).json["result"]
        assert (shown["license_title"], shown["isopen"]) == (title, True)
