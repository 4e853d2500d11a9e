"""Bodies that are too large or too deep to be read are refused in the API's own way, before its actions see them."""

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from ckan.plugins import toolkit as tk

govopen_push = Blueprint("govopen_push", __name__)

MOST_BYTES = 16_000_000
PUSH = "govopen_record_push"


@govopen_push.before_app_request
def readable() -> Response | None:
    """The error where a push cannot be read; what can be read is parsed once, for CKAN too."""
    if request.endpoint != "api.action" or (request.view_args or {}).get("logic_function") != PUSH or request.method == "GET":
        return None
    if not request.is_json:
        return refused(tk._("Send JSON, and say so by the header Content-Type: application/json"))
    request.max_content_length = MOST_BYTES
    try:
        request.get_json(silent=True)
    except RequestEntityTooLarge:
        text = tk._("The call is larger than {most} bytes: send fewer records at once").format(most=MOST_BYTES)
        return refused(text)
    except RecursionError:
        return refused(tk._("Lists and objects lie too deep in each other"))
    return None


def refused(text: str) -> Response:
    """An error in CKAN's form."""
    error = {"__type": "Validation Error", "records": [text]}
    return Response(orjson.dumps({"success": False, "error": error}), status=409, mimetype="application/json;charset=utf-8")
