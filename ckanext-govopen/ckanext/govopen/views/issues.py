"""The issues of all portals: narrowed, page by page, and as a table file."""

from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Blueprint, Response, stream_with_context

from ckan.plugins import toolkit as tk
from ckanext.govopen.logic.action.issue import FILTERS, asked, told
from ckanext.govopen.logic.csvfile import BOM, line
from ckanext.govopen.model import Issue
from ckanext.govopen.views import paging

govopen_issue = Blueprint("govopen_issue", __name__, url_prefix="/portal")

ISSUES = 50
"""Issues a page."""
COLUMNS = ("time", "portal", "platform", "fault", "level", "kind", "where", "message", "data")


@govopen_issue.route("/issues")
def index() -> str:
    """Issues of all portals, or of those that are wanted."""
    page = paging.number()
    wanted = filters()
    try:
        issues = tk.get_action("govopen_issue_list")({}, wanted | {"limit": ISSUES, "offset": (page - 1) * ISSUES})
    except tk.ValidationError:
        tk.abort(404)
    last = paging.last(issues["count"], ISSUES)
    return tk.render("govopen/issues.html", {"issues": issues, "wanted": wanted, "page": page, "last": last})


@govopen_issue.route("/issues.csv")
def table() -> Response:
    """The same issues, all of them, as a file that table programs open."""
    wanted = filters()
    try:
        tk.get_action("govopen_issue_list")({}, wanted | {"limit": 0})
    except tk.ValidationError:
        tk.abort(404)
    found = (told(issue.as_dict()) for issue in Issue.each(asked(wanted)))
    head = {"Content-Disposition": 'attachment; filename="issues.csv"'}
    return Response(stream_with_context(lines(found)), mimetype="text/csv", headers=head)


def filters() -> dict[str, Any]:
    """The filters of the address."""
    return {name: value for name in FILTERS if (value := tk.request.args.get(name))}


def lines(issues: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The file line by line: as much of it is in memory as one batch of issues."""
    yield BOM + line(COLUMNS)
    for issue in issues:
        data = msgspec.json.encode(issue["data"]).decode() if issue["data"] else ""
        yield line([(issue | {"kind": tk.h.govopen_issue_name(issue["kind"]), "data": data})[name] for name in COLUMNS])
