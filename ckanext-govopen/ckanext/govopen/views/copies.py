"""Copies of files, to be saved: shown in place, a copied page could act as the portal."""

import logging
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response
from werkzeug.wsgi import wrap_file

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.harvest import copies
from ckanext.govopen.model import FileScore, FileSource
from ckanext.govopen.uploads import safe_name

log = logging.getLogger(__name__)

govopen_copy = Blueprint("govopen_copy", __name__)

BINARY = "application/octet-stream"


@govopen_copy.route("/dataset/<id>/resource/<resource_id>/copy")
def download(id: str, resource_id: str) -> Response:  # noqa: A002  (CKAN's name for it)
    """The copy of a resource's file under its own name; parts of it and conditions as HTTP has them."""
    row = copy_of(id, resource_id)
    if row.personal and not tk.h.check_access("package_update", {"id": row.package_id}):
        return refused(row, 403, tk._("This file holds personal data in clear. Its copy is given to the department alone."))
    try:
        found = copies.read(row)
    except copies.NoStorage:
        log.exception("the copy of resource %s was asked for", resource_id)
        return refused(row, 503, tk._("The copy cannot be read now. Try again later, or get the file at the source."))
    answer = Response(body(found), content_type=media_type(resource_id), direct_passthrough=True)
    answer.content_length = row.bytes
    answer.set_etag(row.sha256)
    # Who may have the copy is asked every time, also where a cache holds it.
    answer.cache_control.no_cache = True
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name(row), safe='')}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer.make_conditional(tk.request, accept_ranges=True, complete_length=row.bytes)


def copy_of(package: str, resource_id: str) -> Any:
    """The copy, if there is one and whoever asks may see its resource; else there is no such page."""
    try:
        file = tk.get_action("govopen_file_show")({}, {"id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404, tk._("Resource was not found."))
    row = FileSource.copy(resource_id)
    if file["copy"] is None or row is None or model.Package.get(package) is not model.Package.get(row.package_id):
        tk.abort(404, tk._("There is no copy of this file here."))
    return row


def refused(row: Any, status: int, reason: str) -> Response:
    """The page that says why a copy is not given."""
    resource = model.Resource.get(row.resource_id)
    shown = {"reason": reason, "package": model.Package.get(row.package_id).as_dict(), "resource": resource.as_dict()}
    return Response(tk.render("govopen/copy_refused.html", shown), status=status)


def body(found: Iterable[bytes]) -> Iterable[bytes]:
    """The bytes in pieces that suit a server; a file is not read line by line."""
    return wrap_file(tk.request.environ, found) if hasattr(found, "read") else found


def media_type(resource_id: str) -> str:
    """What the bytes are, as was found in them."""
    row = model.Session.get(FileScore, resource_id)
    known = row.report["format"] if row and row.report else {}
    kind, encoding = known.get("media_type") or BINARY, known.get("encoding")
    return f"{kind}; charset={encoding}" if encoding and kind.startswith("text/") else kind


def name(row: Any) -> str:
    """The file's name at the source; where that is none, the resource's with the ending of the format that was found."""
    if row.file_name and PurePath(row.file_name).suffix:
        return safe_name(row.file_name)
    score, resource = model.Session.get(FileScore, row.resource_id), model.Resource.get(row.resource_id)
    ending = score.detected_format if score and score.detected_format else "bin"
    return safe_name(f"{resource.name or row.file_name or 'file'}.{ending}")
