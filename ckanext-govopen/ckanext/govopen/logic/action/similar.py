"""What is like a dataset."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import index, schema
from ckanext.govopen.model import DatasetScore
from ckanext.govopen.model.among import among
from ckanext.govopen.national import regions
from ckanext.govopen.national.departments import placed
from ckanext.govopen.search import similar

SECONDS = 2
"""How long the index is waited for."""


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_dataset_similar(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what is like a dataset: here, and in other regions.

    :param id: id or name of the dataset
    :type id: string
    :returns: `similar` (of the same region or department, with a word of the title's subject in common, or with data items
        where a title has none) and `elsewhere` (counterparts in other regions, one of each region), at the most five of each,
        best first, each `id, name, title, organization` (title of its department, with its place), `region_code, region`
        (its name), `score, grade`; only public datasets, and of several listings of one dataset the authoritative one.
        `answered` is false, and both lists are empty, while the index cannot be asked
    :rtype: dictionary
    :raises NotFound: no dataset has that id
    :raises NotAuthorized: you may not see the dataset
    """
    tk.check_access("govopen_dataset_similar", context, data_dict)
    package = tk.get_action("package_show")({**context, "for_view": False}, {"id": data_dict["id"]})
    question = similar.question(package)
    try:
        groups = asked(question) if question else [[], []]
    except index.UnansweredError:
        return {"similar": [], "elsewhere": [], "answered": False}
    found = similar.chosen(package, groups)
    known = departments([doc["id"] for doc in (*found.similar, *found.elsewhere)])
    lists = {"similar": told(found.similar, known), "elsewhere": told(found.elsewhere, known)}
    return {**lists, "answered": True}


def asked(question: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """The candidates of both lists. Raises `UnansweredError`."""
    grouped = index.ask(question, SECONDS)["grouped"]
    return [grouped[name]["doclist"]["docs"] for name in question["group.query"]]


def departments(ids: Sequence[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Titles of the departments and today's scores of these datasets, for those that are still there."""
    scores = DatasetScore.of(list(ids))
    query = sa.select(model.Package.id, sa.func.coalesce(sa.func.nullif(model.Group.title, ""), model.Group.name))
    query = query.outerjoin(model.Group, model.Group.id == model.Package.owner_org)
    rows = model.Session.execute(query.where(among(model.Package.id, ids), model.Package.state == "active"))
    return {package_id: (title, scores.get(package_id, {})) for package_id, title in rows.tuples()}


def told(docs: Iterable[Mapping[str, Any]], known: Mapping[str, tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Datasets as the API tells them; not those that are gone though the index has them still."""
    return [
        {name: doc[name] for name in ("id", "name", "title")}
        | {"region_code": (code := similar.region_of(doc)), "region": named(code)}
        | {"organization": placed(title, regions.region(code)) if (title := known[doc["id"]][0]) else None}
        | {name: known[doc["id"]][1].get(name) for name in ("score", "grade")}
        for doc in docs
        if doc["id"] in known
    ]


def named(code: str | None) -> str | None:
    """The name of a region with those it lies in."""
    return (regions.path_name(code) or None) if code else None
