"""Near-duplicates of the datasets on a results page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckanext.govopen.search import filters, folding
from ckanext.govopen.search.address import Address

MOST = 1000
"""Copies of one page's datasets that are counted."""


def govopen_folded(packages: Iterable[Mapping[str, Any]], address: Address) -> dict[str, dict[str, Any]]:
    """How many near-duplicates each of these datasets has besides itself, and the address that lists them all; without the
    chip that says so it is the address of the same question.

    `{id: {"count", "url"}}`, for those alone that have any, and for none where near-duplicates are listed or the index has
    gone since it gave the datasets; one question to it for the whole page.
    """
    if folding.is_one(address.fields):
        return {}
    keys = {package["id"]: folding.key(package, folding.department(package)) for package in packages}
    if not keys:
        return {}
    copies = filters.has_any(folding.FIELD, sorted(set(keys.values())))
    asked = {"q": "*:*", "fq_list": [copies], "fl": folding.FIELD, "rows": MOST, "facet": "false"}
    try:
        found = tk.get_action("package_search")({}, asked)["results"]
    except search.SearchError:
        return {}
    everything = replace(address.cleared(), path=tk.h.url_for("dataset.search"))
    counts = Counter(one[folding.FIELD] for one in found if folding.FIELD in one)
    return {
        package_id: {"count": counts[key] - 1, "url": str(replace(everything, fields=((folding.FIELD, key),)))}
        for package_id, key in keys.items()
        if counts[key] > 1
    }
