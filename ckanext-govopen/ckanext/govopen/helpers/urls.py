"""Addresses that change this page's query."""

from urllib.parse import urlencode

from ckan.plugins import toolkit as tk


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


def govopen_url_without(field: str, value: str) -> str:
    """This page without one value of a query field."""
    return govopen_url(**{field: [one for one in tk.request.args.getlist(field) if one != value]})
