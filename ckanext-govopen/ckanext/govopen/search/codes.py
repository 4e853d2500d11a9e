"""Codes by which a dataset is asked for: its source's, the catalogue's, the register's, its provider's, its files'.

The index holds each as a whole and without its punctuation; its schema adds the parts in between.
"""

from collections.abc import Mapping
from typing import Any

from ckanext.govopen.search.normalise import PUNCTUATION, fold

MOST = 200
"""Codes that are read of one dataset."""

_OWN = ("source_id", "catalog_code", "provider_code")


def of(package: Mapping[str, Any]) -> list[str]:
    """The codes of a dataset in lower case, each once."""
    given = [package.get(key) for key in _OWN]
    given += package.get("related_codes") or []
    given += [one.get("code") for one in package.get("registration") or []]
    given += [one.get("source_file_id") for one in package.get("resources") or []]
    whole = [fold(code).lower() for code in given if isinstance(code, str)][:MOST]
    found = dict.fromkeys([*whole, *(PUNCTUATION.sub("", code) for code in whole)])
    return [code for code in found if code]
