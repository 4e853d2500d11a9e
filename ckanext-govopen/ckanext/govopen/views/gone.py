"""What is no longer here says so: 410 with reason and successor on pages, CKAN's 404 with both in the API.

CKAN answers 404 for what is deleted; only then is it asked whether there is a tombstone.
"""

from typing import Any

import orjson
from flask import Blueprint, Response, request

from ckan.plugins import toolkit as tk
from ckanext.govopen.model import Tombstone

govopen_gone = Blueprint("govopen_gone", __name__)

PAGES = ("dataset.", "resource.", "dataset_resource.")
ACTIONS = frozenset(("package_show", "resource_show", "datastore_search", "package_activity_list"))
NOT_HERE = {403, 404}


@govopen_gone.after_app_request
def tell(response: Response) -> Response:
    """The answer for what has a tombstone, in place of a bare "not found"."""
    if response.status_code not in NOT_HERE:
        return response
    endpoint = request.endpoint or ""
    if endpoint == "api.action" and (request.view_args or {}).get("logic_function") in ACTIONS:
        return for_program(response)
    if endpoint.startswith(PAGES) and request.view_args:
        return for_person(response, str(request.view_args.get("id")))
    return response


def for_person(response: Response, name: str) -> Response:
    """A page with reason, day and successor."""
    row = Tombstone.of(name)
    if row is None:
        return response
    page = tk.render("govopen/gone.html", {"tombstone": row.as_dict()})
    return Response(page, status=410, mimetype="text/html")


def for_program(response: Response) -> Response:
    """CKAN's own error, with `reason` and `successor` beside its message."""
    asked = asked_for()
    row = Tombstone.of(asked) or Tombstone.of_resource(asked)
    if row is None:
        return response
    answer = response.get_json(silent=True) or {}
    shown = row.as_dict()
    told = {key: shown[key] for key in ("reason", "note", "successor", "removed_at")}
    error = {"__type": "Not Found Error", "message": tk._("Not found: the dataset was removed"), **told}
    content = orjson.dumps(answer | {"success": False, "error": error})
    return Response(content, status=404, mimetype="application/json;charset=utf-8")


def asked_for() -> str:
    """The id that a call of the API names."""
    sent: Any = request.args.to_dict() or request.get_json(silent=True) or request.form.to_dict()
    return str(sent.get("id") or sent.get("resource_id") or "") if isinstance(sent, dict) else ""
