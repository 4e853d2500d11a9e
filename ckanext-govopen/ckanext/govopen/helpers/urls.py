"""Addresses that change this page's query."""

from urllib.parse import quote, urlencode

from ckan.plugins import toolkit as tk
from ckanext.govopen.search.address import Address, page_number, read
from ckanext.govopen.search.facets import facets


def govopen_url(**changes: object) -> str:
    """This page with other values of some query fields, back at its first page.

    A list sets several values, `None` or an empty list takes the field away.
    """
    kept = [(key, value) for key, value in tk.request.args.items(multi=True) if key not in {*changes, "page"}]
    for key, value in changes.items():
        values = value if isinstance(value, list) else [] if value is None else [value]
        kept += [(key, str(one)) for one in values]
    base = tk.h.url_for(tk.request.endpoint, **(tk.request.view_args or {}))
    return f"{base}?{urlencode(kept)}" if kept else base


def govopen_dataset_url(name: str) -> str:
    """The page of a dataset; CKAN makes such an address in a quarter of a millisecond, a page of results has many."""
    if not hasattr(tk.g, "govopen_dataset_url"):
        tk.g.govopen_dataset_url = tk.h.url_for("dataset.read", id="-").removesuffix("-")
    return f"{tk.g.govopen_dataset_url}{quote(name, safe='')}"


def govopen_address() -> Address:
    """What the address of this results page says; read once a request."""
    if not hasattr(tk.g, "govopen_address"):
        path = tk.h.url_for(tk.request.endpoint, **(tk.request.view_args or {}))
        page = page_number(tk.request.args.get("page", ""))
        tk.g.govopen_address = read(path, tk.request.args.items(multi=True), facets(), page=page)
    found: Address = tk.g.govopen_address
    return found
