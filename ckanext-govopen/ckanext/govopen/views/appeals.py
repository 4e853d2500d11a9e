"""Appeals: what a publisher says against a finding, for everybody to read, and the forms for it."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from ckan.plugins import toolkit as tk
from ckanext.govopen.scoring.appeals import name_of
from ckanext.govopen.views import paging
from ckanext.govopen.views.control import controlled

govopen_appeal = Blueprint("govopen_appeal", __name__)

APPEALS = 50
"""Appeals a page."""
FILTERS = ("organization", "rule", "state")


@govopen_appeal.route("/quality/appeals")
def index() -> str:
    """All appeals, newest first, and how many each department has made."""
    wanted = {name: value for name in FILTERS if (value := tk.request.args.get(name))}
    page = paging.number()
    try:
        found = tk.get_action("govopen_appeal_list")({}, {**wanted, "limit": APPEALS, "offset": (page - 1) * APPEALS})
    except (tk.ValidationError, tk.ObjectNotFound):
        tk.abort(404)
    shown = {"appeals": found, "wanted": wanted, "page": page, "last": paging.last(found["count"], APPEALS)}
    return tk.render("govopen/appeals.html", shown)


@govopen_appeal.route("/dataset/<id>/resource/<resource_id>/appeal", methods=["GET", "POST"])
def appeal(id: str, resource_id: str) -> str | Response:  # noqa: A002  (CKAN's name for it)
    """The form of an appeal against what a rule found in a column; sent, it goes back to the file."""
    try:
        tk.check_access("package_update", {}, {"id": id})
        package = tk.get_action("package_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(403, tk._("Only those who may change the dataset can appeal"))
    resource = next((one for one in package["resources"] if one["id"] == resource_id), None)
    rule, column = (tk.request.values.get(name, "") for name in ("rule", "column"))
    finding = against(resource_id, rule, column) if resource else None
    if finding is None:
        tk.abort(404, tk._("The report of this file has no such finding."))
    if tk.request.method == "POST":
        reason = tk.request.form.get("reason", "").strip()
        sent = {"id": resource_id, "rule": rule, "column": column, "reason": reason}
        if controlled("govopen_appeal_create", sent, tk._("The appeal counts from now on, and everybody can read it.")):
            return tk.redirect_to("dataset_resource.read", id=package["name"], resource_id=resource_id, _anchor=f"rule-{rule}")
    shown = {"package": package, "resource": resource, "finding": finding, "reason": tk.request.form.get("reason", "")}
    return tk.render("govopen/appeal.html", shown)


def against(resource_id: str, rule: str, column: str) -> dict[str, Any] | None:
    """What a rule found in a column of a file."""
    report = tk.get_action("govopen_score_show")({}, {"id": resource_id})["report"]
    findings: list[dict[str, Any]] = report["findings"] if report else []
    return next((one for one in findings if name_of(one) == (rule, column)), None)


@govopen_appeal.route("/quality/appeals/<appeal_id>/withdraw", methods=["POST"])
def withdraw(appeal_id: str) -> Response:
    """Take an appeal back."""
    controlled("govopen_appeal_withdraw", {"id": appeal_id}, tk._("The appeal was taken back."))
    return tk.redirect_to("govopen_appeal.index")


@govopen_appeal.route("/quality/appeals/<appeal_id>/decide", methods=["POST"])
def decide(appeal_id: str) -> Response:
    """An operator's decision about an appeal, with a note."""
    form = tk.request.form
    sent = {"id": appeal_id, "decision": form.get("decision", ""), "note": form.get("note", "").strip()}
    controlled("govopen_appeal_decide", sent, tk._("The decision is noted."))
    return tk.redirect_to("govopen_appeal.index")
