"""Uploaded files that hold personal data in clear, or were not looked at yet, are given to those alone who may change the
dataset."""

from http import HTTPStatus

from flask import Response

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.logic.action.score import UNSEEN, withheld

DOWNLOAD = "resource.download"
"""How CKAN's endpoints of downloads end."""
SOON = 60
"""Seconds after which a file that is being checked is worth asking for again."""


def refused() -> Response | None:
    """What a request for such a file is answered; None for every other request. To be called before each."""
    if not (tk.request.endpoint or "").endswith(DOWNLOAD):
        return None
    resource = model.Resource.get((tk.request.view_args or {}).get("resource_id", ""))
    # What the reader may not see at all is CKAN's to refuse: this page would name it.
    if resource is None or not tk.h.check_access("resource_show", {"id": resource.id}):
        return None
    reason = withheld({}, resource.id)
    if reason is None:
        return None
    shown = {"reason": tk._(reason), "package": resource.package.as_dict(), "resource": resource.as_dict()}
    page = tk.render("govopen/file_refused.html", shown)
    if reason == UNSEEN:
        return Response(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(SOON)})
    return Response(page, status=HTTPStatus.FORBIDDEN)
