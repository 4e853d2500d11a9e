"""A file's report before it is published: nothing is stored."""

from typing import Any

from flask import Blueprint

from ckan.plugins import toolkit as tk
from ckanext.govopen.views.control import genuine

govopen_check = Blueprint("govopen_check", __name__, url_prefix="/quality")


@govopen_check.route("/check", methods=["GET", "POST"])
def check() -> str:
    """The form for a file or an address, and the report of what was sent."""
    shown: dict[str, Any] = {"url": tk.request.form.get("url", "").strip(), "errors": [], "file": None, "name": ""}
    if tk.request.method == "POST":
        genuine()
        shown |= examined(shown["url"])
    return tk.render("govopen/check.html", shown)


def examined(url: str) -> dict[str, Any]:
    """The report of the file that was sent, else of the one at the address; `errors` where there is none."""
    sent = tk.request.files.get("upload")
    upload = sent if sent and sent.filename else None
    if upload is None and not url:
        return {"errors": [tk._("Choose a file or give an address.")]}
    wanted: dict[str, Any] = {"upload": upload} if upload else {"url": url}
    try:
        report = tk.get_action("govopen_file_check")({}, {**wanted, "preview": True})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Sign in to check a file."))
    except tk.ValidationError as error:
        return {"errors": [str(message) for messages in error.error_dict.values() for message in messages]}
    file = {"state": "failed" if report["error"] else "done", "error": report["error"], "grid": report.pop("grid", None)}
    return {"file": {**file, "report": None if report["error"] else report}, "name": upload.filename if upload else url}
