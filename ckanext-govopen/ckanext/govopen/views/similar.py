"""What is like a dataset: a page of its own, and the part that the dataset's page takes in when it is scrolled to."""

from flask import Blueprint, Response, make_response

from ckan.plugins import toolkit as tk

govopen_similar = Blueprint("govopen_similar", __name__)

SECONDS = 600
"""How long a browser may keep it."""


@govopen_similar.route("/dataset/<id>/similar")
def similar(id: str) -> Response:  # noqa: A002  (CKAN's name for it)
    """The two lists; with `part` alone, without the page around them."""
    try:
        package = tk.get_action("package_show")({}, {"id": id})
        found = tk.get_action("govopen_dataset_similar")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404, tk._("Dataset not found"))
    template = "package/snippets/similar.html" if "part" in tk.request.args else "package/similar.html"
    answer = make_response(tk.render(template, {"pkg": package, "found": found}))
    if found["answered"]:
        answer.headers["Cache-Control"] = f"private, max-age={SECONDS}"
    return answer
