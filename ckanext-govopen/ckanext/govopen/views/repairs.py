"""What a file would be like repaired, what that changes, and the repaired files."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from ckan.plugins import toolkit as tk
from ckanext.govopen.logic.bundle import FORMS, bundle
from ckanext.govopen.views.control import attachment, controlled

govopen_repair = Blueprint("govopen_repair", __name__)


@govopen_repair.route("/dataset/<id>/resource/<resource_id>/repair")
def repair(id: str, resource_id: str) -> str:  # noqa: A002  (CKAN's name for it)
    """The file before and after the repairs that lose nothing, and those others that were ticked."""
    shown = found(id, resource_id)
    accept = tk.request.args.getlist("accept")
    result, errors = None, []
    if tk.current_user.is_authenticated and shown["known"]["report"]:
        try:
            result = tk.get_action("govopen_repair_preview")({}, {"id": resource_id, "accept": accept})
        except tk.ValidationError as error:
            errors = [str(message) for messages in error.error_dict.values() for message in messages]
        except tk.NotAuthorized:
            tk.abort(403)
    return tk.render("govopen/repair.html", {**shown, "result": result, "accept": accept, "errors": errors})


@govopen_repair.route("/dataset/<id>/resource/<resource_id>/repair", methods=["POST"])
def apply(id: str, resource_id: str) -> Response:  # noqa: A002
    """Add the repaired files to the dataset, and show it."""
    shown = found(id, resource_id)
    accept = tk.request.form.getlist("accept")
    done = tk._("The repaired files are part of the dataset now; the original stays as it is.")
    if controlled("govopen_repair_apply", {"id": resource_id, "accept": accept}, done):
        return tk.redirect_to("dataset.read", id=shown["package"]["name"], _anchor="files")
    return tk.redirect_to("govopen_repair.repair", id=shown["package"]["name"], resource_id=resource_id, accept=accept)


@govopen_repair.route("/dataset/<id>/resource/<resource_id>/repair/<form>")
def download(id: str, resource_id: str, form: str) -> Response:  # noqa: A002
    """The results of a repair to take away, one of them or all; nothing is stored."""
    shown = found(id, resource_id)
    accept = tk.request.args.getlist("accept")
    if form not in FORMS:
        tk.abort(404)
    try:
        return attachment(*bundle({"user": tk.current_user.name}, {"id": resource_id}, accept, form))
    except tk.ValidationError as error:
        for messages in error.error_dict.values():
            tk.h.flash_error(" ".join(map(str, messages)))
        return tk.redirect_to("govopen_repair.repair", id=shown["package"]["name"], resource_id=resource_id, accept=accept)
    except tk.NotAuthorized:
        tk.abort(403, tk._("Sign in to see the repair"))


def found(name: str, resource_id: str) -> dict[str, Any]:
    """`package`, `resource` and what is `known` of the file; else there is no such page."""
    try:
        package = tk.get_action("package_show")({}, {"id": name})
        known = tk.get_action("govopen_score_show")({}, {"id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404, tk._("Resource was not found."))
    resource = next((one for one in package["resources"] if one["id"] == resource_id), None)
    if resource is None:
        tk.abort(404, tk._("Resource was not found."))
    return {"package": package, "resource": resource, "known": known}
