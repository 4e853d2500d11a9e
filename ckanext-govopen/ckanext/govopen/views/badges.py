"""Scores as pictures, for the pages of those whose scores they are."""

from typing import Any

from flask import Blueprint, Response

from ckan.plugins import toolkit as tk
from ckanext.govopen.scoring.exports.badge import badge

govopen_badge = Blueprint("govopen_badge", __name__)


@govopen_badge.route("/dataset/<id>/badge.svg")
def dataset(id: str) -> Response:  # noqa: A002  (CKAN's name for it)
    """The score of a dataset."""
    shown = asked("package_show", id)
    return picture(shown.get("score"), shown.get("grade"))


@govopen_badge.route("/organization/<id>/badge.svg")
def organization(id: str) -> Response:  # noqa: A002
    """The median score of a department's datasets."""
    shown = asked("govopen_publisher_show", id)
    return picture(shown["median"], shown["grade"])


def asked(action: str, name: str) -> dict[str, Any]:
    """What an action answers; what is not there, or not for this reader, has no picture."""
    try:
        found: dict[str, Any] = tk.get_action(action)({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404)
    return found


def picture(score: float | None, grade: str | None) -> Response:
    """The picture of a score; whoever has it is told that it has not changed."""
    known = score is not None and grade is not None
    value = f"{score:.0f} {tk.h.govopen_label('grades', grade)}" if known else tk._("Not scored")
    answer = Response(badge(tk._("Machine readability"), value, grade), content_type="image/svg+xml; charset=utf-8")
    answer.add_etag()
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer.make_conditional(tk.request)
