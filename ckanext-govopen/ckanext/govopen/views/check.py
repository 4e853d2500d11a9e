"""A file's report and repair before it is published: nothing is stored."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from ckan.plugins import toolkit as tk
from ckanext.govopen.logic.bundle import FORMS, bundle
from ckanext.govopen.views.control import attachment, genuine

govopen_check = Blueprint("govopen_check", __name__, url_prefix="/quality")


@govopen_check.route("/check", methods=["GET", "POST"])
def check() -> str | Response:
    """The form for a file or an address, and what was wanted of the file: its report, its repair, or the repaired files."""
    accept = tk.request.form.getlist("accept")
    shown: dict[str, Any] = {"url": tk.request.form.get("url", "").strip(), "errors": [], "accept": accept}
    if tk.request.method == "POST":
        genuine()
        try:
            answer = wanted(shown["url"], accept)
        except tk.NotAuthorized:
            tk.abort(403, tk._("Sign in to check a file."))
        except tk.ValidationError as error:
            answer = {"errors": [str(message) for messages in error.error_dict.values() for message in messages]}
        if isinstance(answer, Response):
            return answer
        shown |= answer
    return tk.render("govopen/check.html", shown)


def wanted(url: str, accept: list[str]) -> dict[str, Any] | Response:
    """What the form's button asks of the file that was sent, else of the one at the address.

    Raises NotAuthorized, and ValidationError where there is none or it cannot be read.
    """
    sent, want = tk.request.files.get("upload"), tk.request.form.get("want", "")
    upload = sent if sent and sent.filename else None
    if upload is None and not url:
        raise tk.ValidationError({"upload": [tk._("Choose a file or give an address.")]})
    said: dict[str, Any] = {"upload": upload} if upload else {"url": url}
    name = upload.filename if upload else url
    if want in FORMS:
        return attachment(*bundle({"user": tk.current_user.name}, said, accept, want))
    if want == "repair":
        return {"result": tk.get_action("govopen_repair_preview")({}, {**said, "accept": accept}), "name": name}
    report = tk.get_action("govopen_file_check")({}, {**said, "preview": True})
    file = {"state": "failed" if report["error"] else "done", "error": report["error"], "grid": report.pop("grid", None)}
    return {"file": {**file, "report": None if report["error"] else report}, "name": name}
