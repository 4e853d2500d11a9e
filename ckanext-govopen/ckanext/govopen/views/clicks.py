"""What a browser tells when a person opens a result: see `assets/js/govopen-clicks.js`."""

from flask import Blueprint, Response

from ckan.config.middleware.flask_app import csrf
from ckan.plugins import toolkit as tk
from ckanext.govopen.usage.noting import note_click

govopen_click = Blueprint("govopen_click", __name__)

MOST_BYTES = 2000
# A beacon cannot carry the token of a form, and nothing that it does concerns the person who is signed in.
csrf.exempt(govopen_click)


@govopen_click.route("/govopen/click", methods=["POST"])
def click() -> Response:
    """Count a click: `dataset` (its name), `q` (what was searched for), `page` of the results and `place` on it, both from 1.

    The answer is always 204 and empty: whether it counts is nobody's business.
    """
    # A body whose length is not told may be of any length.
    fits = 0 < (tk.request.content_length or 0) <= MOST_BYTES
    if fits and tk.request.headers.get("Sec-Fetch-Site") in {None, "same-origin"}:
        form = tk.request.form
        page, place = (number(form.get(name, "")) for name in ("page", "place"))
        rank = (page - 1) * int(tk.config["ckan.datasets_per_page"]) + place if page and place else 0
        note_click(form.get("dataset", ""), form.get("q", ""), rank)
    return Response(status=204)


def number(text: str) -> int:
    """A small number; 0 where the text is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
