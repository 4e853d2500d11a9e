"""A new portal's first datasets, before anything is stored."""

from pathlib import PurePath
from typing import Any

from flask import Blueprint

from ckan.plugins import toolkit as tk
from ckanext.govopen.views.control import genuine

govopen_preview = Blueprint("govopen_preview", __name__, url_prefix="/portal")

LARGEST = 1 << 20
"""Bytes of a portal's file that are read."""
NAMELESS = "preview"


@govopen_preview.route("/preview", methods=["GET", "POST"])
def preview() -> str:
    """The form for a portal's YAML, and what the portal would give."""
    try:
        tk.check_access("govopen_portal_preview", {}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only operators may try out portals"))
    shown: dict[str, Any] = {"code": "", "yaml": "", "found": None, "errors": {}}
    if tk.request.method == "POST":
        genuine()
        code, text = sent()
        shown |= {"code": code, "yaml": text}
        try:
            shown["found"] = tk.get_action("govopen_portal_preview")({}, {"code": code or NAMELESS, "yaml": text})
        except tk.ValidationError as error:
            shown["errors"] = error.error_dict
    return tk.render("govopen/preview.html", shown)


def sent() -> tuple[str, str]:
    """Name and text of the file that was chosen, else of what was pasted."""
    code, text = tk.request.form.get("code", "").strip(), tk.request.form.get("yaml", "")
    file = tk.request.files.get("upload")
    if file and file.filename:
        return code or PurePath(file.filename).stem, file.read(LARGEST).decode("utf-8-sig", errors="replace")
    return code, text
