"""Why a search finds what it finds: the page for operators."""

from typing import Any

from flask import Blueprint

from ckan import model
from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckanext.govopen.search.explaining import FACTORS, FIELDS, KINDS, WAYS
from ckanext.govopen.views import paging

govopen_explain = Blueprint("govopen_explain", __name__)

HITS = 10
"""Hits a page."""


@govopen_explain.route("/search/explain")
def index() -> str:
    """The query of the address explained, or an empty form."""
    try:
        tk.check_access("govopen_search_explain", {}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only operators may see how searches are ranked"))
    words = {"kinds": KINDS, "fields": FIELDS, "factors": FACTORS, "ways": WAYS}
    return tk.render("govopen/explain.html", {"words": words, **_found()})


def _found() -> dict[str, Any]:
    q, one = (tk.request.args.get(name, "").strip() for name in ("q", "id"))
    page = paging.number()
    shown = {"q": q, "id": one, "page": page, "first": (page - 1) * HITS, "last": 1, "found": None, "failed": False}
    if not q:
        return shown
    asked = {"q": q, "id": one, "limit": HITS, "offset": shown["first"]}
    if one and not model.Package.get(one):
        return shown | {"unknown": True}
    try:
        found = tk.get_action("govopen_search_explain")({}, asked)
    except (SearchError, tk.ValidationError):
        return shown | {"failed": True}
    answer = found["second"] or found
    return shown | {"found": found, "answer": answer, "last": paging.last(answer["count"], HITS)}
