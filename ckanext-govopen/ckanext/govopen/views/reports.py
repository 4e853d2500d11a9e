"""The report of a file for other software: as we have it, in the W3C's vocabulary, and as frictionless has it."""

import json
from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, Response

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.scoring.exports import dqv, frictionless

govopen_report = Blueprint("govopen_report", __name__)

Report = dict[str, Any]


def names(package: str, resource: str) -> dqv.Names:
    """The addresses that an export of a file's report speaks of, the same in every language."""
    whole: dict[str, Any] = {"qualified": True, "locale": "default"}
    page = tk.url_for("dataset_resource.read", id=package, resource_id=resource, **whole)
    return dqv.Names(
        page,
        tk.url_for("dataset.read", id=package, **whole),
        tk.url_for("govopen_report.export", id=package, resource_id=resource, form="json", **whole),
        tk.url_for("govopen_quality.rules", **whole),
        tk.h.lang().replace("_", "-"),
    )


FORMS: dict[str, tuple[str, Callable[[Report, dqv.Names], str | bytes]]] = {
    "json": ("application/json", lambda report, _: orjson.dumps(report)),
    "dqv.jsonld": ("application/ld+json", lambda report, named: json.dumps(dqv.jsonld(report, named), ensure_ascii=False)),
    "dqv.ttl": ("text/turtle; charset=utf-8", dqv.turtle),
    "frictionless.json": ("application/json", lambda report, _: orjson.dumps(frictionless.convert(report))),
}
"""Ending of the address → media type, and what makes the content of a rendered report."""


@govopen_report.route("/dataset/<id>/resource/<resource_id>/quality.<form>")
def export(id: str, resource_id: str, form: str) -> Response:  # noqa: A002  (CKAN's name for it)
    """The report of a file in one of the forms."""
    if form not in FORMS:
        tk.abort(404)
    try:
        report = tk.get_action("govopen_score_show")({}, {"id": resource_id})["report"]
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404, tk._("Resource was not found."))
    resource = model.Resource.get(resource_id)
    if report is None or resource is None or model.Package.get(id) is not resource.package:
        tk.abort(404, tk._("There is no report of this file."))
    media_type, convert = FORMS[form]
    answer = Response(convert(report, names(resource.package.name, resource_id)), content_type=media_type)
    answer.add_etag()
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer.make_conditional(tk.request)
