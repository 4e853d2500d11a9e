"""Answers to what is being typed."""

from flask import Blueprint, Response, jsonify

from ckan.plugins import toolkit as tk
from ckanext.govopen.national import regions
from ckanext.govopen.search import suggest

govopen_suggest = Blueprint("govopen_suggest", __name__, url_prefix="/govopen")

LIMIT = 12


@govopen_suggest.route("/region")
def region() -> Response:
    """Divisions that `q` names: `{"regions": [{code, name, path}]}`, best first; `path` names those it lies in."""
    found = suggest.divisions(tk.request.args.get("q", ""), LIMIT)
    return jsonify(
        regions=[{"code": one.code, "name": one.name, "path": regions.path_name(one.code) or one.name} for one in found]
    )
