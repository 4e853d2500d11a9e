"""The licences of the portal are those of its form, and are called in the language of whoever asks."""

from collections.abc import Iterable, MutableMapping
from typing import Any

from flask import has_request_context

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.national import data
from ckanext.govopen.national.vocabularies import vocabulary

OPTION = "licenses_group_url"


def register(config: MutableMapping[str, Any]) -> None:
    """Have CKAN know the licences of the form, unless the operator has named others."""
    if not config.get(OPTION):
        config[OPTION] = f"file://{data.locate('licences.json').resolve()}"


def lay(packages: Iterable[dict[str, Any]]) -> None:
    """Put over datasets, in place, what their licences are called and whether they are open: the index keeps the words of
    whoever told it of a dataset, and the facts of that day. Workers ask in no language."""
    known, terms = model.Package.get_license_register(), vocabulary("licences")
    for package in packages:
        code = package.get("license_id")
        if "license_title" in package and (licence := known.get(code)):
            told = code in terms and has_request_context()
            package["license_title"] = terms.label(code, tk.h.lang()) if told else licence.title
            package["isopen"] = licence.isopen()
