"""What is answered while the search index is away: searches say so, with the status that tells clients to come again."""

from http import HTTPStatus

from flask import Response, json

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk.connection import trouble
from ckanext.govopen.bulk.state import TROUBLES

SOON = 10
"""Seconds after which it is worth asking again."""
SEARCH = "dataset.search"
API = "api.action"
REFUSED = (HTTPStatus.CONFLICT, HTTPStatus.INTERNAL_SERVER_ERROR)
"""With what CKAN's API answers a search that failed."""


def told(response: Response) -> Response:
    """The answer with the status of an outage, where the request was one for what only the index knows."""
    found = trouble()
    if not found:
        return response
    endpoint = tk.request.endpoint or ""
    if endpoint == API and response.status_code in REFUSED and response.is_json:
        answer = response.get_json()
        answer["error"] = {"__type": "Search Error", "message": tk._(TROUBLES[found])}
        response.set_data(json.dumps(answer, ensure_ascii=False))
    elif endpoint != SEARCH or response.status_code != HTTPStatus.OK:
        return response
    return _later(response)


def page(_error: SearchError) -> Response:
    """The page for a search that its own page does not answer, such as a feed."""
    status = HTTPStatus.SERVICE_UNAVAILABLE if trouble() else HTTPStatus.BAD_REQUEST
    answer = Response(tk.render("error_document_template.html", {"code": int(status)}), status=status)
    return _later(answer) if trouble() else answer


def _later(response: Response) -> Response:
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(SOON)
    return response
