"""The pages of the harvested portals."""

from flask import Blueprint

from ckan.plugins import toolkit as tk

govopen_portal = Blueprint("govopen_portal", __name__, url_prefix="/portal")

ISSUES = 50
"""Issues a page."""


@govopen_portal.route("")
def index() -> str:
    """Every portal with its last run."""
    return tk.render("govopen/portal_index.html", {"portals": tk.get_action("govopen_portal_list")({}, {})})


@govopen_portal.route("/<code>")
def read(code: str) -> str:
    """One portal: its runs, and the issues of its last one or of one kind."""
    page = tk.h.get_page_number(tk.request.args)
    kind = tk.request.args.get("kind") or None
    wanted = {"portal": code, "limit": ISSUES, "offset": (page - 1) * ISSUES} | ({"kind": kind} if kind else {})
    try:
        portal = tk.get_action("govopen_portal_show")({}, {"id": code})
        issues = tk.get_action("govopen_issue_list")({}, wanted)
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404)
    last = -(-issues["count"] // ISSUES)
    shown = {"portal": portal, "issues": issues, "kind": kind, "page": page, "last": last}
    return tk.render("govopen/portal_read.html", shown)
