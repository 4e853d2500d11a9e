"""The answer to who asks too often: the API's, with the status and the header that tell programs when to come again."""

from http import HTTPStatus

from flask import Response, g

from ckan.plugins import toolkit as tk

API = "api.action"


def told(response: Response) -> Response:
    """The answer with 429, where an action was refused because the caller had been answered often enough (`logic.rate`)."""
    again = g.get("govopen_again")
    if again and tk.request.endpoint == API and response.status_code == HTTPStatus.CONFLICT:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(again)
    return response
