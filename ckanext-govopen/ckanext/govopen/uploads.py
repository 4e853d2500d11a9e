"""Uploaded files keep the names that people gave them.

CKAN makes `.csv` of 数据.csv twice: when it stores the name, and when it shows a resource. What is stored here is the
name percent-encoded, which is what an address ends with: so that an address that is written back changes nothing.
"""

import mimetypes
import re
import unicodedata
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

import sqlalchemy as sa
from flask import Response

from ckan import model
from ckan.lib.uploader import ResourceUpload
from ckan.plugins import toolkit as tk

LONGEST = 200
"""Bytes of a file name, ending included; file systems and browsers take 255."""
SERVED = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def safe_name(name: str) -> str:
    """A file name without folders, control characters or what Windows forbids, cut before its ending where too long."""
    base = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    base = "".join(letter for letter in _FORBIDDEN.sub("_", base) if unicodedata.category(letter) not in {"Cc", "Cf"})
    base = base.strip(" .") or "file"
    stem, dot, ending = base.rpartition(".")
    stem, ending = (stem, dot + ending[:20]) if dot and stem else (base, "")
    while len((stem + ending).encode()) > LONGEST:
        stem = stem[:-1]
    return stem + ending


class NamedUpload(ResourceUpload):
    """CKAN's uploader, but for the name."""

    def __init__(self, resource: dict[str, Any]) -> None:
        given = getattr(resource.get("upload"), "filename", None)
        super().__init__(resource)
        if self.filename and given:
            self.filename = safe_name(given)
            self.mimetype = mimetypes.guess_type(self.filename)[0]
            resource["url"] = quote(self.filename, safe="")


def restore_names(package: dict[str, Any], *, for_edit: bool) -> None:
    """Give the uploaded files of a shown dataset their names back, in place: readable ones in a form."""
    uploaded = {one["id"]: one for one in package.get("resources") or [] if one.get("url_type") == "upload"}
    if not uploaded:
        return
    query = sa.select(model.Resource.id, model.Resource.url).where(model.Resource.id.in_(uploaded))
    for resource_id, url in model.Session.execute(query):
        name, resource = encoded(url), uploaded[resource_id]
        folder = resource["url"].rpartition("/")[0]
        resource["url"] = unquote(name) if for_edit else f"{folder}/{name}"


def encoded(url: str) -> str:
    """The file name of an upload's address as it is stored: of a whole address, of a name, encoded or not."""
    return quote(unquote(url.rpartition("/")[2]), safe="")


def named_response(response: Response) -> Response:
    """A download under the file's own name, to be saved: shown in place, an uploaded page could act as the portal.

    The header holds the name percent-encoded (RFC 6266).
    """
    if tk.request.endpoint == "dataset_resource.download" and response.status_code in SERVED:
        name = (tk.request.view_args or {}).get("filename")
        given = f"; filename*=UTF-8''{quote(safe_name(name), safe='')}" if name else ""
        response.headers["Content-Disposition"] = f"attachment{given}"
    return response
