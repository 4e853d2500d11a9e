"""One run: how far it is, what it changed, and what an operator decides about it."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from ckan.plugins import toolkit as tk
from ckanext.govopen.national.text import N_
from ckanext.govopen.views import paging
from ckanext.govopen.views.control import controlled

govopen_run = Blueprint("govopen_run", __name__, url_prefix="/portal/<code>/run")

CHANGES = 25
"""Changes a page."""
ACTS = {
    "pause": N_("The run stops after its batch."),
    "resume": N_("The run goes on."),
    "cancel": N_("The run ends after its batch; what it stored stays."),
    "approve": N_("The removals are done."),
    "reject": N_("Nothing was removed; the next run looks again."),
}
"""What can be done with a run, and what is then said."""


@govopen_run.route("/<run_id>")
def read(code: str, run_id: str) -> str:
    """A run with a page of its changes."""
    run = found(code, run_id)
    page, kind = paging.number(), tk.request.args.get("kind") or None
    wanted = {"run": run_id, "kind": kind, "limit": CHANGES, "offset": (page - 1) * CHANGES}
    try:
        changes = tk.get_action("govopen_change_list")({}, wanted)
    except tk.ValidationError:
        tk.abort(404)
    last = paging.last(changes["count"], CHANGES)
    shown = {"code": code, "run": run, "changes": changes, "kind": kind, "page": page, "last": last}
    return tk.render("govopen/run_read.html", shown)


@govopen_run.route("/<run_id>/<any(cancel, approve, reject):act>")
def ask(code: str, run_id: str, act: str) -> str:
    """The page that names what is about to be done."""
    run = found(code, run_id)
    try:
        tk.check_access(f"govopen_run_{act}", {}, {"id": run_id})
    except tk.NotAuthorized:
        tk.abort(403)
    return tk.render("govopen/run_ask.html", {"code": code, "run": run, "act": act})


@govopen_run.route("/<run_id>/<any(pause, resume, cancel, approve, reject):act>", methods=["POST"])
def do(code: str, run_id: str, act: str) -> Response:
    """Do it, and go back to the run."""
    found(code, run_id)
    controlled(f"govopen_run_{act}", {"id": run_id}, tk._(ACTS[act]))
    return tk.redirect_to("govopen_run.read", code=code, run_id=run_id)


def found(code: str, run_id: str) -> dict[str, Any]:
    """The run, if it is one of that portal; else a 404."""
    try:
        run: dict[str, Any] = tk.get_action("govopen_run_show")({}, {"id": run_id})
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404)
    if run["portal"] != code:
        tk.abort(404)
    return run
