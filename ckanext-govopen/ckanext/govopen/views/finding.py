"""The results pages: all datasets, and those of a department.

They stand in the place of CKAN's, at its addresses and endpoints: values of one facet are alternatives there, and the
whole answer of `package_search` reaches the page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from ckan import model
from ckan.lib import base
from ckan.lib.helpers import Page
from ckan.lib.plugins import lookup_package_plugin
from ckan.lib.search import SearchError, SearchQueryError, SolrConnectionError
from ckan.plugins import PluginImplementations
from ckan.plugins import toolkit as tk
from ckan.plugins.interfaces import IFacets
from ckan.types import Context
from ckan.views import dataset, group
from ckanext.govopen.search import filters, folding
from ckanext.govopen.search.address import Address
from ckanext.govopen.search.facet import LIMIT, Facet
from ckanext.govopen.search.facets import facets

MOST_VALUES = 1000
"""Values of a facet that a reader may list."""

View = Callable[..., Any]


def take_over(app: Flask) -> None:
    """Answer at the endpoints of CKAN's own results pages, of every type of dataset and of organisation."""
    for endpoint, view in app.view_functions.items():
        # by name: CKAN loads its modules of views a second time
        app.view_functions[endpoint] = OURS.get((view.__module__, getattr(view, "__name__", "")), view)


def search(package_type: str) -> Any:
    """All datasets of a type."""
    titles = {facet.field: tk._(facet.title) for facet in facets()}
    for plugin in PluginImplementations(IFacets):
        titles = plugin.dataset_facets(titles, package_type)
    fq = "" if _all_types(package_type) else f"+dataset_type:{package_type}"
    private = tk.config.get("ckan.search.default_include_private")
    found = results(fq, titles, include_private=private) | {"dataset_type": package_type}
    lookup_package_plugin(package_type).setup_template_variables(_context(), {})
    return base.render(dataset._get_pkg_template("search_template", package_type), found)


def read(group_type: str, is_organization: bool, id: str) -> Any:  # noqa: A002  CKAN's names
    """The datasets of a department; CKAN's own page for groups."""
    if not is_organization:
        return group.read(group_type, is_organization, id)
    asked = {"id": id, "type": group_type, "include_datasets": False, "include_users": False}
    try:
        shown = tk.get_action("organization_show")(_context(), asked)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return base.abort(404, tk._("Organization not found"))
    if id == shown["id"] != shown["name"]:
        where = tk.h.url_for(f"{group_type}.read", id=shown["name"])
        return tk.h.redirect_to(tk.h.add_url_param(alternative_url=where))
    for parent in shown.get("groups") or []:  # CKAN tells their names alone
        found = model.Group.get(parent["name"])
        parent["title"] = found.title if found else None
    tk.g.group_dict = shown
    titles: Mapping[str, str] = {facet.field: tk._(facet.title) for facet in facets()}
    for plugin in PluginImplementations(IFacets):
        titles = plugin.organization_facets(titles, group_type, None)
    found = results(filters.has_value("owner_org", shown["id"]), titles, include_private=True)
    more = {"group_dict": shown, "group_type": group_type, "dataset_type": tk.h.default_package_type()}
    return base.render(group._get_group_template("read_template", shown["type"]), found | more)


def results(fq: str, titles: Mapping[str, str], *, include_private: bool) -> dict[str, Any]:
    """What a results page shows, under the names that CKAN's templates know, and the answer itself as `found`.

    `fq` says among which datasets, `titles` which facets (field → title).
    """
    address: Address = tk.h.govopen_address()
    rows = tk.config["ckan.datasets_per_page"]
    asked = _asked(address, [facet for facet in facets() if facet.field in titles])
    asked |= {"fq": fq, "include_private": include_private, "rows": rows, "start": (address.page - 1) * rows}
    shown = {"q": address.q, "fields": address.filters, "fields_grouped": dict(address.chosen), "facet_titles": titles}
    try:
        found = tk.get_action("package_search")(_context(), asked)
    except SearchQueryError as error:
        return base.abort(400, tk._("Invalid search query: {error_message}").format(error_message=str(error)))
    except (SearchError, SolrConnectionError):
        return shown | {"query_error": True, "found": {}, "search_facets": {}, "page": Page(collection=[])}
    page = Page(
        collection=found["results"],
        page=address.page,
        url=lambda page, **_: str(address.at(page)),
        item_count=found["count"],
        items_per_page=rows,
    )
    page.items = found["results"] if folding.is_one(address.fields) else folding.first_of_each(found["results"])
    named = {"query_error": False, "found": found, "search_facets": found["search_facets"], "page": page}
    return shown | named | {"sort_by_selected": found["sort"]}


def _asked(address: Address, shown: list[Facet]) -> dict[str, Any]:
    extras: dict[str, list[str]] = {}
    for name, value in address.extras:
        extras.setdefault(name, []).append(value)
    if not folding.is_one(address.fields):
        extras[folding.ASKED] = ["1"]
    return {
        "q": address.q,
        "fq_list": address.narrowing(facets()),
        "facet.limit": LIMIT,
        "facet.field": filters.counts(shown, address.chosen, {address.more: MOST_VALUES}),
        "sort": address.sort or None,
        "extras": {name: values[0] if len(values) == 1 else values for name, values in extras.items()},
    }


def _context() -> Context:
    return {"user": tk.current_user.name, "for_view": True, "auth_user_obj": tk.current_user}  # type: ignore[typeddict-item]


def _all_types(package_type: str) -> bool:
    """Whether this page shows datasets of all types (`ckan.search.show_all_types` says true, false, or on which page)."""
    said = tk.config.get("ckan.search.show_all_types")
    try:
        return tk.asbool(said) and package_type == "dataset"
    except ValueError:
        return bool(package_type == said)


OURS: Mapping[tuple[str, str], View] = {(dataset.__name__, "search"): search, (group.__name__, "read"): read}
"""Module and name of a view of CKAN's → what stands in its place."""
