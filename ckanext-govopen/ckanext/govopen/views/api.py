"""What programs get where something went wrong: JSON in the shape of CKAN's errors, also instead of error pages."""

from http import HTTPStatus

from flask import Response, g, json

from ckan.plugins import toolkit as tk
from ckanext.govopen.national.text import N_

ROOT = "/api/"
ACTION = "api.action"
REASONS = {
    HTTPStatus.NOT_FOUND: N_("The API has nothing at this address"),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("Call actions by GET or POST"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: N_("Send the parameters as JSON or as a form, and say so in Content-Type"),
}


def told(response: Response) -> Response:
    """The answer of the API with its error as JSON, and with 429 where the caller was answered often enough."""
    if not tk.request.path.startswith(ROOT) or response.status_code < HTTPStatus.BAD_REQUEST:
        return response
    if response.mimetype == "text/html":
        return _as_json(response)
    again = g.get("govopen_again")
    if again and tk.request.endpoint == ACTION and response.status_code == HTTPStatus.CONFLICT:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(again)
    return response


def _as_json(page: Response) -> Response:
    status = HTTPStatus(page.status_code)
    error = {"__type": f"{status.phrase} Error", "message": tk._(REASONS.get(status, status.phrase))}
    page.set_data(json.dumps({"success": False, "error": error}, ensure_ascii=False))
    page.mimetype = "application/json"
    return page
