"""Titles of licences in the language of whoever asks: the index keeps those of whoever told it of a dataset."""

from collections.abc import Iterable
from typing import Any

from ckan import model


def lay(packages: Iterable[dict[str, Any]]) -> None:
    """Put the titles of their licences over datasets, in place, as CKAN reads them from the database."""
    register = model.Package.get_license_register()
    for package in packages:
        if "license_title" in package and (licence := register.get(package.get("license_id"))):
            package["license_title"] = licence.title.split("::")[-1] if licence.url else licence.title
