"""Near-duplicates: datasets of one title, one office and one division, listed by several portals or several times.

They have one `fold` in the index. A page asks for one of each with `ASKED` and tells how many others there are; a client
of `package_search` gets them all.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckanext.govopen.national.offices import provider
from ckanext.govopen.search.normalise import PUNCTUATION, normalise
from ckanext.govopen.search.ranking import COPY

FIELD = "fold"
PARSER = "collapse"
"""Solr's parser for it, which CKAN lets through for nobody but us."""
ASKED = "ext_govopen_fold"
"""Key of a search's `extras` that asks for one dataset of each fold, whatever its value but an empty one."""
COLLAPSE = f'{{!{PARSER} field={FIELD} nullPolicy=expand max="sub(cscore(),product(1000,{COPY}))"}}'
"""Of each fold the authoritative copy, then the one of the highest relevance; a sort would say the same in twice the time.
A document of an index from before there were folds is nobody's duplicate."""
KNOWN = '-facet_copies:"copy"'
"""The same for a list of everything, where only copies that portals are known to list again are left out: to compare half
a million datasets would take longer than the rest of the search, while this filter is remembered. Of what is left, a page
shows one of each (`first_of_each`)."""

SHORTEST_TITLE = 4
"""名录 or 统计 are no titles that only one dataset can have."""


def key(package: Mapping[str, Any], department: str | None) -> str:
    """What near-duplicates have in common: a hash of title, division and office; the id where the title says too little.

    `department` is the title of the dataset's department, `None` where it has none.
    """
    title = PUNCTUATION.sub("", normalise(package.get("title") or "")).casefold()
    if len(title) < SHORTEST_TITLE:
        return str(package.get("id") or "")
    place, office = provider(package.get("provider_name") or department or "", package.get("region_code") or "")
    return hashlib.blake2b("\n".join((title, place, office)).encode(), digest_size=8).hexdigest()


def department(package: Mapping[str, Any]) -> str | None:
    """The title of the department of a dataset as CKAN shows it, its name where it has none."""
    owner = package.get("organization") or {}
    return owner.get("title") or owner.get("name")


def first_of_each(packages: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """These datasets without those that are near-duplicates of one before them."""
    kept: dict[str, Mapping[str, Any]] = {}
    for package in packages:
        kept.setdefault(key(package, department(package)), package)
    return list(kept.values())


def is_one(fields: Iterable[tuple[str, str]]) -> bool:
    """Whether the near-duplicates of one dataset are what is asked for, by fields of the index and their values."""
    return any(name == FIELD for name, _ in fields)


def fields(index: Mapping[str, Any], package: Mapping[str, Any], organizations: Sequence[str]) -> dict[str, str]:
    """The field of the index; `organizations` are the titles of the dataset's department and of those above."""
    found = key(package, organizations[0] if organizations else None) or str(index.get("id") or "")
    return {FIELD: found} if found else {}


def folded(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a search with the filter that folds, where its `extras` ask for it and it asks for no fold itself."""
    asked = dict(params)
    if not (asked.get("extras") or {}).get(ASKED) or f"{FIELD}:" in _filters(asked):
        return asked
    fold = KNOWN if asked.get("q") in {None, "", "*:*"} else COLLAPSE
    return asked | {"fq_list": [*(asked.get("fq_list") or []), fold]}


def _filters(params: Mapping[str, Any]) -> str:
    given: Sequence[Any] = (params.get("q"), params.get("fq"), *(params.get("fq_list") or []))
    return " ".join(str(one) for one in given if one)
