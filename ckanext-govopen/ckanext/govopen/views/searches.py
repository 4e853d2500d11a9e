"""What people search for, for operators: on a page, as a table, and as lines for the list of synonyms."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, stream_with_context

from ckan.plugins import toolkit as tk
from ckanext.govopen.logic.csvfile import BOM, line
from ckanext.govopen.model.search_query import ORDERS
from ckanext.govopen.usage.export import COLUMNS, synonym_lines
from ckanext.govopen.views import paging

govopen_searches = Blueprint("govopen_searches", __name__, url_prefix="/searches")

PAGE = 50
"""Questions a page."""
BATCH = 1000


@govopen_searches.route("/")
def index() -> str:
    """One page of the questions in the order that is wanted."""
    wanted, page = filters(), paging.number()
    found = asked(wanted | {"limit": PAGE, "offset": (page - 1) * PAGE})
    last = paging.last(found["count"], PAGE)
    return tk.render("govopen/searches.html", {"found": found, "wanted": wanted, "page": page, "last": last})


@govopen_searches.route("/searches.csv")
def table() -> Response:
    """All of them as a file that table programs open."""
    wanted = filters()
    asked(wanted | {"limit": 0})
    rows = (line(row[name] for name in COLUMNS) for row in each(wanted))
    return sent((text for part in ([BOM + line(COLUMNS)], rows) for text in part), "text/csv", "searches.csv")


@govopen_searches.route("/synonyms.txt")
def synonyms() -> Response:
    """What was left without an answer, as lines to fill in."""
    wanted = filters() | {"order": "empty"}
    asked(wanted | {"limit": 0})
    return sent(synonym_lines(each(wanted)), "text/plain", "synonyms.txt")


def filters() -> dict[str, Any]:
    """What the address asks for; what could not be asked for is left out."""
    given = {name: tk.request.args.get(name, "") for name in ("order", "weeks")}
    is_known = {"order": given["order"] in ORDERS, "weeks": given["weeks"].isdecimal() and int(given["weeks"][:9]) > 0}
    return {name: value for name, value in given.items() if is_known[name]}


def each(wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All questions, a batch of them in memory at a time."""
    offset = 0
    while rows := asked(wanted | {"limit": BATCH, "offset": offset})["results"]:
        yield from rows
        offset += len(rows)


def asked(data: dict[str, Any]) -> dict[str, Any]:
    """The answer of the action; a page that says so where it gives none."""
    try:
        found: dict[str, Any] = tk.get_action("govopen_search_query_list")({}, data)
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only operators may see what is searched for"))
    return found


def sent(lines: Iterator[str], kind: str, name: str) -> Response:
    """A file to be stored."""
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(lines), mimetype=kind, headers=head)
