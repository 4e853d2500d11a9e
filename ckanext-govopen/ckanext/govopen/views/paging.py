"""Pages of lists: an address that names a page which cannot be leads to the first; of our own lists, one behind the last
to that."""

from flask import abort, redirect
from werkzeug.wrappers import Response

from ckan.plugins import toolkit as tk
from ckanext.govopen.search.address import page_number
from ckanext.govopen.views.api import ROOT


def corrected() -> Response | None:
    """The way to the page that is meant by `page=-1`, `page=0`, `page=x`: the first; None for every other request.

    To be called before each: CKAN answers such an address with an error.
    """
    named = tk.request.args.get("page")
    if named is None or named == str(number()) or not tk.request.endpoint or tk.request.path.startswith(ROOT):
        return None
    return _to(number()) if tk.request.method in {"GET", "HEAD"} else None


def number() -> int:
    """The page that the address names."""
    return page_number(tk.request.args.get("page", ""))


def last(count: int, size: int) -> int:
    """The number of pages that so many entries fill; of an address that names one behind them, leads to the last."""
    found = -(-count // size)
    if number() > max(found, 1):
        abort(_to(found))
    return found


def _to(page: int) -> Response:
    return redirect(tk.h.govopen_url(page=page if page > 1 else None))
