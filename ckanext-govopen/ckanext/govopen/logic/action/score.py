"""What the scorer found."""

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.model import FileScore
from ckanext.govopen.model.file_score import OPEN
from ckanext.govopen.scoring.report import render


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_score_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the report of a file.

    :param id: id of the resource
    :type id: string
    :returns: `state` (none, queued, done, failed), `report` (null unless done) with messages and help in the reader's
        language, `error` (why it could not be scored, or null)
    :rtype: dictionary
    :raises NotFound: no resource has that id
    """
    tk.check_access("govopen_score_show", context, data_dict)
    row = stored(data_dict["id"])
    if row is None:
        return {"state": "none", "report": None, "error": None}
    report = render(row.report, tk._) if row.report else None
    state = "queued" if row.state in OPEN else row.state
    return {"state": state, "report": report, "error": tk._(row.error) if row.error else None}


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_preview_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the first rows of a file as they lie in it, personal columns masked.

    :param id: id of the resource
    :type id: string
    :returns: `grid` (null where the file has no table): `sheet`, `first`, `columns` (letters), `rows` (each `n`, the row's
        number in the original, and `cells`)
    :rtype: dictionary
    :raises NotFound: no resource has that id
    """
    tk.check_access("govopen_preview_show", context, data_dict)
    row = stored(data_dict["id"])
    return {"grid": row.preview if row else None}


def stored(resource_id: str) -> FileScore | None:
    """The row of a resource; raises NotFound where there is no such resource."""
    resource = model.Resource.get(resource_id)
    if resource is None or resource.state != "active":
        raise tk.ObjectNotFound(tk._("Resource was not found."))
    found: FileScore | None = model.Session.get(FileScore, resource.id)
    return found
