"""The pages of the harvested portals: their list, each of them, what is gone of it, and an operator's switches."""

from collections import Counter
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from ckan.plugins import toolkit as tk
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.action.portal import fits
from ckanext.govopen.views import paging
from ckanext.govopen.views.control import controlled

govopen_portal = Blueprint("govopen_portal", __name__, url_prefix="/portal")

ISSUES = 20
"""Newest issues on a portal's page; all of them have a page of their own."""
STONES = 50
FILTERS = ("q", "platform", "state", "schedule", "sort")


@govopen_portal.route("")
def index() -> str:
    """Every portal with its last run and how it does, or those that are looked for."""
    wanted, errors = tk.navl_validate({name: tk.request.args.get(name) for name in FILTERS}, schema.portal_list())
    if errors:
        tk.abort(404)
    everything = tk.get_action("govopen_portal_list")({}, {"sort": wanted.setdefault("sort", "datasets")})
    found = [row for row in everything if fits(row, wanted)]
    shown = {"portals": found, "total": len(everything), "wanted": wanted, "choices": choices(everything)}
    return tk.render("govopen/portal_index.html", shown)


def choices(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """What the portals can be narrowed by, with the number of portals of each."""
    states = Counter(row["last_run"]["state"] if row["last_run"] else "never" for row in rows)
    schedules = Counter("paused" if row["paused"] else row["schedule"] for row in rows)
    return {"platform": dict(Counter(row["platform"] for row in rows)), "state": dict(states), "schedule": dict(schedules)}


@govopen_portal.route("/<code>")
def read(code: str) -> str:
    """One portal: its runs, how it did over time, its newest issues, what is gone of it."""
    try:
        portal = tk.get_action("govopen_portal_show")({}, {"id": code})
        issues = tk.get_action("govopen_issue_list")({}, {"portal": code, "limit": ISSUES})
        stones = tk.get_action("govopen_tombstone_list")({}, {"portal": code, "limit": ISSUES})
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404)
    return tk.render("govopen/portal_read.html", {"portal": portal, "issues": issues, "stones": stones})


@govopen_portal.route("/<code>/gone")
def gone(code: str) -> str:
    """The datasets that are gone of a portal."""
    page = paging.number()
    try:
        portal = tk.get_action("govopen_portal_show")({}, {"id": code})
        wanted = {"portal": code, "limit": STONES, "offset": (page - 1) * STONES}
        stones = tk.get_action("govopen_tombstone_list")({}, wanted)
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404)
    last = paging.last(stones["count"], STONES)
    return tk.render("govopen/portal_gone.html", {"portal": portal, "stones": stones, "page": page, "last": last})


@govopen_portal.route("/<code>/schedule", methods=["POST"])
def schedule(code: str) -> Response:
    """Set when the portal is harvested."""
    given = {name: tk.request.form[name] for name in ("schedule", "paused") if name in tk.request.form}
    controlled("govopen_portal_update", {"id": code, **given}, tk._("The schedule was changed."))
    return tk.redirect_to("govopen_portal.read", code=code)


@govopen_portal.route("/<code>/run", methods=["POST"])
def harvest(code: str) -> Response:
    """Have the portal harvested: the whole of it, one record, or only to see what would change."""
    form = tk.request.form
    wanted = {"portal": code, "kind": form.get("kind", "full"), "record": form.get("record", "").strip()}
    run = controlled("govopen_run_create", wanted, tk._("The run is queued."))
    if run is None:
        return tk.redirect_to("govopen_portal.read", code=code)
    return tk.redirect_to("govopen_run.read", code=code, run_id=run["id"])
